// SPDX-License-Identifier: Apache-2.0
// A scaler that writes taskManager.replicas makes every step an upgrade: replicas is a matter of
// scaling only in standalone mode (TaskManagerSpec, SpecDiff mode STANDALONE), and then only a
// reactive cluster takes it (StandaloneFlinkService.scale, operator 1.16-SNAPSHOT).
#include "rules/support/autoscalers.h"
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kAnnotation };
constexpr Param kParams[] = {
    {"externalScalerAnnotation", ParamType::kString, "",
     "An annotation that says, when it is not empty, that something outside scales the resource. "
     "Empty = none."},
};

bool TakesScaling(const Subject& subject) {
  const auto mode = subject.config.Text(options::kSchedulerMode);
  return subject.resource.deployment_mode == flink::DeploymentMode::kStandalone && mode &&
         base::EqualsIgnoringCase(*mode, "reactive");
}

// Kafka's lag as consumers commit it moves only when a checkpoint completes.
void JudgeLag(const Subject& subject, const doc::Value& scaler, Findings& findings) {
  if (!HasKafkaTrigger(scaler)) return;
  const auto interval = subject.config.DurationOf(options::kExecutionCheckpointingInterval);
  if (!interval || !interval->has_value()) return;
  const std::int64_t polls = PollingSeconds(scaler);
  if ((*interval)->ToMillis() <= polls * 1000) return;
  findings.Add(OptionPlace(subject, options::kExecutionCheckpointingInterval),
               "checkpoints come every " + rulebook::DurationText(**interval) + ", but " +
                   NameOfScaler(scaler) + " asks for Kafka's lag every " + std::to_string(polls) +
                   " s, and offsets are committed only with a checkpoint",
               {.fix = "Scale by Flink's own metrics, or let the scaler poll no more often than "
                       "checkpoints complete.",
                .at_most = Action::kAudit,
                .severity = Severity::kLow});
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const doc::Value* scaler = ScalerOf(subject);
  const std::string& annotation = params.String(kAnnotation);
  const bool told = !annotation.empty() && !subject.resource.Annotation(annotation).empty();
  if (scaler != nullptr) JudgeLag(subject, *scaler, findings);
  if (TakesScaling(subject)) return;
  const flink::Field& replicas = subject.resource.task_manager.replicas;
  if (scaler == nullptr && !told) {
    // Nobody can scale a field that is not there: the scale subresource reads it.
    if (replicas.present() && !subject.related.namespace_objects_known) {
      findings.Unknown("the autoscalers of the namespace are not known");
    }
    return;
  }
  findings.Add(At(replicas, subject, {"taskManager", "replicas"}),
               (scaler != nullptr ? NameOfScaler(*scaler) : "annotation " + annotation) +
                   " scales taskManager.replicas, and each step stops and restores the job");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule hpa_without_rescalable_mode;
constinit const Rule hpa_without_rescalable_mode{
    .meta = {.id = "hpa-without-rescalable-mode",
             .title = "What an external scaler scales can be scaled without a restart",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "The operator takes new replicas for an upgrade, unless the cluster is "
                       "standalone and reactive.",
             .consequence =
                 "Each step of the scaler stops the job and restores it from its state; the "
                 "backlog of that time looks like more load and causes the next step.",
             .remediation = "Use the operator's autoscaler (job.autoscaler.enabled) with "
                            "jobmanager.scheduler: adaptive in place of the external one, or mode: "
                            "standalone with scheduler-mode: reactive.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/autoscaler/",
             .params = kParams},
    .kinds = Bit(ResourceKind::kFlinkDeployment),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
