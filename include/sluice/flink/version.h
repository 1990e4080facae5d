// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::flink {

// A Flink minor version as a resource names it (`spec.flinkVersion: v1_20`, or the X.Y of an image
// tag). The enumerators are those of the operator's FlinkVersion (1.16-SNAPSHOT, 6e9caeb); they are
// in release order and compare by it.
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
  k2_4,
};

inline constexpr std::size_t kFlinkVersionCount = 13;

// The versions that the option catalogue and the memory model know from real jars.
inline constexpr FlinkVersion kOldestCatalogued = FlinkVersion::k1_15;
inline constexpr FlinkVersion kNewestCatalogued = FlinkVersion::k2_3;
inline constexpr std::size_t kCataloguedVersionCount = 10;

// The catalogued version that stands for `version`: itself, the oldest for an older one, the newest
// for a newer one.
constexpr FlinkVersion Catalogued(FlinkVersion version) {
  if (version < kOldestCatalogued) return kOldestCatalogued;
  if (version > kNewestCatalogued) return kNewestCatalogued;
  return version;
}

// "v1_20" (the operator's spelling) or "1.20", with an optional patch ("1.20.1", "v1_20_1" is not
// accepted). Nothing for any other text or for a version without an enumerator.
std::optional<FlinkVersion> ParseFlinkVersion(std::string_view text);

// "1.20".
std::string_view ToString(FlinkVersion version);

// "v1_20".
std::string_view ToOperatorName(FlinkVersion version);

}  // namespace sluice::flink
