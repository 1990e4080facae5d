// SPDX-License-Identifier: Apache-2.0
// The autoscaler averages what it measured within a window, and it measures once in each
// reconciliation (AutoscalerValidator.validateMetricsWindow, 1.16-SNAPSHOT): a shorter window
// never holds two samples.
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

struct Span {
  const Entry* entry = nullptr;
  flink::Duration duration;
};

// The option as set, or its default; nothing where it cannot be read.
std::optional<Span> Read(const Subject& subject, options::OptionId option,
                         flink::Duration by_default) {
  const Entry* entry = OperatorEntry(subject, option);
  if (entry == nullptr) return Span{nullptr, by_default};
  const auto duration = flink::ParseDuration(entry->value, kOperatorFlink);
  return duration ? std::optional(Span{entry, *duration}) : std::nullopt;
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!OperatorJudgesJob(subject)) return;
  if (!OperatorSwitch(subject, options::kJobAutoscalerEnabled, false)) return;
  const auto option = options::kJobAutoscalerMetricsWindow;
  // Defaults of AutoScalerOptions and KubernetesOperatorConfigOptions, 1.16-SNAPSHOT.
  const auto window = Read(subject, option, {.seconds = 900});
  const auto interval =
      Read(subject, options::kKubernetesOperatorReconcileInterval, {.seconds = 60});
  if (!window || !interval || window->duration >= interval->duration) return;
  const Entry& decisive = window->entry != nullptr ? *window->entry : *interval->entry;
  findings.Add(PlaceOf(decisive, subject, option),
               "job.autoscaler.metrics.window is " + rulebook::DurationText(window->duration) +
                   ", and the operator measures only every " +
                   rulebook::DurationText(interval->duration),
               {.measure = Seconds(interval->duration) - Seconds(window->duration)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule autoscaler_window_shorter_than_reconcile;
constinit const Rule autoscaler_window_shorter_than_reconcile{
    .meta = {.id = "autoscaler-window-shorter-than-reconcile",
             .title = "The autoscaler's window holds at least two samples",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason =
                 "The autoscaler measures once in each reconciliation; a window shorter than the "
                 "time between two of them never holds enough.",
             .consequence =
                 "The operator refuses the resource; without its webhook the autoscaler never "
                 "scales.",
             .remediation = "Set job.autoscaler.metrics.window to several times "
                            "kubernetes.operator.reconcile.interval.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/autoscaler/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
