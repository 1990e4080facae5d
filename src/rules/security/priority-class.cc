// SPDX-License-Identifier: Apache-2.0
// The priority of a pod decides who is thrown out when a node is full. The system's own classes
// throw out everybody; none at all is thrown out by anybody.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kRequired, kAllowed };
constexpr Param kParams[] = {
    {"requirePriorityClass", ParamType::kBool, "false", "Pods of jobs must name a priority class."},
    {"allowedPriorityClasses", ParamType::kStringList, "",
     "Priority classes that Flink pods may have; empty = any but the system's own (system-*)."},
};

bool IsAllowed(std::string_view name, const Params& params) {
  if (params.Strings(kAllowed).empty()) return !name.starts_with("system-");
  return params.Contains(kAllowed, name);
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const doc::Value* last = nullptr;  // both roles may inherit one line
  bool missing = false;
  for (const flink::RoleKind role : {flink::RoleKind::kJobManager, flink::RoleKind::kTaskManager}) {
    const doc::Value* name = PodOf(subject.resource, role).SpecField("priorityClassName");
    missing |= name == nullptr || name->text().empty();
    if (name == nullptr || name == last || name->text().empty()) continue;
    last = name;
    if (IsAllowed(name->text(), params)) continue;
    findings.Add(At(*name), "priorityClassName is " + Shown(name->text()) +
                                ", which the policy does not allow");
  }
  if (!missing || !params.Bool(kRequired) || !subject.resource.IsApplication()) return;
  findings.Add(SpecPlace(subject, {"podTemplate", "spec", "priorityClassName"}),
               "priorityClassName is not set",
               {.fix = "Set podTemplate.spec.priorityClassName to the class for jobs of this "
                       "importance.",
                .at_most = Action::kWarn,
                .severity = Severity::kMedium});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule priority_class;
constinit const Rule priority_class{
    .meta = {.id = "priority-class",
             .title = "Pods have a priority class that is meant for them",
             .category = Category::kSecurity,
             .severity = Severity::kHigh,
             .reason = "When nodes are full, pods of higher priority drive out those of lower, and "
                       "a pod without a class usually has the lowest, 0.",
             .consequence = "Under a system class a job drives out the components that run the "
                            "nodes; without a class it loses its pods to any that has one.",
             .remediation =
                 "Set podTemplate.spec.priorityClassName to a class that the policy allows.",
             .docs = "https://kubernetes.io/docs/concepts/scheduling-eviction/"
                     "pod-priority-preemption/",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkCluster),
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
