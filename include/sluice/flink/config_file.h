// SPDX-License-Identifier: Apache-2.0
// Flink's configuration files: the line-based flink-conf.yaml (up to 1.20) and config.yaml, which
// is YAML 1.2 (1.19 on; the only form from 2.0 on). Operators' default configuration has both forms
// too. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sluice/flink/value.h"
#include "sluice/flink/version.h"

namespace sluice::flink {

// Keys and values as Configuration.toMap() has them, each key once, in the order of the file (a key
// that is written again has its last value, at its first place).
using FlatConfiguration = std::vector<std::pair<std::string, std::string>>;

// GlobalConfiguration.loadLegacyYAMLResource: one "key: value" a line, "#" starts a comment
// anywhere, quotes are kept, what is no pair vanishes. Cannot fail.
FlatConfiguration ReadLegacyConfig(std::string_view text);

// GlobalConfiguration.loadYAMLResource: nested or flat; scalars are typed by the core schema and
// printed again (012 -> 12), lists become flow YAML ("[a, b]"). Fails for what Flink refuses, with
// its error: not a map, a key that is no string, a null, a key twice, several documents.
Parsed<FlatConfiguration> ReadYamlConfig(std::string_view text);

// What becomes of `value` when an operator writes "key: value" into a config.yaml without quotes
// and Flink reads it: typed and printed again. Fails when the line is no YAML, or the value is null
// (an empty one); when it is a map, what Flink would nest is not one value.
Parsed<std::string> RereadAsYaml(std::string_view value);

}  // namespace sluice::flink
