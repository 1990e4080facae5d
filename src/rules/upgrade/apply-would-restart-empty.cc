// SPDX-License-Identifier: Apache-2.0
// With upgradeMode stateless every change that redeploys the job starts it from nothing. When its
// status knows a checkpoint or savepoint, the person who applies the change should hear of it.
#include "rules/support/helpers.h"

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

// Keys whose change the operator applies without a new deployment (AbstractFlinkSpec's DiffType
// annotations, 1.16-SNAPSHOT).
bool IsIgnored(std::string_view key) {
  return key.starts_with("job.autoscaler") || key == "parallelism.default" ||
         key.starts_with("kubernetes.operator") ||
         key == "pipeline.jobvertex-parallelism-overrides" || key.starts_with("$internal.");
}

void Note(std::string_view name, std::string& names, int& count) {
  if (++count > 3) return;
  if (!names.empty()) names += ", ";
  names += base::Printable(name, 80);
}

void CompareKeys(const flink::EffectiveConfig& one, const flink::EffectiveConfig& other, bool both,
                 std::string& names, int& count) {
  for (const Entry& entry : one.entries()) {
    if (entry.origin != flink::Origin::kUser || IsIgnored(entry.key)) continue;
    const Entry* there = other.FindKey(entry.key);
    if (there == nullptr || (both && there->value != entry.value)) Note(entry.key, names, count);
  }
}

// The names of what changed and needs a new deployment, at most three; empty when nothing did.
std::string Changes(const Subject& subject) {
  std::string names;
  int count = 0;
  CompareKeys(subject.config, *subject.old_config, true, names, count);
  CompareKeys(*subject.old_config, subject.config, false, names, count);
  const doc::Value* is = subject.resource.spec;
  const doc::Value* was = subject.old_resource->spec;
  for (const std::string_view field :
       {"image", "imagePullPolicy", "serviceAccount", "flinkVersion", "podTemplate", "jobManager",
        "taskManager", "logConfiguration", "restartNonce"}) {
    const doc::Value* now = is->Find(field);
    const doc::Value* then = was->Find(field);
    const bool same = now == nullptr || then == nullptr ? now == then : doc::Equal(*now, *then);
    if (!same) Note("spec." + std::string(field), names, count);
  }
  for (const std::string_view field : {"jarURI", "entryClass", "args", "parallelism"}) {
    const doc::Value* now = is->FindPath({"job", field});
    const doc::Value* then = was->FindPath({"job", field});
    const bool same = now == nullptr || then == nullptr ? now == then : doc::Equal(*now, *then);
    if (!same) Note("job." + std::string(field), names, count);
  }
  if (count > 3) names += " and " + std::to_string(count - 3) + " more";
  return names;
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (subject.change != flink::Change::kUpdate) return;
  if (!subject.old_resource || !subject.old_config || subject.resource.spec == nullptr ||
      subject.old_resource->spec == nullptr || subject.old_resource->job.node == nullptr) {
    return;
  }
  if (rulebook::UpgradeModeOf(subject) != rulebook::UpgradeMode::kStateless) return;
  if (!HasState(*subject.old_resource->root)) return;
  const std::string changes = Changes(subject);
  if (changes.empty()) return;
  const flink::Field& mode = subject.resource.job.upgrade_mode;
  findings.Add(mode.present() ? At(*mode.node) : SpecPlace(subject, {"job", "upgradeMode"}),
               "this change of " + changes + " restarts the job from nothing, though it has state");
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
    .revisions = kRevisions,
};

}  // namespace sluice::rules
