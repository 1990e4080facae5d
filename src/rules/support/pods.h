// SPDX-License-Identifier: Apache-2.0
// The pods that a resource becomes, for rules on all of them.
#pragma once

#include <string_view>

#include "sluice/flink/subject.h"

namespace sluice::rules {

// Calls `judge(role, pod)` for each pod of which the resource says something: those of the job and
// task managers, and on Spotify's kind that of the job's submitter, whose fields stand on spec.job.
template <typename Judge>
void ForEachPod(const flink::Subject& subject, const Judge& judge) {
  const flink::Resource& resource = subject.resource;
  const auto one = [&](std::string_view role, const flink::PodView& pod) {
    if (pod.own_spec != nullptr || pod.common_spec != nullptr) judge(role, pod);
  };
  one("job manager", flink::PodOf(resource, flink::RoleKind::kJobManager));
  one("task manager", flink::PodOf(resource, flink::RoleKind::kTaskManager));
  if (resource.kind == flink::ResourceKind::kSpotifyFlinkCluster && resource.job.node != nullptr) {
    one("job submitter", {.own = resource.job.node, .own_spec = resource.job.node});
  }
}

}  // namespace sluice::rules
