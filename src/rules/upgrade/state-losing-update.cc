// SPDX-License-Identifier: Apache-2.0
// Some changes of a running job cannot keep its state, whatever the upgrade mode promises; others
// the operator refuses after the API server has stored them. Old and new effective configuration
// are compared.
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

using rulebook::UpgradeMode;

enum Index : std::size_t { kAnnotation };
constexpr Param kParams[] = {
    {"resetAnnotation", ParamType::kString, "",
     "An annotation whose new value says that the loss is meant: with it there is no finding. "
     "Empty "
     "= none."},
};

// "a changes from x to y".
std::string Words(const Subject& subject, options::OptionId option) {
  const auto text = [option](const flink::EffectiveConfig& config) {
    const Entry* entry = config.Find(option);
    return entry == nullptr ? std::string("unset") : Shown(entry->value);
  };
  return Key(subject, option) + " changes from " + text(*subject.old_config) + " to " +
         text(subject.config);
}

// The format in which a backend keeps its state: hashmap for all that live on the heap, also those
// of before 1.13 and an unset one (StateBackendLoader, 1.15 to 2.1).
std::string_view FormatOf(const flink::EffectiveConfig& config) {
  const std::string_view name = config.Text(options::kStateBackendType).value_or("");
  if (base::EqualsIgnoringCase(name, "rocksdb") || name.find("RocksDB") != std::string_view::npos) {
    return "rocksdb";
  }
  for (const std::string_view heap : {"", "hashmap", "filesystem", "jobmanager"}) {
    if (base::EqualsIgnoringCase(name, heap)) return "hashmap";
  }
  return name.find("HashMap") != std::string_view::npos ? "hashmap" : name;
}

// Changes that the Apache operator refuses (DefaultValidator.validateSpecChange, 1.16-SNAPSHOT).
void JudgeRefused(const Subject& subject, Findings& findings) {
  const flink::Resource& is = subject.resource;
  const flink::Resource& was = *subject.old_resource;
  if (is.kind == ResourceKind::kFlinkSessionJob) {
    if (!is.deployment_name.present() || is.deployment_name.text() == was.deployment_name.text()) {
      return;
    }
    findings.Add(At(*is.deployment_name.node),
                 "deploymentName changes to " + Shown(is.deployment_name.text()) +
                     ", which the operator refuses",
                 {.fix = "Delete the job with a savepoint, and create it anew on the other "
                         "cluster."});
    return;
  }
  if (is.IsSessionCluster() != was.IsSessionCluster()) {
    findings.Add(is.job.node != nullptr ? At(*is.job.node) : SpecPlace(subject, {"job"}),
                 "a session cluster becomes an application or the other way round, which the "
                 "operator refuses",
                 {.fix = "Create a new resource beside this one, and delete this one."});
  }
  if (is.deployment_mode == was.deployment_mode) return;
  findings.Add(is.mode.present() ? At(*is.mode.node) : SpecPlace(subject, {"mode"}),
               "the mode changes between native and standalone, which the operator refuses",
               {.fix = "Create a new resource beside this one, and delete this one."});
}

// With last-state the new job continues from what high availability and the same backend can read.
void JudgeLastState(const Subject& subject, Findings& findings) {
  const Entry* was = subject.old_config->Find(options::kHighAvailabilityType);
  const bool had = was != nullptr && !base::EqualsIgnoringCase(was->value, "none");
  if (had && rulebook::HighAvailability(subject) == nullptr) {
    findings.Add(OptionPlace(subject, options::kHighAvailabilityType),
                 "high availability is turned off, but upgradeMode is last-state, which reads the "
                 "latest checkpoint from it",
                 {.fix = "Set job.upgradeMode: savepoint in the same change."});
  }
  if (FormatOf(*subject.old_config) == FormatOf(subject.config)) return;
  findings.Add(OptionPlace(subject, options::kStateBackendType),
               Words(subject, options::kStateBackendType) +
                   ", and the new backend cannot read the checkpoint of the old one",
               {.fix = "Set job.upgradeMode: savepoint in the same change: a canonical savepoint "
                       "fits every backend."});
}

void JudgeMaxParallelism(const Subject& subject, Findings& findings) {
  const auto option = options::kPipelineMaxParallelism;
  if (subject.config.Text(option) == subject.old_config->Text(option)) return;
  // From or to unset, Flink's own choice may be the same number.
  const bool sure = subject.config.IsSet(options::kPipelineMaxParallelism) &&
                    subject.old_config->IsSet(options::kPipelineMaxParallelism);
  findings.Add(OptionPlace(subject, options::kPipelineMaxParallelism),
               Words(subject, options::kPipelineMaxParallelism) +
                   ", and state cannot be restored under another maximum",
               {.fix = "Keep pipeline.max-parallelism as it was.",
                .at_most = sure ? Action::kDeny : Action::kWarn});
}

void JudgeNonRestored(const Subject& subject, Findings& findings) {
  const flink::Field& is = subject.resource.job.allow_non_restored_state;
  const flink::Field& was = subject.old_resource->job.allow_non_restored_state;
  if (!is.boolean().value_or(false) || was.boolean().value_or(false)) return;
  if (subject.resource.image.text() == subject.old_resource->image.text() &&
      subject.resource.job.jar_uri.text() == subject.old_resource->job.jar_uri.text()) {
    return;
  }
  findings.Add(At(*is.node),
               "allowNonRestoredState is turned on together with new code: state of operators that "
               "it lacks is dropped in silence",
               {.fix = "Deploy the new code first, and allow lost state only if that is refused.",
                .at_most = Action::kWarn});
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (subject.change != flink::Change::kUpdate) return;
  if (!subject.old_resource || !subject.old_config) return;
  const std::string& annotation = params.String(kAnnotation);
  if (!annotation.empty() && !subject.resource.Annotation(annotation).empty() &&
      subject.resource.Annotation(annotation) != subject.old_resource->Annotation(annotation)) {
    return;
  }
  // Where the operator has deployed a spec, unsupported-change compares with that.
  if (LastReconciledSpec(subject) == nullptr) JudgeRefused(subject, findings);
  const UpgradeMode mode = rulebook::UpgradeModeOf(subject);
  if (mode != UpgradeMode::kSavepoint && mode != UpgradeMode::kLastState) return;
  if (rulebook::IsBatch(subject) || subject.old_resource->job.node == nullptr) return;
  if (mode == UpgradeMode::kLastState) JudgeLastState(subject, findings);
  JudgeMaxParallelism(subject, findings);
  JudgeNonRestored(subject, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule state_losing_update;
constinit const Rule state_losing_update{
    .meta = {.id = "state-losing-update",
             .title = "A change keeps the state of the job",
             .category = Category::kUpgrade,
             .severity = Severity::kCritical,
             .reason = "The change takes away what the upgrade would restore from, or what it "
                       "would restore into.",
             .consequence = "The job does not start again, or starts without its state; a "
                            "change that the operator refuses blocks all later ones.",
             .remediation = "Make the change with job.upgradeMode: savepoint, in a step of its "
                            "own.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/job-management/",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
