// SPDX-License-Identifier: Apache-2.0
// Pairs of checkpoint options of which Flink refuses one, or silently drops one.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

using rulebook::UpgradeMode;

bool Is(const Subject& subject, options::OptionId option, std::string_view word) {
  const auto text = subject.config.Text(option);
  return text && base::EqualsIgnoringCase(*text, word);
}

void JudgeUnaligned(const Subject& subject, Findings& findings) {
  const flink::EffectiveConfig& config = subject.config;
  if (!config.IsTrue(options::kExecutionCheckpointingUnalignedEnabled)) return;
  const Entry* unaligned = config.Find(options::kExecutionCheckpointingUnalignedEnabled);
  if (unaligned == nullptr) return;
  const Place place =
      PlaceOf(*unaligned, subject, options::kExecutionCheckpointingUnalignedEnabled);
  if (Is(subject, options::kExecutionCheckpointingMode, "AT_LEAST_ONCE")) {
    // StreamingJobGraphGenerator 2.1.0:531 logs a warning and turns unaligned off.
    findings.Add(
        place,
        Says(*unaligned) +
            ", but the mode is AT_LEAST_ONCE: Flink switches "
            "unaligned checkpoints off",
        {.fix = "Remove " + Key(subject, options::kExecutionCheckpointingUnalignedEnabled) +
                ", or set execution.checkpointing.mode: EXACTLY_ONCE.",
         .at_most = Action::kWarn,
         .severity = Severity::kMedium});
    return;
  }
  const auto most = config.Integer(options::kExecutionCheckpointingMaxConcurrentCheckpoints);
  if (!most || !most->has_value() || **most <= 1) return;
  // CheckpointCoordinatorConfiguration 1.20.2:129.
  findings.Add(place,
               Says(*unaligned) + ", but execution.checkpointing.max-concurrent-checkpoints is " +
                   std::to_string(**most) + ": the job does not start",
               {.fix = "Set execution.checkpointing.max-concurrent-checkpoints: 1."});
}

void JudgeRetention(const Subject& subject, Findings& findings) {
  const UpgradeMode mode = rulebook::UpgradeModeOf(subject);
  if (mode != UpgradeMode::kLastState && mode != UpgradeMode::kSavepoint) return;
  const auto option = options::kExecutionCheckpointingExternalizedCheckpointRetention;
  // Unset, the operator retains checkpoints itself (FlinkConfigBuilder, 1.16-SNAPSHOT).
  const Entry* retention = subject.config.Find(option);
  if (retention == nullptr) return;
  if (!Is(subject, option, "DELETE_ON_CANCELLATION") &&
      !Is(subject, option, "NO_EXTERNALIZED_CHECKPOINTS")) {
    return;
  }
  const bool last_state = mode == UpgradeMode::kLastState;
  findings.Add(PlaceOf(*retention, subject, option),
               Says(*retention) + ", but upgradeMode is " +
                   (last_state ? "last-state" : "savepoint, which then has no fallback"),
               {.fix = "Set execution.checkpointing.externalized-checkpoint-retention: "
                       "RETAIN_ON_CANCELLATION.",
                .at_most = last_state ? Action::kDeny : Action::kWarn,
                .severity = last_state ? Severity::kHigh : Severity::kMedium});
}

void JudgeStorage(const Subject& subject, Findings& findings) {
  const Entry* storage = subject.config.Find(options::kExecutionCheckpointingStorage);
  if (storage == nullptr || !base::EqualsIgnoringCase(storage->value, "filesystem")) return;
  if (subject.config.IsSet(options::kExecutionCheckpointingDir)) return;
  if (rulebook::ClusterUnknown(subject)) return;
  const std::string key = Key(subject, options::kExecutionCheckpointingDir);
  findings.Add(PlaceOf(*storage, subject, options::kExecutionCheckpointingStorage),
               Says(*storage) + ", but " + key + " is not set: the job does not start",
               {.fix = "Set " + key + " to a directory on durable storage."});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  JudgeUnaligned(subject, findings);
  JudgeRetention(subject, findings);
  JudgeStorage(subject, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule checkpoint_options_contradict;
constinit const Rule checkpoint_options_contradict{
    .meta = {.id = "checkpoint-options-contradict",
             .title = "Checkpoint options do not contradict each other",
             .category = Category::kCheckpoints,
             .severity = Severity::kHigh,
             .reason = "Some options exclude each other: Flink refuses the job, or ignores one of "
                       "them without a word in the resource's status.",
             .consequence = "The job does not start, or runs with other guarantees than its "
                            "configuration says.",
             .remediation = "Remove one of the options that the finding names.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/dev/"
                     "datastream/fault-tolerance/checkpointing/",
             .params = {}},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
