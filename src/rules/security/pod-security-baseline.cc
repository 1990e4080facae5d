// SPDX-License-Identifier: Apache-2.0
// The Pod Security Standard baseline, on the pods as the operator merges them. Where it is
// enforced, Kubernetes refuses the pods long after the resource was accepted. The host's network
// has a rule of its own (host-network).
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

// Capabilities that the standard lets a container add.
constexpr std::string_view kCapabilities[] = {
    "AUDIT_WRITE",      "CHOWN",   "DAC_OVERRIDE", "FOWNER",  "FSETID", "KILL",      "MKNOD",
    "NET_BIND_SERVICE", "SETFCAP", "SETGID",       "SETPCAP", "SETUID", "SYS_CHROOT"};

bool IsTrue(const doc::Value* node) { return node != nullptr && node->AsBool(); }

void JudgeSecurityContext(const doc::Value* context, Findings& findings) {
  if (context == nullptr) return;
  if (const doc::Value* privileged = context->Find("privileged"); IsTrue(privileged)) {
    findings.Add(At(*privileged), "a container is privileged");
  }
  if (const doc::Value* added = context->FindPath({"capabilities", "add"})) {
    for (const doc::Value& capability : added->items()) {
      if (std::ranges::find(kCapabilities, capability.text()) != std::end(kCapabilities)) continue;
      findings.Add(At(capability), "capability " + Shown(capability.text()) + " is added");
    }
  }
  const doc::Value* mount = context->Find("procMount");
  if (mount != nullptr && mount->text() != "Default") {
    findings.Add(At(*mount), "procMount is " + Shown(mount->text()));
  }
  for (const std::string_view profile : {"seccompProfile", "appArmorProfile"}) {
    const doc::Value* type = context->FindPath({profile, "type"});
    if (type != nullptr && type->text() == "Unconfined") {
      findings.Add(At(*type), std::string(profile) + " is Unconfined");
    }
  }
}

void JudgeContainer(const doc::Value& container, Findings& findings) {
  JudgeSecurityContext(container.Find("securityContext"), findings);
  const doc::Value* ports = container.Find("ports");
  if (ports == nullptr) return;
  for (const doc::Value& port : ports->items()) {
    const doc::Value* host = port.Find("hostPort");
    if (host != nullptr && host->text() != "0") findings.Add(At(*host), "a hostPort is used");
  }
}

void JudgePod(const flink::PodView& pod, std::vector<const doc::Value*>& seen, Findings& findings) {
  const auto once = [&seen](const doc::Value* node) {
    if (node == nullptr || std::ranges::find(seen, node) != seen.end()) return false;
    seen.push_back(node);
    return true;
  };
  for (const std::string_view field : {"hostPID", "hostIPC"}) {
    const doc::Value* host = pod.SpecField(field);
    if (IsTrue(host) && once(host)) findings.Add(At(*host), std::string(field) + " is true");
  }
  if (const doc::Value* context = pod.SpecField("securityContext"); once(context)) {
    JudgeSecurityContext(context, findings);
  }
  for (const doc::Value* container : pod.Containers()) {
    if (once(container)) JudgeContainer(*container, findings);
  }
  for (const doc::Value* volume : pod.Volumes()) {
    const doc::Value* path = volume->Find("hostPath");
    if (path != nullptr && once(volume)) findings.Add(At(*path), "a hostPath volume is mounted");
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const flink::Resource& resource = subject.resource;
  if (resource.pod_template == nullptr && resource.job_manager.pod_template == nullptr &&
      resource.task_manager.pod_template == nullptr) {
    return;
  }
  std::vector<const doc::Value*> seen;
  for (const flink::RoleKind role : {flink::RoleKind::kJobManager, flink::RoleKind::kTaskManager}) {
    JudgePod(PodOf(resource, role), seen, findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule pod_security_baseline;
constinit const Rule pod_security_baseline{
    .meta = {.id = "pod-security-baseline",
             .title = "Pods keep to the Pod Security Standard baseline",
             .category = Category::kSecurity,
             .severity = Severity::kHigh,
             .reason = "These settings let a container out of its confinement, so namespaces "
                       "with Pod Security refuse them.",
             .consequence = "The pods are refused and the cluster never becomes ready; where "
                            "they are not, a job has the rights of its node.",
             .remediation = "Remove the setting from the pod template.",
             .docs =
                 ""
                 "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
