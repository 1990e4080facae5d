// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "flink/config/resolver.h"
#include "sluice/flink/subject.h"

namespace sluice::flink {

// Memory, cpu and limits of one role as the Apache operator puts them over the configuration:
// process size, cpu amount, limit factors (FlinkConfigBuilder.setResource, 1.16-SNAPSHOT, 6e9caeb).
void PutResources(Resolver& resolver, const Role& role, RoleKind kind);

}  // namespace sluice::flink
