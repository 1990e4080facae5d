// SPDX-License-Identifier: Apache-2.0
#include "sluice/rulebook/param.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sluice/base/text.h"
#include "sluice/rulebook/words.h"

namespace sluice::rulebook {
namespace {

using base::Code;
using base::Fail;
using base::Result;

tl::unexpected<base::Error> Wrong(const Param& param) {
  return Fail(Code::kInvalid,
              fmt::format("parameter '{}' expects {}", param.name, ExpectedOf(param)));
}

template <typename T>
bool ReadNumber(std::string_view text, T& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

bool InRange(const Param& param, double value) {
  return value >= param.minimum && value <= param.maximum;
}

// Every {{placeholder}} is closed and a name. Which names mean something is the binding's business:
// a policy may refer to other parameters.
bool PlaceholdersWellFormed(std::string_view text) {
  while (true) {
    const std::size_t open = text.find("{{");
    if (open == std::string_view::npos) return true;
    const std::size_t close = text.find("}}", open);
    if (close == std::string_view::npos) return false;
    const std::string_view name = base::JavaTrim(text.substr(open + 2, close - open - 2));
    const bool good = std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
    if (name.empty() || !good) return false;
    text.remove_prefix(close + 2);
  }
}

Result<ParamValue> ParseIntegerParam(const Param& param, std::string_view text) {
  std::int64_t value = 0;
  if (!ReadNumber(text, value) || !InRange(param, static_cast<double>(value))) return Wrong(param);
  return ParamValue(value);
}

Result<ParamValue> ParseNumberParam(const Param& param, std::string_view text) {
  double value = 0;
  if (!ReadNumber(text, value) || !std::isfinite(value) || !InRange(param, value)) {
    return Wrong(param);
  }
  return ParamValue(value);
}

Result<ParamValue> ParseBytesParam(const Param& param, std::string_view text) {
  const auto bytes = flink::ParseMemorySize(text);
  if (!bytes || !InRange(param, static_cast<double>(*bytes))) return Wrong(param);
  return ParamValue(*bytes);
}

Result<ParamValue> ParseDurationParam(const Param& param, std::string_view text) {
  const auto duration = flink::ParseDuration(text, flink::kNewestCatalogued);
  if (!duration ||
      !InRange(param, static_cast<double>(duration->seconds) + duration->nanos / 1e9)) {
    return Wrong(param);
  }
  return ParamValue(*duration);
}

}  // namespace

Params Params::Defaults(std::span<const Param> declared) {
  std::vector<ParamValue> values;
  values.reserve(declared.size());
  for (const Param& param : declared) {
    values.push_back(ParseParam(param, param.default_text).value_or(ParamValue(std::string())));
  }
  return Params(std::move(values));
}

bool Params::Contains(std::size_t i, std::string_view word) const {
  const std::vector<std::string>& words = Strings(i);
  return std::find(words.begin(), words.end(), word) != words.end();
}

Result<ParamValue> ParseParam(const Param& param, std::string_view text) {
  switch (param.type) {
    case ParamType::kBool:
      if (text != "true" && text != "false") return Wrong(param);
      return ParamValue(text == "true");
    case ParamType::kInteger:
      return ParseIntegerParam(param, text);
    case ParamType::kNumber:
      return ParseNumberParam(param, text);
    case ParamType::kBytes:
      return ParseBytesParam(param, text);
    case ParamType::kDuration:
      return ParseDurationParam(param, text);
    case ParamType::kString:
      if (!PlaceholdersWellFormed(text)) {
        return Fail(
            Code::kInvalid,
            fmt::format("parameter '{}' has a placeholder that is not like {{{{namespace}}}}",
                        param.name));
      }
      return ParamValue(std::string(text));
    case ParamType::kStringList:
      break;
  }
  std::vector<std::string> words;
  for (const std::string_view word : base::Split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return ParamValue(std::move(words));
}

Result<ParamValue> ParseParamList(const Param& param, std::vector<std::string> words) {
  if (param.type != ParamType::kStringList) return Wrong(param);
  return ParamValue(std::move(words));
}

}  // namespace sluice::rulebook
