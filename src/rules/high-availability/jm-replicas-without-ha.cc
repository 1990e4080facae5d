// SPDX-License-Identifier: Apache-2.0
// Standby job managers wait for leadership, which only high availability can hand over. Without it
// every replica believes that it leads.
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kOperatorChecksOnly };
constexpr Param kParams[] = {kOperatorChecksOnlyParam};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const auto replicas = subject.resource.job_manager.replicas.integer();
  if (!replicas || *replicas <= 1) return;
  // The operator asks by the keys of its own Flink, the cluster by those of its version.
  const bool refused = !OperatorSeesHighAvailability(subject);
  if (!refused && rulebook::HighAvailability(subject) != nullptr) return;
  findings.Add(At(*subject.resource.job_manager.replicas.node),
               "jobManager.replicas is " + std::to_string(*replicas) + ", but " +
                   Key(subject, options::kHighAvailabilityType) + " is not set",
               {.at_most = Ceiling(refused, params.Bool(kOperatorChecksOnly)),
                .measure = static_cast<double>(*replicas)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule jm_replicas_without_ha;
constinit const Rule jm_replicas_without_ha{
    .meta = {.id = "jm-replicas-without-ha",
             .title = "Standby job managers come with high availability",
             .category = Category::kHighAvailability,
             .severity = Severity::kHigh,
             .reason = "More job managers do not make a cluster highly available; without leader "
                       "election each of them leads.",
             .consequence = "Task managers and the operator reach one job manager or another by "
                            "chance, and the Apache operator refuses the resource.",
             .remediation = "Set jobManager.replicas to 1, or turn on high availability with "
                            "high-availability.type and high-availability.storageDir.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/ha/overview/",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
