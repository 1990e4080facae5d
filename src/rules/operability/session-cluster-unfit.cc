// SPDX-License-Identifier: Apache-2.0
// A session job runs on the FlinkDeployment of its namespace that it names, which must be a
// session cluster (DefaultValidator.validateSessionJobWithCluster, 1.16-SNAPSHOT).
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kOperatorChecksOnly };
constexpr Param kParams[] = {kOperatorChecksOnlyParam};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const flink::RelatedResource& related = subject.related.session_cluster;
  if (!related.looked_up) return findings.Unknown("the session cluster is not known");
  const flink::Field& name = subject.resource.deployment_name;
  if (!name.present()) return;
  if (related.resource == nullptr) {
    findings.Add(
        At(*name.node), "there is no FlinkDeployment " + Shown(name.text()),
        {.fix = "Create the session cluster, or name another.",
         .at_most = std::min(Action::kWarn, Ceiling(false, params.Bool(kOperatorChecksOnly))),
         .severity = Severity::kMedium});
    return;
  }
  if (related.resource->job.node != nullptr) {
    findings.Add(At(*name.node),
                 "deploymentName is " + Shown(name.text()) + ", which runs a job of its own",
                 {.fix = "Name a FlinkDeployment without spec.job."});
  }
  if (related.resource->name == name.text()) return;
  findings.Add(At(*name.node), "deploymentName is " + Shown(name.text()) +
                                   ", but the cluster is called " + Shown(related.resource->name));
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule session_cluster_unfit;
constinit const Rule session_cluster_unfit{
    .meta = {.id = "session-cluster-unfit",
             .title = "A session job runs on a session cluster",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "An application cluster runs its own job and takes no other, and without "
                       "its cluster a session job has nowhere to run.",
             .consequence = "The operator refuses the resource, or accepts it and the job waits "
                            "for a cluster that is not there.",
             .remediation = "Name a session cluster of the same namespace, a FlinkDeployment "
                            "without spec.job, in spec.deploymentName.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/overview/",
             .params = kParams},
    .kinds = Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
