// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "flink/value/yaml/java_value.h"
#include "sluice/flink/value.h"

namespace sluice::flink::value {

// ConfigurationUtils.convertToStringMap in standard YAML: fails for a null, and for two keys that
// print alike.
Parsed<std::vector<std::pair<std::string, std::string>>> ToStringPairs(const yaml::JavaValue& map);

}  // namespace sluice::flink::value
