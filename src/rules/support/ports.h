// SPDX-License-Identifier: Apache-2.0
// The ports that Flink chooses at random.
#pragma once

#include "sluice/flink/subject.h"

namespace sluice::rules {

// Whether task managers exchange data over a port that nobody can know beforehand. Of Flink's
// random ports it is the only one left: the clients of Kubernetes fix those of the blob server and
// the task managers' RPC (KubernetesClusterDescriptor, 1.15 to 2.1), and Spotify's operator fixes
// all (flinkcluster_default.go, 1746257).
bool DataPortIsRandom(const flink::Subject& subject);

}  // namespace sluice::rules
