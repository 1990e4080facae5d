// SPDX-License-Identifier: Apache-2.0
// Writes down Flink's own default of one checkpoint at a time, where checkpoints are on.
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

void Apply(const Subject& subject, const Params&, PatchBuilder& patch) {
  if (!KeepsState(subject)) return;
  if (rulebook::CheckpointingOf(subject) != rulebook::Checkpointing::kOn) return;
  patch.SetOption(options::kExecutionCheckpointingMaxConcurrentCheckpoints, "1");
}

}  // namespace

extern const Default max_concurrent_checkpoints;
constinit const Default max_concurrent_checkpoints{
    .meta = {.id = "max-concurrent-checkpoints",
             .title = "One checkpoint at a time",
             .category = Category::kCheckpoints,
             .severity = Severity::kInfo,
             .reason = "Overlapping checkpoints compete with each other and with the job.",
             .consequence = "Flink starts a checkpoint only when the one before is done.",
             .remediation = "Set execution.checkpointing.max-concurrent-checkpoints yourself to "
                            "choose another.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/large_state_tuning/",
             .params = {}},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .order = 32,
    .apply = &Apply,
};

}  // namespace sluice::defaults
