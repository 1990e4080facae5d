// SPDX-License-Identifier: Apache-2.0
// What both faces of a rule say: the terminal's and the page's.
#pragma once

#include <string>

#include "sluice/report/rule_cards.h"

namespace sluice::report {

// "0.1", "0.1, stricter in 0.3".
std::string SinceOf(const RuleCard& card);

// How an UPDATE is judged where that differs from other rules, a sentence; else empty.
std::string UpdateOf(const RuleCard& card);

// Other requests that the rule looks at, a sentence; empty when there are none.
std::string RequestsOf(const RuleCard& card);

}  // namespace sluice::report
