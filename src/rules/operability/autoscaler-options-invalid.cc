// SPDX-License-Identifier: Apache-2.0
// The options of the operator's autoscaler have ranges, which its webhook holds them to once it is
// on (AutoscalerValidator, 1.16-SNAPSHOT). NaN passes every one of them there.
#include "rules/support/operator.h"
#include "rules/support/quartz.h"

namespace sluice::rules {
namespace {

constexpr double kUnbounded = std::numeric_limits<double>::infinity();

struct Range {
  options::OptionId option;
  double least, most;
  std::optional<options::OptionId> only_if = std::nullopt;  // a switch
};

constexpr Range kRanges[] = {
    {options::kJobAutoscalerScaleDownMaxFactor, 0, kUnbounded},
    {options::kJobAutoscalerScaleUpMaxFactor, 0, kUnbounded},
    {options::kJobAutoscalerUtilizationTarget, 0, 1},
    {options::kJobAutoscalerTargetUtilizationBoundary, 0, kUnbounded},
    {options::kJobAutoscalerMemoryGcPressureThreshold, 0, 1},
    {options::kJobAutoscalerMemoryHeapUsageThreshold, 0, 1},
    {options::kJobAutoscalerObservedScalabilityCoefficientMin, 0.01, 1,
     options::kJobAutoscalerObservedScalabilityEnabled},
    {options::kJobAutoscalerScalingEffectivenessThreshold, 0, 1,
     options::kJobAutoscalerScalingEffectivenessDetectionEnabled},
    {options::kJobAutoscalerMemoryTuningOverhead, 0, 1, options::kJobAutoscalerMemoryTuningEnabled},
};

std::string Words(double bound) {
  std::string text = std::to_string(bound);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

void Judge(const Subject& subject, const Range& range, Findings& findings) {
  const Entry* entry = OperatorEntry(subject, range.option);
  if (entry == nullptr) return;
  const auto value = flink::ParseDouble(entry->value);
  if (value && !(*value < range.least || *value > range.most)) return;
  const std::string bounds = range.most == kUnbounded
                                 ? "at least " + Words(range.least)
                                 : Words(range.least) + " to " + Words(range.most);
  FindingOptions options{.fix = "Set " + std::string(options::CanonicalName(range.option)) +
                                " to a number of " + bounds + "."};
  if (value) options.measure = std::max(range.least - *value, *value - range.most);
  findings.Add(PlaceOf(*entry, subject, range.option),
               Says(*entry) + (value ? ", but must be " + bounds : ", which is not a number"),
               options);
}

// The target lies between the smallest and the greatest utilization.
void JudgeUtilization(const Subject& subject, Findings& findings) {
  const Entry* entry = OperatorEntry(subject, options::kJobAutoscalerUtilizationTarget);
  constexpr double kDefaultTarget = 0.7;
  const auto set = entry == nullptr ? kDefaultTarget : flink::ParseDouble(entry->value);
  if (!set) return;
  Judge(subject, {options::kJobAutoscalerUtilizationMax, *set, 1}, findings);
  Judge(subject, {options::kJobAutoscalerUtilizationMin, 0, *set}, findings);
}

void JudgePeriods(const Subject& subject, Findings& findings) {
  const auto option = options::kJobAutoscalerExcludedPeriods;
  const Entry* entry = OperatorEntry(subject, option);
  if (entry == nullptr) return;
  const auto periods = flink::ParseList(entry->value, true);
  if (!periods) {
    findings.Add(PlaceOf(*entry, subject, option), Says(*entry) + ", which is not a list");
    return;
  }
  for (const std::string& period : *periods) {
    const std::string_view fault = PeriodFault(period);
    if (fault.empty()) continue;
    findings.Add(
        PlaceOf(*entry, subject, option),
        std::string(options::CanonicalName(option)) + " holds " + Shown(period) + ", which " +
            std::string(fault),
        {.fix = "Write periods such as 9:30-11:00, or Quartz expressions such as * * * ? * "
                "SAT,SUN, separated by semicolons."});
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!OperatorJudgesJob(subject)) return;
  if (!OperatorSwitch(subject, options::kJobAutoscalerEnabled, false)) return;
  for (const Range& range : kRanges) {
    if (range.only_if && !OperatorSwitch(subject, *range.only_if, false)) continue;
    Judge(subject, range, findings);
  }
  JudgeUtilization(subject, findings);
  JudgePeriods(subject, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule autoscaler_options_invalid;
constinit const Rule autoscaler_options_invalid{
    .meta = {.id = "autoscaler-options-invalid",
             .title = "The autoscaler's options are within their ranges",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason =
                 "The operator holds the options of its autoscaler to ranges as soon as it is "
                 "on.",
             .consequence = "The operator refuses the resource.",
             .remediation = "Set the option to a value within the range that the finding names.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/autoscaler/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
