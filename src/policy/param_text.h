// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sluice/rulebook/param.h"

namespace sluice::policy {

// Whether two sets of values agree on parameter `i`, which is declared as `param`.
bool SameValue(const rulebook::Param& param, const rulebook::Params& a, const rulebook::Params& b,
               std::size_t i);

// The value as a policy writes it: "3", "128 MiB", "60 s", "[s3, gs]".
std::string ValueText(const rulebook::Param& param, const rulebook::Params& params, std::size_t i);

}  // namespace sluice::policy
