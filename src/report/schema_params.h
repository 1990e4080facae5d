// SPDX-License-Identifier: Apache-2.0
// The parts of a schema that the rulebook decides: ids and parameters.
#pragma once

#include <nlohmann/json.hpp>

#include "sluice/rulebook/rulebook.h"

namespace sluice::report {

nlohmann::ordered_json ScalarTypes();   // the types of a plain value
nlohmann::ordered_json ScalarSchema();  // a plain value that is not empty

nlohmann::ordered_json RuleIds(const rulebook::Rulebook& rulebook);
nlohmann::ordered_json RuleEntries(const rulebook::Rulebook& rulebook);
nlohmann::ordered_json DefaultEntries(const rulebook::Rulebook& rulebook);
// Values that reach every rule and default that declares the name.
nlohmann::ordered_json SharedParameters(const rulebook::Rulebook& rulebook);

}  // namespace sluice::report
