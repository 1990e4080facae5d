// SPDX-License-Identifier: Apache-2.0
// The configuration file that an operator writes for the cluster.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sluice/flink/config.h"

namespace sluice::flink {

// "key: value" lines: the Apache operator's flink-conf.yaml (whose order is that of a Java hash
// map; here that of the entries), and, sorted by key, both of Spotify's files. Values are written
// as they are, whatever that does to the file.
enum class LineOrder : std::uint8_t { kEntries, kSorted };
std::string FlatConfText(const EffectiveConfig& config, LineOrder order);

// Why the Apache operator refuses to write the file: one key is a dotted prefix of another.
// Quadratic in the number of keys; rules ask PrefixClash.
std::optional<JavaError> ConfFileRefusal(const EffectiveConfig& config);

// The Spotify operator's: config.yaml from 2.0 on, flink-conf.yaml before and for no version.
std::string_view SpotifyConfFileName(const Resource& resource);

}  // namespace sluice::flink
