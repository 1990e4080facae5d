// SPDX-License-Identifier: Apache-2.0
// A NetworkPolicy that names ports shuts out the one that Flink chooses at random.
#include "rules/support/containers.h"
#include "rules/support/helpers.h"
#include "rules/support/ports.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kAnnotation };
constexpr Param kParams[] = {
    {"networkPolicyAnnotation", ParamType::kString, "",
     "An annotation of a resource that says, when it is not empty, that policies of its namespace "
     "name the ports that may be reached. Empty = none."},
};

// A label of the task managers' pods as the operators set it, or as the template adds it; empty
// when the pods do not have it.
std::string_view LabelOf(const Subject& subject, std::string_view key) {
  // Constants.LABEL_* of flink-kubernetes; the same in standalone mode but for `type`.
  if (key == "app") return subject.name;
  if (key == "component") return "taskmanager";
  if (key == "type") {
    return subject.resource.deployment_mode == flink::DeploymentMode::kNative
               ? "flink-native-kubernetes"
               : "flink-standalone-kubernetes";
  }
  const flink::PodView& pod = PodOf(subject.resource, flink::RoleKind::kTaskManager);
  for (const doc::Value* one : {pod.own, pod.common}) {
    const doc::Value* label = one == nullptr ? nullptr : one->FindPath({"metadata", "labels", key});
    if (label != nullptr) return label->text();
  }
  return {};
}

bool Selects(const Subject& subject, const doc::Value& policy) {
  const doc::Value* selector = policy.FindPath({"spec", "podSelector"});
  if (selector == nullptr) return true;
  if (const doc::Value* labels = selector->Find("matchLabels")) {
    for (const doc::Member& label : labels->members()) {
      if (LabelOf(subject, label.key) != label.value.text()) return false;
    }
  }
  const doc::Value* expressions = selector->Find("matchExpressions");
  if (expressions == nullptr) return true;
  for (const doc::Value& expression : expressions->items()) {
    const std::string_view value = LabelOf(subject, TextOf(expression, "key"));
    const std::string_view how = TextOf(expression, "operator");
    const doc::Value* values = expression.Find("values");
    const bool listed =
        values != nullptr && std::ranges::any_of(values->items(), [value](const doc::Value& one) {
          return one.text() == value;
        });
    if ((how == "In" && !listed) || (how == "NotIn" && listed)) return false;
    if ((how == "Exists" && value.empty()) || (how == "DoesNotExist" && !value.empty())) {
      return false;
    }
  }
  return true;
}

bool IsForIngress(const doc::Value& policy) {
  const doc::Value* types = policy.FindPath({"spec", "policyTypes"});
  if (types == nullptr || types->items().empty()) return true;
  return std::ranges::any_of(types->items(),
                             [](const doc::Value& type) { return type.text() == "Ingress"; });
}

// A rule that lets in what comes on any port, or on a range.
bool OpensManyPorts(const doc::Value& policy) {
  const doc::Value* rules = policy.FindPath({"spec", "ingress"});
  if (rules == nullptr) return false;
  for (const doc::Value& rule : rules->items()) {
    const doc::Value* ports = rule.Find("ports");
    if (ports == nullptr || ports->items().empty()) return true;
    for (const doc::Value& port : ports->items()) {
      if (port.Find("port") == nullptr || port.Find("endPort") != nullptr) return true;
    }
  }
  return false;
}

// The policy that shuts the data port; null when none does. What several allow adds up.
const doc::Value* ShutBy(const Subject& subject) {
  const doc::Value* shut = nullptr;
  for (const doc::Value* policy : subject.related.network_policies) {
    if (!IsForIngress(*policy) || !Selects(subject, *policy)) continue;
    if (OpensManyPorts(*policy)) return nullptr;
    if (shut == nullptr) shut = policy;
  }
  return shut;
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (!DataPortIsRandom(subject)) return;
  const Place place = OptionPlace(subject, options::kTaskmanagerDataPort);
  const std::string& annotation = params.String(kAnnotation);
  if (const doc::Value* policy = ShutBy(subject)) {
    const doc::Value* name = policy->FindPath({"metadata", "name"});
    findings.Add(place, "taskmanager.data.port is random, and NetworkPolicy " +
                            Shown(TextOf(name)) + " does not let it in");
  } else if (!annotation.empty() && !subject.resource.Annotation(annotation).empty()) {
    findings.Add(place, "taskmanager.data.port is random, and annotation " + annotation +
                            " says that policies name the ports that may be reached");
  } else if (!subject.related.namespace_objects_known) {
    findings.Unknown("the NetworkPolicies of the namespace are not known");
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule networkpolicy_random_ports;
constinit const Rule networkpolicy_random_ports{
    .meta = {.id = "networkpolicy-random-ports",
             .title = "Network policies and Flink agree about ports",
             .category = Category::kNetworking,
             .severity = Severity::kMedium,
             .reason = "Task managers exchange data over a random port unless one is set, and the "
                       "policy lets in only ports that it names.",
             .consequence = "The job starts and then hangs: task managers cannot connect to each "
                            "other.",
             .remediation = "Set taskmanager.data.port to a fixed port, such as 6121, and let the "
                            "NetworkPolicy allow it between the cluster's pods.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#taskmanager-data-port",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
