// SPDX-License-Identifier: Apache-2.0
// Which values of a resource the Apache operator's Java classes cannot take.
#pragma once

#include <vector>

#include "sluice/flink/resource.h"

namespace sluice::flink {

// Values of spec and status of a FlinkDeployment (also in a FlinkBlueGreenDeployment's template),
// FlinkSessionJob or FlinkStateSnapshot that Jackson cannot bind (flink-kubernetes-operator-api,
// 1.16-SNAPSHOT): wrong types, unknown enum constants, numbers out of range, and a null where the
// operator then fails. The API server's schema refuses nearly all of them before a webhook is
// asked, but a file on somebody's disk has met no API server. Unknown fields are no mistake.
// Empty for other kinds. Pure, any thread.
std::vector<Unreadable> JavaMistakes(const Resource& resource);

}  // namespace sluice::flink
