// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sluice/telemetry/log.h"
#include "webhook/decision.h"

namespace sluice::webhook {

// Writes the decision's line: names, rule ids and option names; never a value of the object.
void LogDecision(telemetry::Log& log, const Decision& decision);

}  // namespace sluice::webhook
