// SPDX-License-Identifier: Apache-2.0
// Some changes of a running job cannot keep its state, whatever the upgrade mode promises; others
// the operator refuses after the API server has stored them. Old and new effective configuration
// are compared as the operator compares them, and the finding says what becomes of the job.
#include "rules/support/helpers.h"
#include "rules/support/operator.h"
#include "sluice/flink/diff.h"

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

// What the operator makes of the whole change: "; changed: a, b; the operator's plan: the job
// restarts from its latest state".
std::string Outcome(const flink::Diff& diff) {
  const std::string names = NamesOf(diff, flink::DiffClass::kScale, 3);
  return (names.empty() ? std::string() : "; changed: " + names) +
         "; the operator's plan: " + std::string(ToString(diff.consequence));
}

Place PlaceOfChange(const Subject& subject, const flink::Field& field, std::string_view name) {
  return field.present() ? At(*field.node) : SpecPlace(subject, {name});
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
  findings.Add(PlaceOfChange(subject, is.mode, "mode"),
               "the mode changes between native and standalone, which the operator refuses",
               {.fix = "Create a new resource beside this one, and delete this one."});
}

bool Is(const flink::Field& field, std::string_view word) {
  return base::EqualsIgnoringCase(field.text(), word);
}

// A job that was suspended with last-state can only be resumed by the Flink version that wrote its
// state (DefaultValidator.validateSpecChange, 1.16-SNAPSHOT).
void JudgeVersionWhileSuspended(const Subject& subject, Findings& findings) {
  const flink::Resource& is = subject.resource;
  const flink::Resource& was = *subject.old_resource;
  if (!Is(was.job.state, "suspended") || !Is(was.job.upgrade_mode, "last-state")) return;
  if (is.job.node == nullptr || is.flink_version.text() == was.flink_version.text()) return;
  if (rulebook::UpgradeModeOf(subject) == UpgradeMode::kStateless) return;
  findings.Add(PlaceOfChange(subject, is.flink_version, "flinkVersion"),
               "flinkVersion changes from " + Shown(was.flink_version.text()) + " to " +
                   Shown(is.flink_version.text()) +
                   " while the job is suspended with last-state, which the operator refuses",
               {.fix = "Resume the job with the version it had, and change the version then."});
}

// Spotify's operator refuses to switch high availability of a job cluster on or off
// (flinkcluster_validate.go, 1746257); it sees it only under these three keys.
bool SpotifySeesHighAvailability(const flink::EffectiveConfig& config) {
  const Entry* type = config.FindKey("high-availability");
  const auto set = [&config](std::string_view key) {
    const Entry* entry = config.FindKey(key);
    return entry != nullptr && !base::JavaTrim(entry->value).empty();
  };
  return type != nullptr && !base::EqualsIgnoringCase(type->value, "none") &&
         set("kubernetes.cluster-id") && set("high-availability.storageDir");
}

void JudgeSpotify(const Subject& subject, Findings& findings) {
  if (subject.resource.job.node == nullptr || subject.old_resource->job.node == nullptr) return;
  const bool is = SpotifySeesHighAvailability(subject.config);
  if (is == SpotifySeesHighAvailability(*subject.old_config)) return;
  findings.Add(OptionPlace(subject, options::kHighAvailabilityType),
               std::string("high availability is turned ") + (is ? "on" : "off") +
                   " for a running job, which the operator refuses",
               {.fix = "Stop the job with a savepoint, and create the cluster anew from it."});
}

// With last-state the new job continues from what high availability and the same backend can read.
void JudgeLastState(const Subject& subject, const flink::Diff& diff, Findings& findings) {
  const Entry* was = subject.old_config->Find(options::kHighAvailabilityType);
  const bool had = was != nullptr && !base::EqualsIgnoringCase(was->value, "none");
  if (had && rulebook::HighAvailability(subject) == nullptr) {
    findings.Add(OptionPlace(subject, options::kHighAvailabilityType),
                 "high availability is turned off, but upgradeMode is last-state, which reads the "
                 "latest checkpoint from it" +
                     Outcome(diff),
                 {.fix = "Set job.upgradeMode: savepoint in the same change."});
  }
  // The pointers of high availability are whole paths, so the job finds its state where it was;
  // but it needs both directories from now on.
  for (const options::OptionId option :
       {options::kHighAvailabilityStorageDir, options::kExecutionCheckpointingDir}) {
    if (!subject.config.IsSet(option) || !subject.old_config->IsSet(option)) continue;
    if (subject.config.Text(option) == subject.old_config->Text(option)) continue;
    findings.Add(
        OptionPlace(subject, option),
        Words(subject, option) + " while the latest state lies in the old one" + Outcome(diff),
        {.fix = "Keep the old directory until checkpoints that do not need it are "
                "complete, or set job.upgradeMode: savepoint in the same change.",
         .at_most = Action::kWarn,
         .severity = Severity::kMedium});
  }
}

// A checkpoint, and a savepoint in Flink's native format, can be read by their own backend only.
void JudgeBackend(const Subject& subject, UpgradeMode mode, const flink::Diff& diff,
                  Findings& findings) {
  if (FormatOf(*subject.old_config) == FormatOf(subject.config)) return;
  if (mode == UpgradeMode::kLastState) {
    findings.Add(OptionPlace(subject, options::kStateBackendType),
                 Words(subject, options::kStateBackendType) +
                     ", and the new backend cannot read the checkpoint of the old one" +
                     Outcome(diff),
                 {.fix = "Set job.upgradeMode: savepoint in the same change: a canonical savepoint "
                         "fits every backend."});
    return;
  }
  const auto format = subject.config.Text(options::kKubernetesOperatorSavepointFormatType);
  if (!format || !base::EqualsIgnoringCase(*format, "NATIVE")) return;
  findings.Add(OptionPlace(subject, options::kStateBackendType),
               Words(subject, options::kStateBackendType) +
                   ", and the new backend cannot read a savepoint in the native format" +
                   Outcome(diff),
               {.fix = "Set kubernetes.operator.savepoint.format.type: CANONICAL in the same "
                       "change."});
}

void JudgeMaxParallelism(const Subject& subject, const flink::Diff& diff, Findings& findings) {
  const auto option = options::kPipelineMaxParallelism;
  if (subject.config.Text(option) == subject.old_config->Text(option)) return;
  // From or to unset, Flink's own choice may be the same number.
  const bool sure = subject.config.IsSet(options::kPipelineMaxParallelism) &&
                    subject.old_config->IsSet(options::kPipelineMaxParallelism);
  findings.Add(OptionPlace(subject, options::kPipelineMaxParallelism),
               Words(subject, options::kPipelineMaxParallelism) +
                   ", and state cannot be restored under another maximum" + Outcome(diff),
               {.fix = "Keep pipeline.max-parallelism as it was.",
                .at_most = sure ? Action::kDeny : Action::kWarn});
}

void JudgeNonRestored(const Subject& subject, const flink::Diff& diff, Findings& findings) {
  const flink::Field& is = subject.resource.job.allow_non_restored_state;
  const flink::Field& was = subject.old_resource->job.allow_non_restored_state;
  if (!is.boolean().value_or(false) || was.boolean().value_or(false)) return;
  if (subject.resource.image.text() == subject.old_resource->image.text() &&
      subject.resource.job.jar_uri.text() == subject.old_resource->job.jar_uri.text()) {
    return;
  }
  findings.Add(At(*is.node),
               "allowNonRestoredState is turned on together with new code: state of operators that "
               "it lacks is dropped in silence" +
                   Outcome(diff),
               {.fix = "Deploy the new code first, and allow lost state only if that is refused.",
                .at_most = Action::kWarn});
}

// Deleting a resource deletes its cluster, the metadata of its checkpoints and its status.
void JudgeDeletion(const Subject& subject, Findings& findings) {
  const UpgradeMode mode = rulebook::UpgradeModeOf(subject);
  if (mode != UpgradeMode::kSavepoint && mode != UpgradeMode::kLastState) return;
  if (rulebook::IsBatch(subject) || Is(subject.resource.job.state, "suspended")) return;
  const auto option = options::kKubernetesOperatorJobSavepointOnDeletion;
  if (subject.config.IsTrue(option)) return;
  findings.Add(OptionPlace(subject, option),
               Key(subject, option) + " is not true, so the job is deleted without a savepoint",
               {.fix = "Set " + Key(subject, option) +
                       ": \"true\" and wait until the operator has seen it, then delete.",
                .at_most = Action::kWarn,
                .severity = Severity::kMedium});
}

bool IsMeant(const Subject& subject, const std::string& annotation) {
  return !annotation.empty() && !subject.resource.Annotation(annotation).empty() &&
         subject.resource.Annotation(annotation) != subject.old_resource->Annotation(annotation);
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (subject.change == flink::Change::kDelete) return JudgeDeletion(subject, findings);
  if (subject.change != flink::Change::kUpdate) return;
  if (!subject.old_resource || !subject.old_config) return;
  if (IsMeant(subject, params.String(kAnnotation))) return;
  if (subject.resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    return JudgeSpotify(subject, findings);
  }
  // Where the operator has deployed a spec, unsupported-change compares with that.
  if (LastReconciledSpec(subject) == nullptr) {
    JudgeRefused(subject, findings);
    JudgeVersionWhileSuspended(subject, findings);
  }
  const UpgradeMode mode = rulebook::UpgradeModeOf(subject);
  if (mode != UpgradeMode::kSavepoint && mode != UpgradeMode::kLastState) return;
  if (rulebook::IsBatch(subject) || subject.old_resource->job.node == nullptr) return;
  const flink::Diff diff = flink::DiffOf(subject);
  if (mode == UpgradeMode::kLastState) JudgeLastState(subject, diff, findings);
  JudgeBackend(subject, mode, diff, findings);
  JudgeMaxParallelism(subject, diff, findings);
  JudgeNonRestored(subject, diff, findings);
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
             .remediation = "Take the change back, or make it in a step of its own with "
                            "job.upgradeMode: savepoint.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/job-management/",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkSessionJob) |
             Bit(ResourceKind::kSpotifyFlinkCluster),
    .judges_delete = true,
    .judges_change = true,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
