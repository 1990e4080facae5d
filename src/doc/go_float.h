// SPDX-License-Identifier: Apache-2.0
// Floating point as Go reads and prints it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::doc {

// strconv.ParseFloat(text, 64) of a decimal number: nothing when it is too large, 0 when too small.
std::optional<double> ParseGoFloat(std::string_view text);

// encoding/json's form of a finite double: shortest, with exponent below 1e-6 and from 1e21 on.
std::string PrintGoJsonFloat(double number);

// sigs.k8s.io/yaml's form of a float that is a mapping key: FormatFloat(number, 'g', -1, 32).
std::string PrintGoKeyFloat(double number);

}  // namespace sluice::doc
