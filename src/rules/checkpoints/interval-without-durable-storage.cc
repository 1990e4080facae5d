// SPDX-License-Identifier: Apache-2.0
// Checkpoints that stay in the job manager's heap hold at most 5 MiB of a state handle
// (JobManagerCheckpointStorage.DEFAULT_MAX_STATE_SIZE, 1.15 to 2.3). Above that every checkpoint
// fails, and unless failures are tolerated the job with it.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

bool Is(const std::optional<std::string_view>& text, std::string_view word) {
  return text && base::EqualsIgnoringCase(*text, word);
}

// The entry that keeps checkpoints in the job manager whatever directory is set: the storage, or
// the backend of 1.x that was both.
const Entry* HeapStorage(const Subject& subject) {
  const auto storage = options::kExecutionCheckpointingStorage;
  if (Is(subject.config.Text(storage), "jobmanager")) return subject.config.Find(storage);
  if (subject.config.IsSet(storage) || subject.version() >= FlinkVersion::k2_0) return nullptr;
  const auto backend = options::kStateBackendType;
  return Is(subject.config.Text(backend), "jobmanager") ? subject.config.Find(backend) : nullptr;
}

// `filesystem` without a directory is a contradiction, a class of the user's own may need none.
bool ChoosesStorage(const Subject& subject) {
  const Entry* storage = subject.config.Find(options::kExecutionCheckpointingStorage);
  return storage != nullptr && !storage->value.empty();
}

std::string Outcome(const Subject& subject) {
  const auto tolerated =
      subject.config.Integer(options::kExecutionCheckpointingTolerableFailedCheckpoints);
  const bool fails = !tolerated || !tolerated->has_value() || **tolerated <= 0;
  return fails ? "the job fails with the first state above 5 MiB"
               : "every checkpoint fails once a task's state exceeds 5 MiB";
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const Entry* interval = subject.config.Find(options::kExecutionCheckpointingInterval);
  if (interval == nullptr || rulebook::IsBatch(subject)) return;
  if (rulebook::CheckpointingOf(subject) != rulebook::Checkpointing::kOn) return;
  if (const Entry* heap = HeapStorage(subject)) {
    const auto option = ChoosesStorage(subject) ? options::kExecutionCheckpointingStorage
                                                : options::kStateBackendType;
    findings.Add(PlaceOf(*heap, subject, option), Says(*heap) + ": " + Outcome(subject),
                 {.fix = "Set " + Key(subject, option) + ": " +
                         (ChoosesStorage(subject) ? "filesystem" : "hashmap") + ", and " +
                         Key(subject, options::kExecutionCheckpointingDir) +
                         " to a directory on durable storage."});
    return;
  }
  const Entry* dir = subject.config.Find(options::kExecutionCheckpointingDir);
  if ((dir != nullptr && !dir->value.empty()) || ChoosesStorage(subject)) return;
  if (rulebook::ClusterUnknown(subject)) {
    findings.Unknown("the configuration of the session cluster is not known");
    return;
  }
  const std::string key = Key(subject, options::kExecutionCheckpointingDir);
  findings.Add(OptionPlace(subject, options::kExecutionCheckpointingDir),
               Says(*interval) + " without " + key + ": " + Outcome(subject),
               {.fix = "Set " + key + " to a directory on durable storage."});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule interval_without_durable_storage;
constinit const Rule interval_without_durable_storage{
    .meta = {.id = "interval-without-durable-storage",
             .title = "Checkpoints are not kept in the job manager's heap",
             .category = Category::kCheckpoints,
             .severity = Severity::kHigh,
             .reason = "The job manager's heap takes at most 5 MiB of each task's state, and dies "
                       "with the job manager.",
             .consequence = "Checkpoints fail as soon as the state grows, and by default the first "
                            "that fails restarts the job, again and again.",
             .remediation =
                 "Set execution.checkpointing.dir (state.checkpoints.dir before Flink 1.20) to a "
                 "directory on durable storage, such as s3://bucket/namespace/name/checkpoints.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/checkpoints/#available-checkpoint-storage-options",
             .params = {}},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
