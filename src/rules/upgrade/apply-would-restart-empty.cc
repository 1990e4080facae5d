// SPDX-License-Identifier: Apache-2.0
// With upgradeMode stateless every change that redeploys the job starts it from nothing. When its
// status knows a checkpoint or savepoint, the person who applies the change should hear of it.
#include "rules/support/helpers.h"
#include "sluice/flink/diff.h"

namespace sluice::rules {
namespace {

bool IsPresent(const doc::Value* node) { return node != nullptr && !node->IsNull(); }

// A checkpoint or savepoint that the operator knows of.
bool HasState(const doc::Value& object) {
  const doc::Value* job = object.FindPath({"status", "jobStatus"});
  if (job == nullptr) return false;
  const doc::Value* upgrade = job->Find("upgradeSavepointPath");
  return IsPresent(job->FindPath({"checkpointInfo", "lastCheckpoint"})) ||
         IsPresent(job->FindPath({"savepointInfo", "lastSavepoint"})) ||
         (upgrade != nullptr && !upgrade->text().empty());
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (subject.change != flink::Change::kUpdate) return;
  if (!subject.old_resource || !subject.old_config || subject.resource.job.node == nullptr ||
      subject.old_resource->job.node == nullptr || !HasState(*subject.old_resource->root)) {
    return;
  }
  if (rulebook::IsBatch(subject)) return;
  const flink::Diff diff = flink::DiffOf(subject);
  if (diff.keeps_state) return;
  const flink::Field& mode = subject.resource.job.upgrade_mode;
  const bool suspends = diff.consequence == flink::Consequence::kSuspended;
  findings.Add(mode.present() ? At(*mode.node) : SpecPlace(subject, {"job", "upgradeMode"}),
               "this change of " + NamesOf(diff, flink::DiffClass::kScale, 3) +
                   (suspends ? " suspends the job and drops the state that it has"
                             : " restarts the job from nothing, though it has state") +
                   ": " + std::string(diff.why));
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule apply_would_restart_empty;
constinit const Rule apply_would_restart_empty{
    .meta = {.id = "apply-would-restart-empty",
             .title = "A change does not throw away state that the job has",
             .category = Category::kUpgrade,
             .severity = Severity::kMedium,
             .reason = "With upgradeMode stateless the operator cancels the job and starts the "
                       "new one empty.",
             .consequence = "The job reads its sources anew and its state is gone; the latest "
                            "checkpoint stays in storage only if it is retained.",
             .remediation = "Set job.upgradeMode to savepoint or last-state in the same change.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/job-management/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .judges_change = true,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
