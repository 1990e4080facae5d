// SPDX-License-Identifier: Apache-2.0
// What the Pod Security Standard restricted asks beyond baseline, of every container of every pod.
// Flink and its operators set no security context, so a namespace that enforces the standard runs
// no Flink whose resource does not.
#include "rules/support/containers.h"
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

// Volume types of the standard.
constexpr std::string_view kVolumes[] = {"configMap", "csi",       "downwardAPI",
                                         "emptyDir",  "ephemeral", "persistentVolumeClaim",
                                         "projected", "secret"};

const doc::Value* Context(const doc::Value* holder, std::initializer_list<std::string_view> path) {
  const doc::Value* context = holder == nullptr ? nullptr : holder->Find("securityContext");
  return context == nullptr ? nullptr : context->FindPath(path);
}

// One container as it will run: the role's over the common template's of the same name, over the
// pod's own context.
struct Container {
  const doc::Value* own = nullptr;
  const doc::Value* common = nullptr;
  const doc::Value* pod = nullptr;  // the pod's securityContext

  [[nodiscard]] const doc::Value* Find(std::initializer_list<std::string_view> path) const {
    for (const doc::Value* holder : {own, common}) {
      const doc::Value* set = Context(holder, path);
      if (set != nullptr && !set->IsNull()) return set;
    }
    return nullptr;
  }
  [[nodiscard]] const doc::Value* FindOrOfPod(std::initializer_list<std::string_view> path) const {
    const doc::Value* set = Find(path);
    if (set != nullptr || pod == nullptr) return set;
    set = pod->FindPath(path);
    return set == nullptr || set->IsNull() ? nullptr : set;
  }
};

bool DropsAll(const Container& container) {
  const doc::Value* dropped = container.Find({"capabilities", "drop"});
  if (dropped == nullptr) return false;
  return std::ranges::any_of(dropped->items(),
                             [](const doc::Value& item) { return item.text() == "ALL"; });
}

bool AddsTooMuch(const Container& container) {
  const doc::Value* added = container.Find({"capabilities", "add"});
  if (added == nullptr) return false;
  return std::ranges::any_of(
      added->items(), [](const doc::Value& item) { return item.text() != "NET_BIND_SERVICE"; });
}

bool HasSeccomp(const Container& container) {
  const doc::Value* type = container.FindOrOfPod({"seccompProfile", "type"});
  return type != nullptr && (type->text() == "RuntimeDefault" || type->text() == "Localhost");
}

// What the container lacks, in the words of a pod template; empty when nothing.
std::string Lacks(const Container& container) {
  std::string lacks;
  const auto lack = [&](bool missing, std::string_view what) {
    if (missing) lacks.append(lacks.empty() ? "" : ", ").append(what);
  };
  const doc::Value* non_root = container.FindOrOfPod({"runAsNonRoot"});
  const doc::Value* user = container.FindOrOfPod({"runAsUser"});
  const doc::Value* escalation = container.Find({"allowPrivilegeEscalation"});
  lack(non_root == nullptr || !non_root->AsBool(), "runAsNonRoot: true");
  lack(user != nullptr && user->text() == "0", "a runAsUser other than 0");
  lack(escalation == nullptr || escalation->text() != "false", "allowPrivilegeEscalation: false");
  lack(!DropsAll(container), "capabilities.drop: [ALL]");
  lack(AddsTooMuch(container), "capabilities.add of at most NET_BIND_SERVICE");
  lack(!HasSeccomp(container), "seccompProfile.type: RuntimeDefault");
  return lacks;
}

std::string_view NameOf(const doc::Value& container) {
  const doc::Value* name = container.Find("name");
  return name == nullptr ? std::string_view("without a name") : name->text();
}

void JudgeContainer(std::string_view role, std::string_view name, const Container& container,
                    const Place& place, Findings& findings) {
  const std::string lacks = Lacks(container);
  if (lacks.empty()) return;
  findings.Add(place,
               "container " + Shown(name) + " of the " + std::string(role) + " lacks " + lacks);
}

void JudgeVolumes(const flink::PodView& pod, std::vector<const doc::Value*>& seen,
                  Findings& findings) {
  for (const doc::Value* volume : pod.Volumes()) {
    if (std::ranges::find(seen, volume) != seen.end()) continue;
    seen.push_back(volume);
    for (const doc::Member& member : volume->members()) {
      if (member.key == "name") continue;
      if (std::ranges::find(kVolumes, member.key) != std::end(kVolumes)) continue;
      findings.Add(At(*volume), "a volume is of type " + Shown(member.key));
    }
  }
}

void JudgePod(const Subject& subject, std::string_view role, const flink::PodView& pod,
              std::vector<const doc::Value*>& seen, Findings& findings) {
  JudgeVolumes(pod, seen, findings);
  const doc::Value* context = pod.SpecField("securityContext");
  const doc::Value* main = pod.MainContainer();
  if (main == nullptr) {
    const Place place = context != nullptr ? At(*context) : SpecPlace(subject, {"podTemplate"});
    JudgeContainer(role, "flink-main-container", {.pod = context}, place, findings);
  }
  std::vector<std::string_view> judged;
  const std::vector<const doc::Value*>& containers = pod.Containers();
  for (const doc::Value* container : containers) {
    const std::string_view name = NameOf(*container);
    if (std::ranges::find(judged, name) != judged.end()) continue;
    judged.push_back(name);
    Container merged{.own = container, .common = nullptr, .pod = context};
    for (const doc::Value* other : containers) {
      if (other != container && NameOf(*other) == name) merged.common = other;
    }
    JudgeContainer(role, name, merged, At(*container), findings);
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  std::vector<const doc::Value*> seen;
  bool any = false;
  const auto judge = [&](std::string_view role, const flink::PodView& pod) {
    any = true;
    JudgePod(subject, role, pod, seen, findings);
  };
  ForEachPod(subject.resource, judge);
  if (!any) judge("job and task managers", {});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule pod_security_restricted;
constinit const Rule pod_security_restricted{
    .meta =
        {.id = "pod-security-restricted",
         .title = "Pods keep to the Pod Security Standard restricted",
         .category = Category::kSecurity,
         .severity = Severity::kMedium,
         .reason =
             "A namespace that enforces the standard refuses pods whose containers do not give up "
             "root, privilege escalation and capabilities, or whose volumes reach beyond the pod.",
         .consequence = "The resource is accepted, its pods are refused, and the cluster never "
                        "becomes ready.",
         .remediation =
             "Set in spec.podTemplate the pod's securityContext to runAsNonRoot: true, "
             "runAsUser: 9999, fsGroup: 9999 and seccompProfile.type: RuntimeDefault, and "
             "every container's to allowPrivilegeEscalation: false and capabilities.drop: "
             "[ALL].",
         .docs = "https://kubernetes.io/docs/concepts/security/pod-security-standards/"
                 "#restricted",
         .params = {},
         .opt_in = true},
    // Not for Spotify's kind: it has no field for the security context of its main containers.
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
