// SPDX-License-Identifier: Apache-2.0
// The configuration file that an operator writes for the cluster.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sluice/flink/config.h"

namespace sluice::flink {

// "key: value" lines, as both operators write flink-conf.yaml; in the order of the entries. Values
// are written as they are, whatever that does to the file.
std::string FlatConfText(const EffectiveConfig& config);

// Why the Apache operator refuses to write the file: one key is a dotted prefix of another.
std::optional<JavaError> ConfFileRefusal(const EffectiveConfig& config);

// The Spotify operator's: config.yaml from 2.0 on, flink-conf.yaml before and for no version.
std::string_view SpotifyConfFileName(const Resource& resource);

}  // namespace sluice::flink
