// SPDX-License-Identifier: Apache-2.0
// Without a savepoint directory no savepoint can be taken: the Apache operator refuses upgradeMode
// savepoint (DefaultValidator), Spotify's refuses every update of the job (ValidateUpdate U15).
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

using rulebook::UpgradeMode;

enum Index : std::size_t { kOperatorChecksOnly };
constexpr Param kParams[] = {kOperatorChecksOnlyParam};

void JudgeSpotify(const Subject& subject, Findings& findings) {
  const doc::Value* job = subject.resource.job.node;
  if (job == nullptr) return;
  const doc::Value* dir = job->Find("savepointsDir");
  if (dir != nullptr && !dir->text().empty()) return;
  findings.Add(SpecPlace(subject, {"job", "savepointsDir"}),
               "job.savepointsDir is not set, and without it this job can never be updated",
               {.fix = "Set job.savepointsDir to a directory on durable storage."});
}

// What the operator's webhook refuses without the directory, each with its own words.
std::vector<std::string_view> Refusals(const Subject& subject) {
  std::vector<std::string_view> refusals;
  const flink::Job& job = subject.resource.job;
  if (job.node == nullptr || !OperatorJudgesJob(subject)) return refusals;
  if (OperatorEntryNotBlank(subject, options::kExecutionCheckpointingSavepointDir) != nullptr) {
    return refusals;
  }
  if (JavaUpgradeModeOf(job) == JavaUpgradeMode::kSavepoint) {
    refusals.emplace_back("the operator refuses upgradeMode savepoint");
  }
  if (PresentMember(job.node, "savepointTriggerNonce") != nullptr) {
    refusals.emplace_back("the operator refuses savepointTriggerNonce");
  }
  const auto set = [&subject](options::OptionId option) {
    return OperatorEntry(subject, option) != nullptr;
  };
  if (set(options::kKubernetesOperatorPeriodicSavepointInterval)) {
    refusals.emplace_back("the operator refuses kubernetes.operator.periodic.savepoint.interval");
  }
  if (set(options::kKubernetesOperatorJobUpgradeLastStateMaxAllowedCheckpointAge)) {
    refusals.emplace_back(
        "the operator refuses kubernetes.operator.job.upgrade.last-state.max.allowed."
        "checkpoint.age");
  }
  return refusals;
}

// What is lost without the directory where nobody refuses it; empty when nobody would miss it.
std::string_view Loss(UpgradeMode mode, const Subject& subject) {
  switch (mode) {
    case UpgradeMode::kSavepoint:
      return "no savepoint can be taken for an upgrade";
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

void Add(const Subject& subject, std::string_view loss, FindingOptions limits, Findings& findings) {
  const std::string key = Key(subject, options::kExecutionCheckpointingSavepointDir);
  limits.fix = "Set " + key +
               " to a directory on durable storage, such as s3://bucket/namespace/name/savepoints.";
  findings.Add(OptionPlace(subject, options::kExecutionCheckpointingSavepointDir),
               key + " is not set: " + std::string(loss), limits);
}

void JudgeLoss(const Subject& subject, const Params& params, Findings& findings) {
  const Entry* dir = subject.config.Find(options::kExecutionCheckpointingSavepointDir);
  if ((dir != nullptr && !dir->value.empty()) || rulebook::IsBatch(subject)) return;
  const UpgradeMode mode = rulebook::UpgradeModeOf(subject);
  const std::string_view loss = Loss(mode, subject);
  if (loss.empty()) return;
  if (rulebook::ClusterUnknown(subject)) {
    return findings.Unknown("the configuration of the session cluster is not known");
  }
  // Only where Flink does not read the key that the operator believes is savepoint still grave.
  FindingOptions limits = {.at_most = Action::kWarn, .severity = Severity::kMedium};
  if (mode == UpgradeMode::kSavepoint) limits = {.severity = Severity::kHigh};
  if (mode == UpgradeMode::kStateless) {
    limits = {.at_most = Action::kAudit, .severity = Severity::kLow};
  }
  limits.at_most = std::min(limits.at_most, Ceiling(false, params.Bool(kOperatorChecksOnly)));
  Add(subject, loss, limits, findings);
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (subject.resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    if (!rulebook::IsBatch(subject)) JudgeSpotify(subject, findings);
    return;
  }
  const auto refusals = Refusals(subject);
  if (refusals.empty()) return JudgeLoss(subject, params, findings);
  if (rulebook::ClusterUnknown(subject)) {
    return findings.Unknown("the configuration of the session cluster is not known");
  }
  for (const std::string_view refusal : refusals) {
    Add(subject, refusal, {.severity = Severity::kHigh}, findings);
  }
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
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkSessionJob) |
             Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
