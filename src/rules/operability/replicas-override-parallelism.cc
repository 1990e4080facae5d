// SPDX-License-Identifier: Apache-2.0
// With taskManager.replicas set, the operator computes the parallelism of a job as replicas times
// slots and ignores job.parallelism (FlinkConfigBuilder.getParallelism, 1.16-SNAPSHOT). In a native
// session cluster the replicas themselves have no effect.
#include <cmath>

#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  const flink::Resource& resource = subject.resource;
  const auto replicas = resource.task_manager.replicas.integer();
  if (!replicas) return;
  const Place place = At(*resource.task_manager.replicas.node);
  const std::string says = "taskManager.replicas is " + std::to_string(*replicas);
  if (resource.IsSessionCluster()) {
    if (resource.deployment_mode == flink::DeploymentMode::kStandalone) return;
    findings.Add(place, says + ", but a native session cluster starts task managers on demand",
                 {.fix = "Remove taskManager.replicas."});
    return;
  }
  const auto wanted = resource.job.parallelism.integer();
  const auto slots = rulebook::Slots(subject);
  if (!wanted || !slots || *replicas * *slots == *wanted) return;
  findings.Add(place,
               says + " with " + std::to_string(*slots) + " slots each, so the job runs with " +
                   "parallelism " + std::to_string(*replicas * *slots) + ", not " +
                   std::to_string(*wanted),
               {.fix = "Remove taskManager.replicas, or set job.parallelism to " +
                       std::to_string(*replicas * *slots) + ".",
                .measure = std::abs(static_cast<double>(*replicas * *slots - *wanted))});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule replicas_override_parallelism;
constinit const Rule replicas_override_parallelism{
    .meta = {.id = "replicas-override-parallelism",
             .title = "The parallelism that is set is the one that runs",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "Replicas and parallelism say the same thing twice, and the operator "
                       "listens to the replicas.",
             .consequence = "The job runs with another parallelism than its author wrote, and "
                            "changing job.parallelism has no effect.",
             .remediation = "Remove taskManager.replicas and set job.parallelism.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/overview/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
