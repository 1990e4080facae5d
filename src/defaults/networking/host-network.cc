// SPDX-License-Identifier: Apache-2.0
// Puts Flink's pods on the host's network, in the form that works for the kind. Only for clusters
// whose platform team wants it: Pod Security refuses such pods at its levels baseline and
// restricted.
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

using flink::RoleKind;

bool ForbidsHostNetwork(const Subject& subject, RoleKind role) {
  const doc::Value* host = PodOf(subject.resource, role).SpecField("hostNetwork");
  return host != nullptr && !host->AsBool();
}

// The simplified FlinkCluster: its pod template for both roles is spec.podTemplate, a
// PodTemplateSpec.
void ApplyToTemplate(const Subject& subject, PatchBuilder& patch) {
  constexpr std::string_view kPolicy = "ClusterFirstWithHostNet";
  const flink::PodView& pod = PodOf(subject.resource, RoleKind::kTaskManager);
  const doc::Value* dns = pod.SpecField("dnsPolicy");
  if (dns != nullptr && dns->text() != kPolicy) {
    return patch.Decline(
        "hostNetwork was not added: the pod template has another dnsPolicy than "
        "ClusterFirstWithHostNet");
  }
  patch.SetField({"spec", "podTemplate", "spec", "hostNetwork"}, "true");
  patch.SetField({"spec", "podTemplate", "spec", "dnsPolicy"}, "\"ClusterFirstWithHostNet\"");
}

void Apply(const Subject& subject, const Params&, PatchBuilder& patch) {
  if (ForbidsHostNetwork(subject, RoleKind::kTaskManager)) return;
  if (ForbidsHostNetwork(subject, RoleKind::kJobManager)) return;
  if (subject.resource.kind == ResourceKind::kFlinkCluster) {
    return ApplyToTemplate(subject, patch);
  }
  // In standalone mode the task managers' RPC port is fixed: two of them could not share a node.
  if (subject.resource.deployment_mode == flink::DeploymentMode::kStandalone) return;
  // Flink then sets dnsPolicy ClusterFirstWithHostNet itself (InitTaskManagerDecorator).
  patch.SetOption(options::kKubernetesHostnetworkEnabled, "true");
}

}  // namespace

extern const Default host_network;
constinit const Default host_network{
    .meta = {.id = "host-network",
             .title = "Flink's pods use the host's network",
             .category = Category::kNetworking,
             .severity = Severity::kInfo,
             .reason = "Shuffles between task managers skip the overlay network of the cluster.",
             .consequence = "Pods share the node's addresses and ports and no NetworkPolicy binds "
                            "them; Pod Security refuses them at its levels baseline and "
                            "restricted, so the namespace must be privileged.",
             .remediation = "Set kubernetes.hostnetwork.enabled: false (or hostNetwork: false in "
                            "the pod template of a FlinkCluster) to stay off the host's network.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#kubernetes-hostnetwork-enabled",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkCluster),
    .order = 40,
    .apply = &Apply,
};

}  // namespace sluice::defaults
