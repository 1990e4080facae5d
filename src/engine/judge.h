// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "sluice/engine/engine.h"

namespace sluice::engine {

// What one binding finds, with its action; nothing when its rule is not for the subject. Findings
// stand in the order in which the check made them.
std::vector<JudgedFinding> JudgeBy(const policy::BoundRule& bound, const flink::Subject& subject);

// The same words of one rule about one place.
bool Same(const JudgedFinding& a, const JudgedFinding& b);

// Sorts, strongest action first, then severity, place and rule: the same order in every run.
void Sort(std::vector<JudgedFinding>& findings);

}  // namespace sluice::engine
