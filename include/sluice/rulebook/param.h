// SPDX-License-Identifier: Apache-2.0
// Parameters of rules and defaults: declared in the rule, read and range-checked once when a policy
// loads, handed to the check typed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/flink/value.h"

namespace sluice::rulebook {

enum class ParamType : std::uint8_t {
  kBool,
  kInteger,
  kNumber,
  kBytes,     // a Flink memory size: "128m"
  kDuration,  // a Flink duration: "10 min"
  kString,
  kStringList,  // a YAML list; in a declaration words separated by spaces
};
std::string_view ToString(ParamType type);

// One declared parameter. `default_text` is parsed by the same code as a policy's value. `minimum`
// and `maximum` bound kInteger and kNumber (in their unit), kBytes (bytes) and kDuration (seconds).
struct Param {
  std::string_view name;  // camelCase, as it stands in a policy
  ParamType type = ParamType::kString;
  std::string_view default_text;
  std::string_view description;  // one sentence
  double minimum = -1e18;
  double maximum = 1e18;
};

using ParamValue = std::variant<bool, std::int64_t, double, flink::Duration, std::string,
                                std::vector<std::string>>;

// The values of one rule's parameters, in the order of its declaration. Immutable once a policy is
// loaded; shared by all threads. Asking with the wrong type is a bug and ends the process.
class Params {
 public:
  Params() = default;
  explicit Params(std::vector<ParamValue> values) : values_(std::move(values)) {}

  // Every parameter at its declared default. The declarations must be valid (Rulebook::Build
  // checks).
  static Params Defaults(std::span<const Param> declared);

  [[nodiscard]] bool Bool(std::size_t i) const { return std::get<bool>(values_.at(i)); }
  [[nodiscard]] std::int64_t Integer(std::size_t i) const {
    return std::get<std::int64_t>(values_.at(i));
  }
  [[nodiscard]] double Number(std::size_t i) const { return std::get<double>(values_.at(i)); }
  [[nodiscard]] std::int64_t Bytes(std::size_t i) const { return Integer(i); }
  [[nodiscard]] const flink::Duration& Duration(std::size_t i) const {
    return std::get<flink::Duration>(values_.at(i));
  }
  [[nodiscard]] const std::string& String(std::size_t i) const {
    return std::get<std::string>(values_.at(i));
  }
  [[nodiscard]] const std::vector<std::string>& Strings(std::size_t i) const {
    return std::get<std::vector<std::string>>(values_.at(i));
  }
  // A list parameter that holds `word` exactly.
  [[nodiscard]] bool Contains(std::size_t i, std::string_view word) const;

  [[nodiscard]] std::size_t size() const { return values_.size(); }
  void Set(std::size_t i, ParamValue value) { values_.at(i) = std::move(value); }

 private:
  std::vector<ParamValue> values_;
};

// Reads one value of a parameter from text (lists: `words`). The error says what is expected, with
// the range.
base::Result<ParamValue> ParseParam(const Param& param, std::string_view text);
base::Result<ParamValue> ParseParamList(const Param& param, std::vector<std::string> words);

}  // namespace sluice::rulebook
