// SPDX-License-Identifier: Apache-2.0
// Without a savepoint directory no savepoint can be taken: the Apache operator refuses upgradeMode
// savepoint (DefaultValidator), Spotify's refuses every update of the job (ValidateUpdate U15).
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

using rulebook::UpgradeMode;

void JudgeSpotify(const Subject& subject, Findings& findings) {
  const doc::Value* job = subject.resource.job.node;
  if (job == nullptr) return;
  const doc::Value* dir = job->Find("savepointsDir");
  if (dir != nullptr && !dir->text().empty()) return;
  findings.Add(SpecPlace(subject, {"job", "savepointsDir"}),
               "job.savepointsDir is not set, and without it this job can never be updated",
               {.fix = "Set job.savepointsDir to a directory on durable storage."});
}

// What the operator does without the directory; empty when nobody would miss it.
std::string_view Loss(UpgradeMode mode, const Subject& subject) {
  switch (mode) {
    case UpgradeMode::kSavepoint:
      return "the operator refuses upgradeMode savepoint";
    case UpgradeMode::kLastState:
      return "no savepoint can be taken before a risky change";
    case UpgradeMode::kStateless:
      return rulebook::CheckpointingOf(subject) == rulebook::Checkpointing::kOn
                 ? "no savepoint can be taken"
                 : "";
    case UpgradeMode::kNone:
      break;
  }
  return "";
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (rulebook::IsBatch(subject)) return;
  if (subject.resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    return JudgeSpotify(subject, findings);
  }
  const Entry* dir = subject.config.Find(options::kExecutionCheckpointingSavepointDir);
  if (dir != nullptr && !dir->value.empty()) return;
  const UpgradeMode mode = rulebook::UpgradeModeOf(subject);
  const std::string_view loss = Loss(mode, subject);
  if (loss.empty()) return;
  if (rulebook::ClusterUnknown(subject)) {
    findings.Unknown("the configuration of the session cluster is not known");
    return;
  }
  const std::string key = Key(subject, options::kExecutionCheckpointingSavepointDir);
  const bool refused = mode == UpgradeMode::kSavepoint;
  const bool stateless = mode == UpgradeMode::kStateless;
  findings.Add(OptionPlace(subject, options::kExecutionCheckpointingSavepointDir),
               key + " is not set: " + std::string(loss),
               {.fix = "Set " + key +
                       " to a directory on durable storage, such as "
                       "s3://bucket/namespace/name/savepoints.",
                .at_most = refused     ? Action::kDeny
                           : stateless ? Action::kAudit
                                       : Action::kWarn,
                .severity = refused     ? Severity::kHigh
                            : stateless ? Severity::kLow
                                        : Severity::kMedium});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule savepoint_dir_missing;
constinit const Rule savepoint_dir_missing{
    .meta = {.id = "savepoint-dir-missing",
             .title = "A job has a place for its savepoints",
             .category = Category::kUpgrade,
             .severity = Severity::kHigh,
             .reason =
                 "Savepoints are how a job survives upgrades of Flink, of its operator and of "
                 "its own code; they need a directory.",
             .consequence = "Savepoint upgrades, manual and periodic savepoints are refused.",
             .remediation =
                 "Set execution.checkpointing.savepoint-dir (state.savepoints.dir before "
                 "Flink 1.20, job.savepointsDir for Spotify's operator) to a directory "
                 "on durable storage.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/savepoints/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkSessionJob) |
             Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
