// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/version.h"

namespace sluice::flink {
namespace {

struct Names {
  std::string_view dotted;
  std::string_view operator_name;
};

// In the order of FlinkVersion.
constexpr std::array<Names, kFlinkVersionCount> kNames = {{{"1.13", "v1_13"},
                                                           {"1.14", "v1_14"},
                                                           {"1.15", "v1_15"},
                                                           {"1.16", "v1_16"},
                                                           {"1.17", "v1_17"},
                                                           {"1.18", "v1_18"},
                                                           {"1.19", "v1_19"},
                                                           {"1.20", "v1_20"},
                                                           {"2.0", "v2_0"},
                                                           {"2.1", "v2_1"},
                                                           {"2.2", "v2_2"},
                                                           {"2.3", "v2_3"},
                                                           {"2.4", "v2_4"}}};

const Names& Of(FlinkVersion version) { return kNames[static_cast<std::size_t>(version)]; }

// "1.20.3" -> "1.20"; a text without digits behind a second dot stays as it is.
std::string_view WithoutPatch(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || text.find('.') == dot) return text;
  const std::string_view patch = text.substr(dot + 1);
  const bool digits = !patch.empty() && patch.find_first_not_of("0123456789") == patch.npos;
  return digits ? text.substr(0, dot) : text;
}

}  // namespace

std::optional<FlinkVersion> ParseFlinkVersion(std::string_view text) {
  const std::string_view minor = WithoutPatch(text);
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i].operator_name == text || kNames[i].dotted == minor) {
      return static_cast<FlinkVersion>(i);
    }
  }
  return std::nullopt;
}

std::string_view ToString(FlinkVersion version) { return Of(version).dotted; }

std::string_view ToOperatorName(FlinkVersion version) { return Of(version).operator_name; }

}  // namespace sluice::flink
