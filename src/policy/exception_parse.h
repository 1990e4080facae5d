// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/model.h"
#include "sluice/policy/exception.h"

namespace sluice::policy {

// Reads every document of one file's text; what is wrong is a complaint and left out.
void ReadExceptions(const Source& source, const rulebook::Rulebook& rulebook,
                    const PolicySet& policies, std::vector<Exception>& exceptions,
                    Complaints& complaints);

}  // namespace sluice::policy
