// SPDX-License-Identifier: Apache-2.0
// Whether our defaults make of an object what Spotify's webhook makes of it, in meaning.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "conformance/suite.h"

namespace sluice::conformance {

struct DefaultedRow {
  nlohmann::json object;  // as it came
  nlohmann::json merge;   // RFC 7386: what the original changed
  // What we add: where, by tokens from the root, and what.
  std::vector<std::pair<std::vector<std::string>, nlohmann::json>> additions;
};

// Numbers and quantities compare by amount. Deviations: a value of the user's that the original
// replaces and we keep ("kept-zero" in a probe, "kept-batch-scheduler"), and a second handler that
// the original adds to a probe ("one-handler").
void Compare(const std::string& where, const DefaultedRow& row, Report& report);

}  // namespace sluice::conformance
