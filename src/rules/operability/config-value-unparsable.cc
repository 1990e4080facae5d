// SPDX-License-Identifier: Apache-2.0
// A value must parse as the type that its option has in the running Flink version. The operator
// checks only the few options that it reads itself.
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

using options::ValueType;

// What the option expects, in words; empty when the value reads well.
std::string Expected(const Subject& subject, options::OptionId option,
                     const options::OptionInfo& info, std::string_view value) {
  const flink::EffectiveConfig& config = subject.config;
  const auto unless = [](const auto& parsed, std::string_view words) {
    return parsed && !parsed->has_value() ? std::string(words) : std::string();
  };
  switch (info.type) {
    case ValueType::kBoolean:
      return unless(config.Bool(option), "true or false");
    case ValueType::kInteger:
      return flink::ParseInt(value) ? "" : "an integer of 32 bits";
    case ValueType::kLong:
      return flink::ParseLong(value) ? "" : "an integer";
    case ValueType::kFloat:
    case ValueType::kDouble:
      return unless(config.Number(option), "a number");
    case ValueType::kDuration:
      return unless(config.DurationOf(option), "a duration such as 10 min");
    case ValueType::kMemorySize:
      return unless(config.Bytes(option), "a memory size such as 512 mb");
    case ValueType::kEnum: {
      const auto same = [value](std::string_view constant) {
        return base::EqualsIgnoringCase(constant, value);
      };
      if (std::ranges::any_of(info.enum_constants, same)) return {};
      std::string words = "one of ";
      for (const std::string_view constant : info.enum_constants) {
        words.append(constant == info.enum_constants.front() ? "" : ", ").append(constant);
      }
      return words;
    }
    case ValueType::kString:
    case ValueType::kMap:
      break;
  }
  return {};
}

enum Index : std::size_t { kOperatorChecksOnly };
constexpr Param kParams[] = {kOperatorChecksOnlyParam};

// When the operator's webhook reads an option; it then fails on a text that it cannot read.
enum class When : std::uint8_t { kCluster, kHealthCheck, kSavepoint, kJob, kAutoscaler };

struct ReadByOperator {
  options::OptionId option;
  bool duration;  // else true or false
  When when;
};

// DefaultValidator and AutoscalerValidator, 1.16-SNAPSHOT.
constexpr ReadByOperator kReadByOperator[] = {
    {options::kKubernetesOperatorDeploymentRollbackEnabled, false, When::kCluster},
    {options::kKubernetesOperatorClusterHealthCheckEnabled, false, When::kCluster},
    {options::kKubernetesOperatorJmDeploymentRecoveryEnabled, false, When::kHealthCheck},
    {options::kKubernetesOperatorJobUpgradeLastStateMaxAllowedCheckpointAge, true,
     When::kSavepoint},
    {options::kJobAutoscalerEnabled, false, When::kJob},
    {options::kJobAutoscalerObservedScalabilityEnabled, false, When::kAutoscaler},
    {options::kJobAutoscalerScalingEffectivenessDetectionEnabled, false, When::kAutoscaler},
    {options::kJobAutoscalerMemoryTuningEnabled, false, When::kAutoscaler},
    {options::kJobAutoscalerMetricsWindow, true, When::kAutoscaler},
    {options::kKubernetesOperatorReconcileInterval, true, When::kAutoscaler},
};

bool Applies(const Subject& subject, When when) {
  const bool cluster = (Bit(subject.resource.kind) & rulebook::kApacheClusterKinds) != 0;
  if (!cluster && subject.resource.kind != ResourceKind::kFlinkSessionJob) return false;
  if (!OperatorJudgesJob(subject)) return false;
  switch (when) {
    case When::kCluster:
      return cluster;
    case When::kHealthCheck:
      return cluster &&
             OperatorSwitch(subject, options::kKubernetesOperatorClusterHealthCheckEnabled, false);
    case When::kSavepoint:
      return subject.resource.job.node != nullptr &&
             OperatorEntryNotBlank(subject, options::kExecutionCheckpointingSavepointDir) ==
                 nullptr;
    case When::kJob:
      return true;
    case When::kAutoscaler:
      return OperatorSwitch(subject, options::kJobAutoscalerEnabled, false);
  }
  return false;
}

// The entries on which the operator's webhook fails, which are reported.
std::vector<const Entry*> JudgeForOperator(const Subject& subject, Findings& findings) {
  std::vector<const Entry*> unreadable;
  for (const ReadByOperator& read : kReadByOperator) {
    const Entry* entry = OperatorEntry(subject, read.option);
    if (entry == nullptr || !Applies(subject, read.when)) continue;
    if (read.duration ? flink::ParseDuration(entry->value, kOperatorFlink).has_value()
                      : flink::ParseBoolean(entry->value).has_value()) {
      continue;
    }
    const std::string expected = read.duration ? "a duration such as 10 min" : "true or false";
    findings.Add(PlaceOf(*entry, subject, read.option),
                 Says(*entry) + ", which the operator cannot read as " + expected,
                 {.fix = "Set " + base::Printable(entry->key, 120) + " to " + expected + "."});
    unreadable.push_back(entry);
  }
  return unreadable;
}

void Judge(const Entry& entry, const Subject& subject, Action ceiling, Findings& findings) {
  const auto uses = options::OptionsOf(*entry.key_id, subject.version());
  if (uses.empty()) return;
  const options::OptionId option = uses.front().option;
  // Another key decides, or the option is read as a list: then this text is never parsed as one.
  if (subject.config.Find(option) != &entry) return;
  const options::OptionInfo* info = options::Info(option, subject.version());
  if (info == nullptr || info->is_list || info->is_map) return;
  const std::string expected = Expected(subject, option, *info, entry.value);
  if (expected.empty()) return;
  findings.Add(At(*entry.node),
               Says(entry) + ", which Flink " + std::string(ToString(subject.version())) +
                   " cannot read as " + expected,
               {.fix = "Set " + base::Printable(entry.key, 120) + " to " + expected + ".",
                .at_most = ceiling});
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const std::vector<const Entry*> said = JudgeForOperator(subject, findings);
  const Action ceiling = Ceiling(false, params.Bool(kOperatorChecksOnly));
  for (const Entry& entry : subject.config.entries()) {
    if (entry.origin != flink::Origin::kUser || entry.node == nullptr || !entry.key_id) continue;
    if (rulebook::HasPlaceholder(entry.value)) continue;
    if (std::ranges::find(said, &entry) == said.end()) Judge(entry, subject, ceiling, findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule config_value_unparsable;
constinit const Rule config_value_unparsable{
    .meta = {.id = "config-value-unparsable",
             .title = "Every value of the configuration can be read",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "Flink parses a value only when it needs it, and fails there; the operator "
                       "checks only what it reads itself.",
             .consequence = "The job manager or a task manager stops with an exception when it "
                            "comes to the option.",
             .remediation = "Write the value in the form that the option expects.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
