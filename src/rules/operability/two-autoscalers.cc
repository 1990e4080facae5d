// SPDX-License-Identifier: Apache-2.0
// The operator's autoscaler sets the parallelism of each vertex; a fixed number of standalone task
// managers starves it, reactive mode scales by itself. Native replicas are only where it begins.
#include "rules/support/autoscalers.h"
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  const Entry* autoscaler = OperatorAutoscaler(subject);
  if (autoscaler == nullptr) return;
  const Entry* mode = subject.config.FindKey("scheduler-mode");
  if (mode != nullptr && base::EqualsIgnoringCase(mode->value, "reactive")) {
    findings.Add(mode->node != nullptr ? At(*mode->node) : SpecPlace(subject, {}),
                 Says(*mode) + " while " + Says(*autoscaler),
                 {.fix = "Remove scheduler-mode, or turn job.autoscaler.enabled off."});
  }
  const flink::Field& replicas = subject.resource.task_manager.replicas;
  if (const doc::Value* scaler = ScalerOf(subject)) {
    const std::string name = NameOfScaler(*scaler);
    findings.Add(At(replicas, subject, {"taskManager", "replicas"}),
                 name + " scales taskManager.replicas while " + Says(*autoscaler),
                 {.fix = "Delete " + name + ", or turn job.autoscaler.enabled off."});
    return;
  }
  if (!subject.related.namespace_objects_known) {
    findings.Unknown("the autoscalers of the namespace are not known");
  }
  if (!replicas.present()) return;
  const bool fixed = subject.resource.deployment_mode == flink::DeploymentMode::kStandalone;
  findings.Add(At(*replicas.node),
               "taskManager.replicas is " + Shown(replicas.text()) + " while " + Says(*autoscaler),
               {.fix = "Remove taskManager.replicas, or turn job.autoscaler.enabled off.",
                .at_most = fixed ? Action::kDeny : Action::kAudit,
                .severity = fixed ? Severity::kHigh : Severity::kInfo});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule two_autoscalers;
constinit const Rule two_autoscalers{
    .meta = {.id = "two-autoscalers",
             .title = "One thing alone decides how far a job scales",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "The operator's autoscaler sets parallelism by what it measures; a fixed "
                       "number of task managers or Flink's reactive mode works against it.",
             .consequence = "Rescaled jobs wait for slots that never come, or each scales back "
                            "what the other did, with a restart every time.",
             .remediation = "Keep one of the two: set job.autoscaler.enabled: false, or remove "
                            "what scales beside it.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/autoscaler/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
