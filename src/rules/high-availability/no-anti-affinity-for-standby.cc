// SPDX-License-Identifier: Apache-2.0
// A standby job manager is there for the loss of a node. On the same node it is lost with the
// first.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

bool IsFilled(const doc::Value* node) {
  return node != nullptr && (!node->members().empty() || !node->items().empty());
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const flink::Field& replicas = subject.resource.job_manager.replicas;
  if (replicas.integer().value_or(1) < 2) return;
  const flink::PodView& pod = PodOf(subject.resource, flink::RoleKind::kJobManager);
  const doc::Value* affinity = pod.SpecField("affinity");
  if (affinity != nullptr && IsFilled(affinity->Find("podAntiAffinity"))) return;
  if (IsFilled(pod.SpecField("topologySpreadConstraints"))) return;
  findings.Add(At(*replicas.node), "jobManager.replicas is " + Shown(replicas.text()) +
                                       ", and nothing keeps the job managers on different nodes");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule no_anti_affinity_for_standby;
constinit const Rule no_anti_affinity_for_standby{
    .meta = {.id = "no-anti-affinity-for-standby",
             .title = "Standby job managers stand on other nodes",
             .category = Category::kHighAvailability,
             .severity = Severity::kInfo,
             .reason = "The scheduler may put all job managers on one node.",
             .consequence = "When that node goes, the standby goes with the leader and the job "
                            "waits for a new pod as if there were none.",
             .remediation = "Give jobManager.podTemplate a podAntiAffinity or "
                            "topologySpreadConstraints on kubernetes.io/hostname for the labels "
                            "app and component: jobmanager.",
             .docs = "https://kubernetes.io/docs/concepts/scheduling-eviction/"
                     "topology-spread-constraints/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
