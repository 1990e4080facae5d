// SPDX-License-Identifier: Apache-2.0
// The Pod Security Standard baseline, on the pods as the operator merges them. Where it is
// enforced, Kubernetes refuses the pods long after the resource was accepted. The host's network
// has a rule of its own (host-network).
#include "rules/support/containers.h"
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

// Capabilities that the standard lets a container add.
constexpr std::string_view kCapabilities[] = {
    "AUDIT_WRITE",      "CHOWN",   "DAC_OVERRIDE", "FOWNER",  "FSETID", "KILL",      "MKNOD",
    "NET_BIND_SERVICE", "SETFCAP", "SETGID",       "SETPCAP", "SETUID", "SYS_CHROOT"};

// SELinux types that a pod may ask for.
constexpr std::string_view kSeLinuxTypes[] = {"", "container_t", "container_init_t",
                                              "container_kvm_t", "container_engine_t"};

// Sysctls that concern the pod alone.
constexpr std::string_view kSysctls[] = {"kernel.shm_rmid_forced",
                                         "net.ipv4.ip_local_port_range",
                                         "net.ipv4.ip_unprivileged_port_start",
                                         "net.ipv4.tcp_syncookies",
                                         "net.ipv4.ping_group_range",
                                         "net.ipv4.ip_local_reserved_ports",
                                         "net.ipv4.tcp_keepalive_time",
                                         "net.ipv4.tcp_fin_timeout",
                                         "net.ipv4.tcp_keepalive_intvl",
                                         "net.ipv4.tcp_keepalive_probes",
                                         "net.ipv4.tcp_rmem",
                                         "net.ipv4.tcp_wmem"};

template <std::size_t kCount>
bool IsOneOf(const std::string_view (&list)[kCount], std::string_view word) {
  return std::ranges::find(list, word) != std::end(list);
}

bool IsTrue(const doc::Value* node) { return node != nullptr && node->AsBool(); }

void JudgeSecurityContext(const doc::Value* context, Findings& findings) {
  if (context == nullptr) return;
  if (const doc::Value* privileged = context->Find("privileged"); IsTrue(privileged)) {
    findings.Add(At(*privileged), "a container is privileged");
  }
  if (const doc::Value* added = context->FindPath({"capabilities", "add"})) {
    for (const doc::Value& capability : added->items()) {
      if (IsOneOf(kCapabilities, capability.text())) continue;
      findings.Add(At(capability), "capability " + Shown(capability.text()) + " is added");
    }
  }
  const doc::Value* mount = context->Find("procMount");
  if (mount != nullptr && mount->text() != "Default") {
    findings.Add(At(*mount), "procMount is " + Shown(mount->text()));
  }
  if (const doc::Value* windows = context->FindPath({"windowsOptions", "hostProcess"});
      IsTrue(windows)) {
    findings.Add(At(*windows), "a container is a host process");
  }
  if (const doc::Value* type = context->FindPath({"seLinuxOptions", "type"});
      type != nullptr && !IsOneOf(kSeLinuxTypes, type->text())) {
    findings.Add(At(*type), "the SELinux type is " + Shown(type->text()));
  }
  for (const std::string_view key : {"user", "role"}) {
    const doc::Value* set = context->FindPath({"seLinuxOptions", key});
    if (set == nullptr || set->text().empty()) continue;
    findings.Add(At(*set), "the SELinux " + std::string(key) + " is set");
  }
  if (const doc::Value* sysctls = context->Find("sysctls")) {
    for (const doc::Value& sysctl : sysctls->items()) {
      const doc::Value* name = sysctl.Find("name");
      if (name == nullptr || IsOneOf(kSysctls, name->text())) continue;
      findings.Add(At(*name), "sysctl " + Shown(name->text()) + " is set");
    }
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
  std::vector<const doc::Value*> seen;
  ForEachPod(subject.resource,
             [&](std::string_view, const flink::PodView& pod) { JudgePod(pod, seen, findings); });
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
                 "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
