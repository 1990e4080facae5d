// SPDX-License-Identifier: Apache-2.0
// Without a state backend Flink keeps state on the heap. That is a decision worth writing down,
// since changing it later takes a canonical savepoint.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (subject.config.IsSet(options::kStateBackendType) || rulebook::IsBatch(subject)) return;
  if (rulebook::CheckpointingOf(subject) != rulebook::Checkpointing::kOn) return;
  if (rulebook::ClusterUnknown(subject)) {
    findings.Unknown("the configuration of the session cluster is not known");
    return;
  }
  findings.Add(OptionPlace(subject, options::kStateBackendType),
               Key(subject, options::kStateBackendType) +
                   " is not set, so state is kept on the heap of the task managers");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule state_backend_implicit;
constinit const Rule state_backend_implicit{
    .meta = {.id = "state-backend-implicit",
             .title = "The state backend is chosen, not left to chance",
             .category = Category::kState,
             .severity = Severity::kInfo,
             .reason =
                 "State on the heap is fast and limited by it; state in RocksDB is limited by "
                 "the disk.",
             .consequence = "A growing state ends in OutOfMemoryError, and changing the backend "
                            "then needs a savepoint in canonical format.",
             .remediation =
                 "Set state.backend.type (state.backend before Flink 1.17) to hashmap or "
                 "rocksdb for new jobs; keep what running ones use.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/state_backends/",
             .params = {}},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
