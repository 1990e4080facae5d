// SPDX-License-Identifier: Apache-2.0
// Amounts as the Apache operator reads them: Flink's units first, then fabric8's Quantity (6.x),
// whose numbers are Java BigDecimals and print like them ("1610612736.0", "1.5E+18").
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sluice/flink/value.h"

namespace sluice::flink {

// The error of Quantity.parse(text), which looks only at the form of the unit.
std::optional<JavaError> JavaQuantityError(std::string_view text);

// Quantity.parse(text).getNumericalAmount().toString().
Parsed<std::string> JavaQuantityAmount(std::string_view text);

// FlinkConfigBuilder.parseResourceMemoryString: what `resource.memory` becomes as process size.
// "2048m" is 2 GiB here, and "1.5Gi" becomes "1610612736.0", which Flink cannot read.
Parsed<std::string> ResourceMemoryText(std::string_view text);

}  // namespace sluice::flink
