// SPDX-License-Identifier: Apache-2.0
// Checkpoints and savepoints must lie where job manager and task managers reach them and where a
// new pod, on another node, still finds them.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

constexpr Param kParams[] = {kDurableSchemesParam, kMultiNodeParam};

void JudgeOption(const Subject& subject, options::OptionId option, const Params& params,
                 Findings& findings) {
  const Entry* dir = subject.config.Find(option);
  if (dir == nullptr || dir->value.empty()) return;
  JudgeDurability(subject, {.entry = dir, .option = option}, params, findings);
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  JudgeOption(subject, options::kExecutionCheckpointingDir, params, findings);
  JudgeOption(subject, options::kExecutionCheckpointingSavepointDir, params, findings);
  if (subject.resource.kind != ResourceKind::kSpotifyFlinkCluster) return;
  const doc::Value* job = subject.resource.job.node;
  const doc::Value* dir = job == nullptr ? nullptr : job->Find("savepointsDir");
  if (dir == nullptr || dir->text().empty()) return;
  JudgeDurability(subject, {.field = dir, .name = "job.savepointsDir"}, params, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule checkpoint_dir_not_durable;
constinit const Rule checkpoint_dir_not_durable{
    .meta = {.id = "checkpoint-dir-not-durable",
             .title = "Checkpoints and savepoints outlive the pods that write them",
             .category = Category::kCheckpoints,
             .severity = Severity::kCritical,
             .reason = "Every task manager writes its part of a checkpoint, and a new pod must be "
                       "able to read all of them.",
             .consequence = "Checkpoints fail or look complete while their files lie in different "
                            "pods; when a pod is replaced, the state is lost.",
             .remediation = "Set the directory to durable storage that all pods reach, such as one "
                            "below s3://bucket/namespace/name, or mount one shared volume in "
                            "job manager and task managers.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/checkpoints/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
