// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace sluice::flink {

// Whether the Spotify operator takes spec.flinkVersion for one below 1.10, where it sets heap sizes
// instead of process sizes: a version below 1.10.0 or any text that hashicorp's go-version (1.9.0)
// does not parse. Pre-releases are below their release: "1.10-SNAPSHOT" is old.
bool IsOldForSpotify(std::string_view flink_version);

// Whether it takes the version for 2.0.0 or later, where it writes config.yaml.
bool IsSpotifyAtLeast2(std::string_view flink_version);

}  // namespace sluice::flink
