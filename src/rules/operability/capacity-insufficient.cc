// SPDX-License-Identifier: Apache-2.0
// Where the number of task managers is fixed, their slots must carry the job. The Apache operator's
// deployments are not concerned: native ones start task managers on demand, and with replicas set
// the operator derives the parallelism from them (FlinkConfigBuilder.getParallelism).
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

// Both run a job with fewer slots than it asks for.
bool RunsWithFewerSlots(const Subject& subject) {
  const auto scheduler = subject.config.Text(options::kJobmanagerScheduler);
  const auto mode = subject.config.Text(options::kSchedulerMode);
  return (scheduler && base::EqualsIgnoringCase(*scheduler, "adaptive")) ||
         (mode && base::EqualsIgnoringCase(*mode, "reactive"));
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const flink::Field& replicas = subject.resource.task_manager.replicas;
  const auto parallelism = subject.resource.job.parallelism.integer();
  const auto slots = rulebook::Slots(subject);
  const auto managers = replicas.integer();
  if (!parallelism || !slots || !managers || *managers < 0) return;
  if (*managers > (*parallelism - 1) / *slots || RunsWithFewerSlots(subject)) return;
  findings.Add(At(*subject.resource.job.parallelism.node),
               "job.parallelism is " + std::to_string(*parallelism) + ", but " +
                   std::to_string(*managers) + " task managers have " + std::to_string(*slots) +
                   " slots each",
               {.measure = static_cast<double>(*parallelism) -
                           static_cast<double>(*managers) * static_cast<double>(*slots)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule capacity_insufficient;
constinit const Rule capacity_insufficient{
    .meta = {.id = "capacity-insufficient",
             .title = "The task managers have a slot for every parallel task",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "This operator starts a fixed number of task managers.",
             .consequence = "The job waits for slots that never come and fails with "
                            "NoResourceAvailableException.",
             .remediation = "Raise taskManager.replicas or taskmanager.numberOfTaskSlots, or lower "
                            "job.parallelism.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "concepts/flink-architecture/#task-slots-and-resources",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster) | Bit(ResourceKind::kFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
