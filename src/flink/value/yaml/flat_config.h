// SPDX-License-Identifier: Apache-2.0
// config.yaml as Flink holds it: raw Java values by flat key.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flink/value/hash_order.h"
#include "flink/value/yaml/java_value.h"

namespace sluice::flink::yaml {

// Every flattened pair in the order of the text; a key may come again. RuntimeException as
// GlobalConfiguration wraps it.
Parsed<std::vector<std::pair<std::string, JavaObject>>> ReadPairs(std::string_view text);

// Configuration.confData after loadYAMLResource of that version.
Parsed<value::HashMap<JavaObject>> ReadConfData(std::string_view text, FlinkVersion version);

// ConfigurationUtils.convertConfigToWritableLines, nested.
Parsed<std::vector<std::string>> ToWritableLines(const value::HashMap<JavaObject>& data);

// A ClassCastException; only its type counts, the text names the classes.
tl::unexpected<JavaError> CannotCast(std::string_view from, std::string_view to);

}  // namespace sluice::flink::yaml
