// SPDX-License-Identifier: Apache-2.0
// Pods stay in their own network namespace (Pod Security Standards, baseline: host namespaces).
// Only settings that take effect are judged; host-network-dns-policy names those that do not.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

using flink::RoleKind;

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (subject.config.IsTrue(options::kKubernetesHostnetworkEnabled)) {
    const Entry* entry = subject.config.Find(options::kKubernetesHostnetworkEnabled);
    findings.Add(PlaceOf(*entry, subject, options::kKubernetesHostnetworkEnabled), Says(*entry),
                 {.fix = "Remove kubernetes.hostnetwork.enabled, or ask the platform team for a "
                         "namespace whose Pod Security level is privileged."});
  }
  const bool article = subject.resource.kind == ResourceKind::kFlinkCluster;
  const bool standalone = subject.resource.deployment_mode == flink::DeploymentMode::kStandalone;
  const doc::Value* last = nullptr;
  for (const RoleKind role : {RoleKind::kTaskManager, RoleKind::kJobManager}) {
    if (!article && !(standalone && role == RoleKind::kTaskManager)) continue;
    const doc::Value* host = PodOf(subject.resource, role).SpecField("hostNetwork");
    if (host == nullptr || !host->AsBool() || host == last) continue;
    last = host;
    findings.Add(At(*host), standalone && !article
                                ? "hostNetwork is true, and in standalone mode two task managers "
                                  "cannot share a node since their RPC port is fixed"
                                : "hostNetwork is true");
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule host_network;
constinit const Rule host_network{
    .meta = {.id = "host-network",
             .title = "Flink pods stay off the host's network",
             .category = Category::kSecurity,
             .severity = Severity::kHigh,
             .reason = "Pod Security forbids the host's network at its levels baseline and "
                       "restricted, since such a pod reaches the node's own services and is bound "
                       "by no NetworkPolicy.",
             .consequence = "Where Pod Security is enforced the pods are refused and the cluster "
                            "never becomes ready; elsewhere Flink's unauthenticated ports are open "
                            "on the node.",
             .remediation =
                 "Remove hostNetwork, or ask the platform team for a namespace whose Pod "
                 "Security level is privileged.",
             .docs = "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
