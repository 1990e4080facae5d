// SPDX-License-Identifier: Apache-2.0
// Without incremental checkpoints RocksDB uploads its whole state each time.
#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!UsesRocksDb(subject)) return;
  if (rulebook::CheckpointingOf(subject) != rulebook::Checkpointing::kOn) return;
  const auto incremental = subject.config.Bool(options::kExecutionCheckpointingIncremental);
  if (incremental && (!incremental->has_value() || **incremental)) return;
  const Entry* entry = subject.config.Find(options::kExecutionCheckpointingIncremental);
  const std::string key = Key(subject, options::kExecutionCheckpointingIncremental);
  findings.Add(OptionPlace(subject, options::kExecutionCheckpointingIncremental),
               entry != nullptr ? Says(*entry) : key + " is not set, which means false",
               {.fix = "Set " + key + ": true."});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule rocksdb_full_checkpoints;
constinit const Rule rocksdb_full_checkpoints{
    .meta = {.id = "rocksdb-full-checkpoints",
             .title = "RocksDB uploads only what changed",
             .category = Category::kCheckpoints,
             .severity = Severity::kMedium,
             .reason = "RocksDB can upload the difference to the checkpoint before, but does so "
                       "only when told.",
             .consequence = "Each checkpoint takes as long, and costs as much network and "
                            "storage, as the whole state does.",
             .remediation = "Set execution.checkpointing.incremental: true "
                            "(state.backend.incremental before Flink 1.20).",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/large_state_tuning/#incremental-checkpoints",
             .params = {}},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
