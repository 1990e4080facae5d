// SPDX-License-Identifier: Apache-2.0
// A pod on the host's network resolves cluster names only under dnsPolicy ClusterFirstWithHostNet.
// In native mode Flink overwrites hostNetwork of a template with kubernetes.hostnetwork.enabled and
// sets the DNS policy itself (InitJobManagerDecorator, InitTaskManagerDecorator 1.17 to 2.1); in
// standalone mode only the task manager's template is honoured.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

using flink::RoleKind;

bool Honoured(const Subject& subject, RoleKind role) {
  if (subject.resource.kind == ResourceKind::kFlinkCluster) return true;
  return subject.resource.deployment_mode == flink::DeploymentMode::kStandalone &&
         role == RoleKind::kTaskManager;
}

void JudgeIgnored(const Subject& subject, const doc::Value& host, Findings& findings) {
  if (subject.config.IsTrue(options::kKubernetesHostnetworkEnabled)) return;
  findings.Add(At(host),
               "hostNetwork of a pod template is true, but Flink overwrites it with "
               "kubernetes.hostnetwork.enabled, which is false",
               {.fix = "Remove hostNetwork from the template, or set "
                       "kubernetes.hostnetwork.enabled: true if the host's network is wanted.",
                .severity = Severity::kMedium});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const doc::Value* last = nullptr;  // both roles may inherit one line
  for (const RoleKind role : {RoleKind::kTaskManager, RoleKind::kJobManager}) {
    const flink::PodView& pod = PodOf(subject.resource, role);
    const doc::Value* host = pod.SpecField("hostNetwork");
    if (host == nullptr || !host->AsBool() || host == last) continue;
    last = host;
    if (!Honoured(subject, role)) {
      JudgeIgnored(subject, *host, findings);
      continue;
    }
    const doc::Value* dns = pod.SpecField("dnsPolicy");
    if (dns != nullptr && dns->text() == "ClusterFirstWithHostNet") continue;
    findings.Add(dns != nullptr ? At(*dns) : At(*host),
                 "hostNetwork is true, but dnsPolicy is " +
                     (dns != nullptr ? Shown(dns->text()) : std::string("not set")));
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule host_network_dns_policy;
constinit const Rule host_network_dns_policy{
    .meta = {.id = "host-network-dns-policy",
             .title = "Pods on the host's network still resolve names of the cluster",
             .category = Category::kNetworking,
             .severity = Severity::kMedium,
             .reason = "On the host's network a pod uses the node's resolver unless dnsPolicy is "
                       "ClusterFirstWithHostNet, and in native mode Flink, not the template, "
                       "decides about the host's network.",
             .consequence = "Task managers cannot find the job manager's service by name, or the "
                            "setting has no effect at all.",
             .remediation = "Set dnsPolicy: ClusterFirstWithHostNet beside hostNetwork: true.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/resource-providers/native_kubernetes/#pod-template",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
