// SPDX-License-Identifier: Apache-2.0
// Lets RocksDB upload only what changed since the checkpoint before.
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

void Apply(const Subject& subject, const Params&, PatchBuilder& patch) {
  if (!KeepsState(subject)) return;
  if (rulebook::CheckpointingOf(subject) != rulebook::Checkpointing::kOn) return;
  const auto backend = subject.config.Text(options::kStateBackendType);
  if (!backend || !base::EqualsIgnoringCase(*backend, "rocksdb")) return;
  patch.SetOption(options::kExecutionCheckpointingIncremental, "true");
}

}  // namespace

extern const Default incremental_checkpoints;
constinit const Default incremental_checkpoints{
    .meta = {.id = "incremental-checkpoints",
             .title = "RocksDB uploads only what changed",
             .category = Category::kCheckpoints,
             .severity = Severity::kInfo,
             .reason = "A full checkpoint uploads the whole state each time.",
             .consequence = "Checkpoints share files with the ones before them; retained "
                            "checkpoints need a little more storage.",
             .remediation = "Set execution.checkpointing.incremental: false "
                            "(state.backend.incremental before Flink 1.20) for full checkpoints.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/large_state_tuning/#incremental-checkpoints",
             .params = {}},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .order = 33,
    .apply = &Apply,
};

}  // namespace sluice::defaults
