// SPDX-License-Identifier: Apache-2.0
#include "flink/operators/diff_consequence.h"

#include <algorithm>

#include "sluice/base/text.h"
#include "sluice/flink/options/ids.h"

namespace sluice::flink {
namespace {

bool Is(const Field& field, std::string_view word) {
  return base::EqualsIgnoringCase(field.text(), word);
}

void Set(Diff& diff, Consequence consequence, std::string_view why) {
  diff.consequence = consequence;
  diff.why = why;
  diff.keeps_state = consequence != Consequence::kFromNothing;
}

// HighAvailabilityMode.isHighAvailabilityModeActivated: anything but none counts.
bool HasHighAvailability(const EffectiveConfig& config) {
  const Entry* type = config.Find(options::kHighAvailabilityType);
  return type != nullptr && !base::EqualsIgnoringCase(type->value, "none");
}

// Changes that DefaultValidator.validateSpecChange refuses.
std::string_view Refusal(const Resource& before, const Resource& after) {
  if (after.kind == ResourceKind::kFlinkSessionJob) {
    const bool moved = before.deployment_name.text() != after.deployment_name.text();
    return moved ? "deploymentName cannot change" : "";
  }
  if ((before.job.node == nullptr) != (after.job.node == nullptr)) {
    return "a session cluster cannot become an application, nor the other way round";
  }
  if (before.deployment_mode != after.deployment_mode) {
    return "native cannot become standalone, nor the other way round";
  }
  return "";
}

// StandaloneFlinkService.scale wants the reactive mode; NativeFlinkService.scale the adaptive
// scheduler of Flink 1.18 and newer, and only for overrides of vertices (1.16-SNAPSHOT).
bool ScalesInPlace(const Side& after) {
  if (after.resource.deployment_mode == DeploymentMode::kStandalone) {
    return base::EqualsIgnoringCase(after.config.Text(options::kSchedulerMode).value_or(""),
                                    "reactive");
  }
  return after.config.version() >= FlinkVersion::k1_18 &&
         base::EqualsIgnoringCase(after.config.Text(options::kJobmanagerScheduler).value_or(""),
                                  "adaptive");
}

// AbstractJobReconciler.getAvailableUpgradeMode, for a job that is running.
void ConcludeUpgrade(const Side& before, const Side& after, Diff& diff) {
  const Field& mode = after.resource.job.upgrade_mode;
  const bool last_state = Is(mode, "last-state");
  if (!last_state && !Is(mode, "savepoint")) {
    return Set(diff, Consequence::kFromNothing,
               mode.present() ? "upgradeMode is stateless" : "no upgradeMode means stateless");
  }
  if (!last_state) return Set(diff, Consequence::kFromSavepoint, "upgradeMode is savepoint");
  if (before.resource.flink_version.text() != after.resource.flink_version.text()) {
    return Set(diff, Consequence::kFromSavepoint,
               "flinkVersion changes, for which the operator takes a savepoint");
  }
  if (!Is(before.resource.job.upgrade_mode, "last-state") && !HasHighAvailability(before.config)) {
    return Set(diff, Consequence::kFromSavepoint,
               "the job has run without high availability so far, so the operator takes a "
               "savepoint");
  }
  Set(diff, Consequence::kFromLatestState, "upgradeMode is last-state");
}

void ConcludeJob(const Side& before, const Side& after, Diff& diff) {
  const bool was_suspended = Is(before.resource.job.state, "suspended");
  if (Is(after.resource.job.state, "suspended")) {
    if (was_suspended) return Set(diff, Consequence::kNothing, "the job stays suspended");
    ConcludeUpgrade(before, after, diff);
    const bool keeps = diff.keeps_state;
    Set(diff, Consequence::kSuspended,
        keeps ? "job.state becomes suspended" : "it is suspended with upgradeMode stateless");
    diff.keeps_state = keeps;
    return;
  }
  if (was_suspended) {
    // A resumed job continues as it was suspended, unless it shall be stateless now.
    const Side& decides = Is(after.resource.job.upgrade_mode, "savepoint") ||
                                  Is(after.resource.job.upgrade_mode, "last-state")
                              ? before
                              : after;
    return ConcludeUpgrade(before, {decides.resource, after.config}, diff);
  }
  ConcludeUpgrade(before, after, diff);
}

// Spotify's operator takes a savepoint before it recreates the cluster, unless told otherwise, and
// updates no job whose savepoints had no directory before (flinkcluster_validate.go, 1746257).
void ConcludeSpotify(const Side& before, const Side& after, Diff& diff) {
  const doc::Value* was = before.resource.job.node;
  const doc::Value* job = after.resource.job.node;
  if ((was == nullptr) != (job == nullptr)) {
    return Set(diff, Consequence::kRefused,
               "a session cluster cannot become a job cluster, nor the other way round");
  }
  if (job == nullptr) {
    return Set(diff, Consequence::kClusterRestarts, "the cluster is created anew");
  }
  const doc::Value* directory = was->Find("savepointsDir");
  if (directory == nullptr || directory->text().empty()) {
    return Set(diff, Consequence::kRefused, "without job.savepointsDir no job can be updated");
  }
  if (!after.resource.job.initial_savepoint_path.text().empty()) {
    return Set(diff, Consequence::kFromInitialSavepoint, "job.fromSavepoint is set");
  }
  const doc::Value* take = job->Find("takeSavepointOnUpdate");
  const bool skips = take != nullptr && take->text() == "false";
  Set(diff, Consequence::kFromSavepoint,
      skips ? "takeSavepointOnUpdate is false, so it is the last savepoint that was taken"
            : "the operator takes a savepoint first");
}

}  // namespace

bool IsOfApacheOperator(ResourceKind kind) {
  return kind == ResourceKind::kFlinkDeployment || kind == ResourceKind::kFlinkSessionJob ||
         kind == ResourceKind::kFlinkBlueGreenDeployment;
}

void Conclude(const Side& before, const Side& after, Diff& diff) {
  if (diff.entries.empty()) return;
  if (after.resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    return ConcludeSpotify(before, after, diff);
  }
  if (!IsOfApacheOperator(after.resource.kind)) return Set(diff, Consequence::kUnknown, "");
  if (const std::string_view refusal = Refusal(before.resource, after.resource); !refusal.empty()) {
    return Set(diff, Consequence::kRefused, refusal);
  }
  switch (diff.diff_class) {
    case DiffClass::kIgnore:
      return Set(diff, Consequence::kNothing, "the operator applies these without a restart");
    case DiffClass::kSavepointRedeploy:
      return Set(diff, Consequence::kFromInitialSavepoint, "savepointRedeployNonce changes");
    case DiffClass::kScale:
      if (ScalesInPlace(after)) return Set(diff, Consequence::kRescaled, "Flink scales in place");
      break;
    case DiffClass::kUpgrade:
      break;
  }
  if (after.resource.job.node == nullptr) {
    return Set(diff, Consequence::kClusterRestarts, "the session cluster is deployed anew");
  }
  ConcludeJob(before, after, diff);
}

std::string_view ToString(Consequence consequence) {
  switch (consequence) {
    case Consequence::kNothing:
      return "the job goes on";
    case Consequence::kRescaled:
      return "the job goes on with another parallelism";
    case Consequence::kClusterRestarts:
      return "the cluster restarts, and every job on it";
    case Consequence::kFromNothing:
      return "the job restarts from nothing";
    case Consequence::kFromLatestState:
      return "the job restarts from its latest state";
    case Consequence::kFromSavepoint:
      return "the job restarts from a savepoint";
    case Consequence::kFromInitialSavepoint:
      return "the job restarts from the savepoint that the resource names";
    case Consequence::kSuspended:
      return "the job stops and stays down";
    case Consequence::kRefused:
      return "the operator refuses the change";
    case Consequence::kUnknown:
      return "what becomes of the job is not known";
  }
  return "";
}

}  // namespace sluice::flink
