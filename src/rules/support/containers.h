// SPDX-License-Identifier: Apache-2.0
// What rules on pod templates walk over, for every kind that has containers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/flink/subject.h"

namespace sluice::rules {

// Calls `judge(role, pod)` for each pod of which the resource says something: those of the job and
// task managers, and on Spotify's kind that of the job's submitter, whose fields stand on spec.job.
template <typename Judge>
void ForEachPod(const flink::Resource& resource, const Judge& judge) {
  const auto one = [&](std::string_view role, const flink::PodView& pod) {
    if (pod.own_spec != nullptr || pod.common_spec != nullptr) judge(role, pod);
  };
  one("job manager", flink::PodOf(resource, flink::RoleKind::kJobManager));
  one("task manager", flink::PodOf(resource, flink::RoleKind::kTaskManager));
  one("job submitter", resource.job.pod);
}

// Every container and init container of those pods, each once.
std::vector<const doc::Value*> EveryContainer(const flink::Resource& resource);

// Every volume of those pods, each once.
std::vector<const doc::Value*> EveryVolume(const flink::Resource& resource);

// The lists of environment variables: of every container, and those that Spotify's kind keeps on
// the spec.
std::vector<const doc::Value*> EveryEnvironment(const flink::Resource& resource);

// Templates of a policy with {{namespace}} and {{name}} filled in. A snapshot may be called as the
// resource that it is of. What needs a name that the object does not have yet is left out.
std::vector<std::string> Filled(const flink::Subject& subject,
                                const std::vector<std::string>& templates);

// Whether a mesh puts a proxy beside the main container.
enum class Mesh { kNo, kYes, kUnknown };  // unknown: the labels of the namespace decide
// `place` becomes the line of the resource that asks for it, null when the namespace does.
Mesh MeshOf(const flink::Subject& subject, flink::RoleKind role, const doc::Value** place);

}  // namespace sluice::rules
