// SPDX-License-Identifier: Apache-2.0
// A session job shares the processes of its cluster: options that size or place processes are read
// when these start, not when the job does.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

bool IsClusterKey(std::string_view key) {
  if (key.starts_with("kubernetes.operator.")) return false;
  return key.starts_with("taskmanager.") || key.starts_with("jobmanager.") ||
         key.starts_with("high-availability") || key.starts_with("kubernetes.");
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  for (const Entry& entry : subject.config.entries()) {
    if (entry.origin != flink::Origin::kUser || entry.node == nullptr) continue;
    if (!IsClusterKey(entry.key)) continue;
    findings.Add(At(*entry.node), base::Printable(entry.key, 120) +
                                      " is set on a session job, but only its cluster reads it");
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule session_job_config_ignored;
constinit const Rule session_job_config_ignored{
    .meta = {.id = "session-job-config-ignored",
             .title = "A session job sets only what concerns a job",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "Job and task managers of a session cluster start before the job and "
                       "without its configuration.",
             .consequence = "The setting has no effect.",
             .remediation = "Move the key to the FlinkDeployment that spec.deploymentName names.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/overview/",
             .params = {}},
    .kinds = Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
