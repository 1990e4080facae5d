// SPDX-License-Identifier: Apache-2.0
// What the pods of a cluster ask of Kubernetes.
#pragma once

#include <cstdint>

#include "sluice/flink/subject.h"

namespace sluice::rules {

// One pod's main container. CPUs in cores, memory in bytes; 0 = not known.
struct PodDemand {
  double cpu = 0, cpu_limit = 0;
  double memory = 0, memory_limit = 0;
  std::int64_t pods = 0;  // how many of them
};

// As Flink's Kubernetes client asks for them (KubernetesJobManagerParameters,
// KubernetesTaskManagerParameters 1.15 to 2.1): memory is the process size, limits are requests
// times their factor, and a task manager has a CPU for each slot unless it is said. Sidecars are
// not counted. A native session cluster starts without task managers.
PodDemand DemandOf(const flink::Subject& subject, flink::RoleKind role);

}  // namespace sluice::rules
