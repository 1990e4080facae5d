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

void Judge(const Subject& subject, std::int64_t managers, Findings& findings) {
  const auto parallelism = subject.resource.job.parallelism.integer();
  const auto slots = rulebook::Slots(subject);
  if (!parallelism || *parallelism < 1 || !slots || managers < 0) return;
  if (managers > (*parallelism - 1) / *slots || RunsWithFewerSlots(subject)) return;
  findings.Add(At(*subject.resource.job.parallelism.node),
               "job.parallelism is " + std::to_string(*parallelism) + ", but " +
                   std::to_string(managers) + " task managers have " + std::to_string(*slots) +
                   " slots each",
               {.measure = static_cast<double>(*parallelism - managers * *slots)});
}

// A job on a standalone session cluster has what that cluster has, if no other job takes it.
void JudgeSessionJob(const Subject& subject, Findings& findings) {
  if (rulebook::ClusterUnknown(subject)) {
    return findings.Unknown("the session cluster is not known");
  }
  const flink::Resource& cluster = *subject.related.session_cluster.resource;
  if (cluster.deployment_mode != flink::DeploymentMode::kStandalone) return;
  // StandaloneFlinkConfigOptionsInternal: one task manager unless replicas are set.
  Judge(subject, cluster.task_manager.replicas.integer().value_or(1), findings);
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!subject.resource.job.parallelism.present()) return;
  if (subject.resource.kind == ResourceKind::kFlinkSessionJob) {
    return JudgeSessionJob(subject, findings);
  }
  const auto managers = subject.resource.task_manager.replicas.integer();
  if (managers) Judge(subject, *managers, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule capacity_insufficient;
constinit const Rule capacity_insufficient{
    .meta = {.id = "capacity-insufficient",
             .title = "The task managers have a slot for every parallel task",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason =
                 "The number of task managers is fixed, so their slots are all there will ever be.",
             .consequence = "The job waits for slots that never come and fails with "
                            "NoResourceAvailableException.",
             .remediation = "Raise taskManager.replicas or taskmanager.numberOfTaskSlots of the "
                            "cluster, or lower job.parallelism.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "concepts/flink-architecture/#task-slots-and-resources",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster) | Bit(ResourceKind::kFlinkCluster) |
             Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
