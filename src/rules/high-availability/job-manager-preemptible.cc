// SPDX-License-Identifier: Apache-2.0
// Nodes of the spot market are taken away with minutes' or seconds' notice. A task manager that
// goes is replaced; a job manager without high availability takes the job with it.
#include "rules/support/containers.h"
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kMarks };
constexpr Param kParams[] = {
    {"preemptibleNodes", ParamType::kStringList,
     "karpenter.sh/capacity-type=spot eks.amazonaws.com/capacityType=SPOT "
     "cloud.google.com/gke-spot=true cloud.google.com/gke-preemptible=true "
     "kubernetes.azure.com/scalesetpriority=spot node.kubernetes.io/lifecycle=spot",
     "Labels and taints of nodes that may be taken away, each as key=value."},
};

struct Mark {
  std::string_view key, value;
};

Mark ReadMark(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return {text, {}};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

bool IsMark(const Params& params, std::string_view key, std::string_view value) {
  return std::ranges::any_of(params.Strings(kMarks), [&](const std::string& text) {
    const Mark mark = ReadMark(text);
    return mark.key == key && (mark.value.empty() || base::EqualsIgnoringCase(mark.value, value));
  });
}

const doc::Value* InSelector(const doc::Value* selector, const Params& params) {
  if (selector == nullptr) return nullptr;
  for (const doc::Member& member : selector->members()) {
    if (IsMark(params, member.key, member.value.text())) return &member.value;
  }
  return nullptr;
}

const doc::Value* InTolerations(const doc::Value* tolerations, const Params& params) {
  if (tolerations == nullptr) return nullptr;
  for (const doc::Value& toleration : tolerations->items()) {
    const std::string_view key = TextOf(toleration, "key");
    const bool any_value = TextOf(toleration, "operator") == "Exists";
    const auto matches = [&](const std::string& text) {
      const Mark mark = ReadMark(text);
      return mark.key == key && (any_value || mark.value.empty() ||
                                 base::EqualsIgnoringCase(mark.value, TextOf(toleration, "value")));
    };
    if (std::ranges::any_of(params.Strings(kMarks), matches)) return &toleration;
  }
  return nullptr;
}

const doc::Value* InTerm(const doc::Value* term, const Params& params) {
  const doc::Value* expressions = term == nullptr ? nullptr : term->Find("matchExpressions");
  if (expressions == nullptr) return nullptr;
  for (const doc::Value& expression : expressions->items()) {
    const doc::Value* values = expression.Find("values");
    if (values == nullptr || TextOf(expression, "operator") != "In") continue;
    for (const doc::Value& value : values->items()) {
      if (IsMark(params, TextOf(expression, "key"), value.text())) return &value;
    }
  }
  return nullptr;
}

const doc::Value* InAffinity(const doc::Value* affinity, const Params& params) {
  const doc::Value* node = affinity == nullptr ? nullptr : affinity->Find("nodeAffinity");
  if (node == nullptr) return nullptr;
  const doc::Value* required =
      node->FindPath({"requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"});
  const doc::Value* preferred = node->Find("preferredDuringSchedulingIgnoredDuringExecution");
  if (required != nullptr) {
    for (const doc::Value& term : required->items()) {
      if (const doc::Value* found = InTerm(&term, params)) return found;
    }
  }
  if (preferred == nullptr) return nullptr;
  for (const doc::Value& weighted : preferred->items()) {
    if (const doc::Value* found = InTerm(weighted.Find("preference"), params)) return found;
  }
  return nullptr;
}

// kubernetes.jobmanager.node-selector, a map "key:value,..." (KubernetesConfigOptions).
const doc::Value* InOption(const Subject& subject, const Params& params) {
  const Entry* entry = subject.config.Find(options::kKubernetesJobmanagerNodeSelector);
  if (entry == nullptr || entry->node == nullptr) return nullptr;
  for (const std::string_view pair : base::Split(entry->value, ',')) {
    const std::size_t colon = pair.find(':');
    if (colon == std::string_view::npos) continue;
    if (IsMark(params, base::JavaTrim(pair.substr(0, colon)),
               base::JavaTrim(pair.substr(colon + 1)))) {
      return entry->node;
    }
  }
  return nullptr;
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (rulebook::IsBatch(subject)) return;
  const flink::PodView& pod = PodOf(subject.resource, flink::RoleKind::kJobManager);
  const doc::Value* found = InSelector(pod.SpecField("nodeSelector"), params);
  if (found == nullptr) found = InAffinity(pod.SpecField("affinity"), params);
  if (found == nullptr) found = InOption(subject, params);
  const bool asks = found != nullptr;
  if (found == nullptr) found = InTolerations(pod.SpecField("tolerations"), params);
  if (found == nullptr) return;
  const bool recovers = rulebook::HighAvailability(subject) != nullptr;
  findings.Add(
      At(*found),
      std::string("the job manager ") + (asks ? "asks for" : "tolerates") +
          " a node that may be taken away" +
          (recovers ? ", which costs a recovery each time" : ", and high availability is off"),
      {.at_most = recovers ? Action::kAudit : Action::kDeny,
       .severity = recovers ? Severity::kInfo : Severity::kHigh});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule job_manager_preemptible;
constinit const Rule job_manager_preemptible{
    .meta = {.id = "job-manager-preemptible",
             .title = "The job manager stands on a node that stays",
             .category = Category::kHighAvailability,
             .severity = Severity::kHigh,
             .reason = "A spot or preemptible node may be taken away at any time, and without high "
                       "availability a job ends with its job manager.",
             .consequence = "The job is lost, or starts from nothing, whenever the node is taken "
                            "back.",
             .remediation = "Put the node selector, affinity or toleration of such nodes into "
                            "taskManager.podTemplate only, and turn high availability on.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/ha/overview/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
