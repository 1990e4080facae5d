// SPDX-License-Identifier: Apache-2.0
// Typed readings of an option, as Configuration.get would read the text for that version.
#include "sluice/flink/config.h"

namespace sluice::flink {
namespace {

options::ValueType TypeOf(options::OptionId option, FlinkVersion version) {
  const options::OptionInfo* info = options::Info(option, version);
  return info == nullptr ? options::ValueType::kString : info->type;
}

template <typename To, typename From>
Parsed<To> Widen(const Parsed<From>& parsed) {
  if (!parsed) return tl::unexpected(parsed.error());
  return static_cast<To>(*parsed);
}

}  // namespace

std::optional<Parsed<bool>> EffectiveConfig::Bool(options::OptionId option) const {
  const auto text = Text(option);
  if (!text) return std::nullopt;
  return ParseBoolean(*text);
}

std::optional<Parsed<std::int64_t>> EffectiveConfig::Integer(options::OptionId option) const {
  const auto text = Text(option);
  if (!text) return std::nullopt;
  if (TypeOf(option, version_) == options::ValueType::kInteger) {
    return Widen<std::int64_t>(ParseInt(*text));
  }
  return ParseLong(*text);
}

std::optional<Parsed<double>> EffectiveConfig::Number(options::OptionId option) const {
  const auto text = Text(option);
  if (!text) return std::nullopt;
  if (TypeOf(option, version_) == options::ValueType::kFloat) {
    return Widen<double>(ParseFloat(*text));
  }
  return ParseDouble(*text);
}

std::optional<Parsed<Duration>> EffectiveConfig::DurationOf(options::OptionId option) const {
  const auto text = Text(option);
  if (!text) return std::nullopt;
  const options::ValueType type = TypeOf(option, version_);
  // Options that became durations in 1.20 are milliseconds before.
  if (type == options::ValueType::kLong || type == options::ValueType::kInteger) {
    const Parsed<std::int64_t> millis = ParseLong(*text);
    if (!millis) return tl::unexpected(millis.error());
    std::int64_t seconds = *millis / 1000;
    std::int64_t rest = *millis % 1000;
    if (rest < 0) {
      rest += 1000;
      --seconds;
    }
    return Duration{seconds, static_cast<std::int32_t>(rest * 1'000'000)};
  }
  return ParseDuration(*text, version_);
}

std::optional<Parsed<std::int64_t>> EffectiveConfig::Bytes(options::OptionId option) const {
  const auto text = Text(option);
  if (!text) return std::nullopt;
  return ParseMemorySize(*text);
}

bool EffectiveConfig::IsTrue(options::OptionId option) const {
  const auto value = Bool(option);
  return value && *value && **value;
}

}  // namespace sluice::flink
