// SPDX-License-Identifier: Apache-2.0
// Gives a resource without a checkpoint directory one of its own on durable storage.
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

constexpr Param kParams[] = {
    kStorageRootParam,
    {"checkpointTemplate", ParamType::kString, "{{root}}/{{namespace}}/{{name}}/checkpoints",
     "The directory; {{root}}, {{namespace}} and {{name}} are filled in."},
};

void Apply(const Subject& subject, const Params& params, PatchBuilder& patch) {
  if (!KeepsState(subject)) return;
  if (subject.config.IsSet(options::kExecutionCheckpointingDir)) return;
  // Another storage was chosen on purpose.
  const Entry* storage = subject.config.Find(options::kExecutionCheckpointingStorage);
  if (storage != nullptr && !base::EqualsIgnoringCase(storage->value, "filesystem")) return;
  const auto directory = Directory(subject, params.String(kStorageRoot), params.String(kTemplate),
                                   "checkpoint directory", patch);
  if (directory) patch.SetOption(options::kExecutionCheckpointingDir, *directory);
}

}  // namespace

extern const Default checkpoint_dir;
constinit const Default checkpoint_dir{
    .meta = {.id = "checkpoint-dir",
             .title = "Checkpoints are kept on durable storage",
             .category = Category::kCheckpoints,
             .severity = Severity::kInfo,
             .reason = "Without a directory checkpoints live in the job manager's heap.",
             .consequence = "Flink writes checkpoints below the storage root, in a directory of "
                            "this resource alone; a directory that is set stays.",
             .remediation = "Set execution.checkpointing.dir (state.checkpoints.dir before Flink "
                            "1.20) yourself to choose another directory.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/checkpoints/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .order = 10,
    .apply = &Apply,
};

}  // namespace sluice::defaults
