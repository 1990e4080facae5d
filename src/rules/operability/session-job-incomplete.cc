// SPDX-License-Identifier: Apache-2.0
// A session job names its cluster and its job (DefaultValidator.validateSessionJob,
// 1.16-SNAPSHOT).
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  const flink::Resource& resource = subject.resource;
  if (PresentMember(resource.spec, "deploymentName") == nullptr) {
    findings.Add(SpecPlace(subject, {"deploymentName"}), "deploymentName is not set",
                 {.fix = "Set spec.deploymentName to the name of the session cluster's "
                         "FlinkDeployment."});
  }
  if (PresentMember(resource.spec, "job") != nullptr) return;
  findings.Add(SpecPlace(subject, {"job"}), "job is not set",
               {.fix = "Set spec.job with the jar, its parallelism and its upgrade mode."});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule session_job_incomplete;
constinit const Rule session_job_incomplete{
    .meta = {.id = "session-job-incomplete",
             .title = "A session job names its cluster and what to run there",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "Without one of the two there is nothing to run, or nowhere to run it.",
             .consequence = "The operator refuses the resource.",
             .remediation = "Set spec.deploymentName and spec.job.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/overview/",
             .params = {}},
    .kinds = Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
