// SPDX-License-Identifier: Apache-2.0
// Which build this is.
#pragma once

#include <string_view>

namespace sluice::base {

std::string_view Version();  // "0.1.0"
std::string_view Commit();   // the commit it was built from, short, or "unknown"

}  // namespace sluice::base
