// SPDX-License-Identifier: Apache-2.0
#include "verify/expression.h"

#include <fmt/format.h>
#include <re2/re2.h>
#include <re2/stringpiece.h>

#include "sluice/verify/verify.h"

namespace sluice::verify {

base::Result<Expression> Expression::Compile(const std::string& text) {
  Expression compiled;
  if (text.empty()) return compiled;
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  auto expression = std::make_shared<re2::RE2>(text, options);
  if (!expression->ok()) {
    return base::Fail(base::Code::kInvalid,
                      fmt::format("no regular expression (RE2): {}", expression->error()));
  }
  compiled.expression_ = std::move(expression);
  return compiled;
}

bool Expression::Matches(std::string_view text) const {
  if (expression_ == nullptr) return true;
  // RE2's own type: newer ones take Abseil's, to which std::string_view does not convert
  // everywhere.
  const re2::StringPiece piece(text.data(), text.size());
  return re2::RE2::PartialMatch(piece, *expression_);
}

base::Result<void> CheckExpression(const std::string& run) {
  const auto compiled = Expression::Compile(run);
  if (!compiled) return tl::unexpected(compiled.error());
  return {};
}

}  // namespace sluice::verify
