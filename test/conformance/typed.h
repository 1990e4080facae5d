// SPDX-License-Identifier: Apache-2.0
// Configuration.get(option) over raw Java values, as the recorder called it: for the parse suite.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "flink/value/yaml/java_value.h"
#include "sluice/flink/value.h"

namespace sluice::conformance {

struct OptionType {
  std::string
      name;  // string, boolean, int, long, float, double, enum, enum2, duration, memory, map
  bool list = false;
};

struct Flavour {
  flink::FlinkVersion version;
  bool standard_yaml;
};

// {"out": value} or {"err": chain}, of the key `key` whose raw value is `raw`.
nlohmann::json GetOption(const OptionType& type, const std::string& key,
                         const flink::yaml::JavaValue& raw, const Flavour& flavour);

}  // namespace sluice::conformance
