// SPDX-License-Identifier: Apache-2.0
#include "sluice/rulebook/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <utility>

#include "sluice/base/text.h"
#include "sluice/rulebook/facts.h"

namespace sluice::rulebook {
namespace {

// Seconds in the largest unit that fits: "90 s", "10 min", "1 d".
std::string SecondsText(double seconds) {
  for (const auto& [unit, name] :
       {std::pair(86'400.0, "d"), std::pair(3'600.0, "h"), std::pair(60.0, "min")}) {
    const double count = seconds / unit;
    if (count >= 1 && count == std::floor(count)) return fmt::format("{:g} {}", count, name);
  }
  return fmt::format("{:g} s", seconds);
}

// A bound as a person writes it in the parameter's unit: "10", "0.5", "1 min", "1 GiB".
std::string Bound(ParamType type, double value) {
  if (type == ParamType::kBytes) return base::HumanBytes(static_cast<std::int64_t>(value));
  if (type == ParamType::kDuration) return SecondsText(value);
  return fmt::format("{:.15g}", value);
}

}  // namespace

std::string DocsOf(const Meta& meta, flink::FlinkVersion version) {
  constexpr std::string_view kVersion = "{version}";
  std::string docs(meta.docs);
  if (const std::size_t at = docs.find(kVersion); at != std::string::npos) {
    docs.replace(at, kVersion.size(), flink::ToString(flink::Catalogued(version)));
  }
  return docs;
}

std::string ExpectedOf(const Param& param) {
  const bool low = param.minimum > -1e18;
  // A terabyte of memory is no bound that a person meets.
  const bool high = param.maximum < (param.type == ParamType::kBytes ? 1e12 : 1e18);
  std::string text =
      fmt::format("a{} {}", param.type == ParamType::kInteger ? "n" : "", ToString(param.type));
  if (param.type == ParamType::kBytes) text += " such as 128m";
  if (param.type == ParamType::kDuration) text += " such as 10 min";
  if (low && high) {
    text += fmt::format(" between {} and {}", Bound(param.type, param.minimum),
                        Bound(param.type, param.maximum));
  } else if (low) {
    text += fmt::format(" of at least {}", Bound(param.type, param.minimum));
  } else if (high) {
    text += fmt::format(" of at most {}", Bound(param.type, param.maximum));
  }
  return text;
}

std::string TextOf(std::span<const Param> declared, const Params& values, std::size_t i) {
  switch (declared[i].type) {
    case ParamType::kBool:
      return values.Bool(i) ? "true" : "false";
    case ParamType::kInteger:
      return std::to_string(values.Integer(i));
    case ParamType::kNumber:
      return fmt::format("{:g}", values.Number(i));
    case ParamType::kBytes:
      return base::HumanBytes(values.Bytes(i));
    case ParamType::kDuration:
      return DurationText(values.Duration(i));
    case ParamType::kString:
      return values.String(i);
    case ParamType::kStringList:
      return fmt::format("{}", fmt::join(values.Strings(i), " "));
  }
  return {};
}

std::vector<std::string> KindNames(std::uint8_t kinds) {
  using flink::ResourceKind;
  std::vector<std::string> names;
  for (int i = 0; i < flink::kResourceKinds; ++i) {
    const auto kind = static_cast<ResourceKind>(i);
    if ((kinds & Bit(kind)) == 0 || kind == ResourceKind::kUnknown) continue;
    std::string name(ToString(kind));
    if (kind == ResourceKind::kFlinkCluster) name += " (flink.apache.org)";
    if (kind == ResourceKind::kSpotifyFlinkCluster) name += " (flinkoperator.k8s.io)";
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace sluice::rulebook
