// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <cmath>

#include "sluice/base/text.h"
#include "sluice/flink/resource.h"

namespace sluice::flink {
namespace {

// Digits with an optional sign, the whole text.
std::optional<std::int64_t> WholeInteger(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Jackson reads a number with a fraction into an int field by cutting the fraction.
std::optional<std::int64_t> CutToInteger(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  constexpr double kLimit = 9.2e18;
  if (!(std::fabs(value) < kLimit)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

}  // namespace

std::optional<std::int64_t> Field::integer() const {
  if (node == nullptr) return std::nullopt;
  if (node->IsNumber()) {
    const auto whole = WholeInteger(node->text());
    return whole.has_value() ? whole : CutToInteger(node->text());
  }
  if (node->IsString()) return WholeInteger(base::JavaTrim(node->text()));
  return std::nullopt;
}

std::optional<bool> Field::boolean() const {
  if (node == nullptr) return std::nullopt;
  if (node->IsBool()) return node->AsBool();
  if (!node->IsString()) return std::nullopt;
  const std::string_view text = base::JavaTrim(node->text());
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  return std::nullopt;
}

}  // namespace sluice::flink
