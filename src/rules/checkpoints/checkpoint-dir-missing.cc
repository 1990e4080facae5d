// SPDX-License-Identifier: Apache-2.0
// A job that checkpoints must say where. Without a directory Flink keeps the state of checkpoints
// in the job manager's heap (JobManagerCheckpointStorage), and no metadata survives it.
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

using rulebook::Checkpointing;
using rulebook::UpgradeMode;

enum Index : std::size_t { kOperatorChecksOnly };
constexpr Param kParams[] = {kOperatorChecksOnlyParam};

// A storage that a class of the user's own implements may need no directory.
bool HasOwnStorage(const Subject& subject) {
  const auto storage = subject.config.Text(options::kExecutionCheckpointingStorage);
  return storage && !storage->empty() && !base::EqualsIgnoringCase(*storage, "filesystem") &&
         !base::EqualsIgnoringCase(*storage, "jobmanager");
}

// Why a directory is needed; empty when it is not.
std::string Need(const Subject& subject) {
  switch (rulebook::UpgradeModeOf(subject)) {
    case UpgradeMode::kLastState:
      return "upgradeMode is last-state";
    case UpgradeMode::kSavepoint:
      return "upgradeMode is savepoint";
    default:
      break;
  }
  if (JavaUpgradeModeOf(subject.resource.job) == JavaUpgradeMode::kNull) {
    return "upgradeMode is null";
  }
  if (rulebook::CheckpointingOf(subject) != Checkpointing::kOn) return {};
  return Says(*subject.config.Find(options::kExecutionCheckpointingInterval));
}

// The operator's webhook asks for the directory whatever the job does with it.
bool IsRefused(const Subject& subject) {
  const flink::Job& job = subject.resource.job;
  if (job.node == nullptr || subject.resource.kind == ResourceKind::kFlinkCluster) return false;
  return subject.resource.kind != ResourceKind::kSpotifyFlinkCluster &&
         JavaUpgradeModeOf(job) != JavaUpgradeMode::kStateless && OperatorJudgesJob(subject) &&
         OperatorEntryNotBlank(subject, options::kExecutionCheckpointingDir) == nullptr;
}

bool IsFine(const Subject& subject) {
  const Entry* dir = subject.config.Find(options::kExecutionCheckpointingDir);
  return (dir != nullptr && !dir->value.empty()) || rulebook::IsBatch(subject) ||
         HasOwnStorage(subject);
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const bool refused = IsRefused(subject);
  if (!refused && IsFine(subject)) return;
  const Action ceiling = Ceiling(refused, params.Bool(kOperatorChecksOnly));
  const std::string need = Need(subject);
  if (need.empty()) return;
  const std::string key = Key(subject, options::kExecutionCheckpointingDir);
  // Read from 1.20 on (CheckpointingOptions); the operator, built on 1.20, believes it before.
  const Entry* unread = subject.config.FindKey("execution.checkpointing.dir");
  if (unread != nullptr && subject.version() < FlinkVersion::k1_20) {
    findings.Add(PlaceOf(*unread, subject, options::kExecutionCheckpointingDir),
                 "execution.checkpointing.dir is set, but Flink " +
                     std::string(ToString(subject.version())) + " reads only " + key,
                 {.fix = "Rename the key to " + key + ".", .at_most = ceiling});
    return;
  }
  if (rulebook::ClusterUnknown(subject)) {
    findings.Unknown("the configuration of the session cluster is not known");
    return;
  }
  findings.Add(OptionPlace(subject, options::kExecutionCheckpointingDir),
               need + ", but " + key + " is not set",
               {.fix = "Set " + key +
                       " to a directory on durable storage, such as "
                       "s3://bucket/namespace/name/checkpoints.",
                .at_most = ceiling});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule checkpoint_dir_missing;
constinit const Rule checkpoint_dir_missing{
    .meta = {.id = "checkpoint-dir-missing",
             .title = "A job that checkpoints says where its checkpoints are kept",
             .category = Category::kCheckpoints,
             .severity = Severity::kHigh,
             .reason = "Without a directory the state of checkpoints is held in the job manager's "
                       "heap and dies with it.",
             .consequence = "Nothing is left to recover from when the job manager restarts, a "
                            "checkpoint fails once a task's state exceeds 5 MiB, and the Apache "
                            "operator refuses last-state and savepoint upgrades.",
             .remediation =
                 "Set execution.checkpointing.dir (state.checkpoints.dir before Flink 1.20) to a "
                 "directory on durable storage, such as s3://bucket/namespace/name/checkpoints.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/checkpoints/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
