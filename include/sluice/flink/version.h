// SPDX-License-Identifier: Apache-2.0
// Flink minor versions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::flink {

// The versions that a resource may name (operator enum FlinkVersion v1_13..v2_4) in order. The
// option catalogue covers 1.15 to 2.3; CatalogueVersion() maps the others to the nearest.
enum class FlinkVersion : std::uint8_t {
  k1_13,
  k1_14,
  k1_15,
  k1_16,
  k1_17,
  k1_18,
  k1_19,
  k1_20,
  k2_0,
  k2_1,
  k2_2,
  k2_3,
  k2_4
};

inline constexpr FlinkVersion kOldestCatalogued = FlinkVersion::k1_15;
inline constexpr FlinkVersion kNewestCatalogued = FlinkVersion::k2_3;
inline constexpr int kCataloguedVersions = 10;

// "v1_20" (operator) or "1.20", "1.20.3" (image tags, FlinkCluster). Nothing when it names no known
// minor version.
std::optional<FlinkVersion> ParseOperatorVersion(std::string_view text);
std::optional<FlinkVersion> ParseDottedVersion(std::string_view text);

std::string_view ToDotted(FlinkVersion version);    // "1.20"
std::string_view ToOperator(FlinkVersion version);  // "v1_20"

constexpr FlinkVersion CatalogueVersion(FlinkVersion version) {
  if (version < kOldestCatalogued) return kOldestCatalogued;
  return version > kNewestCatalogued ? kNewestCatalogued : version;
}

// 0 for 1.15 ... 9 for 2.3.
constexpr int CatalogueIndex(FlinkVersion version) {
  return static_cast<int>(CatalogueVersion(version)) - static_cast<int>(kOldestCatalogued);
}

// Standard YAML configuration file (config.yaml): the operator writes it from 2.0 on.
constexpr bool UsesStandardYaml(FlinkVersion version) { return version >= FlinkVersion::k2_0; }

}  // namespace sluice::flink
