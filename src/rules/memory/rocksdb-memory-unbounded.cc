// SPDX-License-Identifier: Apache-2.0
// RocksDB takes native memory. Flink bounds it by managed memory or by a fixed size; with neither
// it grows until the kernel kills the pod. A managed memory of zero bounds nothing either: RocksDB
// reads a budget of 0 as no budget (run on frocksdb 6.20.3 and 8.10).
#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

bool HasFixedSize(const Subject& subject) {
  // fixed-per-tm exists from 1.17 on; before, Find does not know it.
  return subject.config.IsSet(options::kStateBackendRocksdbMemoryFixedPerSlot) ||
         subject.config.IsSet(options::kStateBackendRocksdbMemoryFixedPerTm);
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!UsesRocksDb(subject) || HasFixedSize(subject)) return;
  const auto managed = subject.config.Bool(options::kStateBackendRocksdbMemoryManaged);
  if (managed && managed->has_value() && !**managed) {
    const Entry* entry = subject.config.Find(options::kStateBackendRocksdbMemoryManaged);
    findings.Add(OptionPlace(subject, options::kStateBackendRocksdbMemoryManaged),
                 entry != nullptr ? Says(*entry) : "RocksDB does not use managed memory",
                 {.fix = "Remove state.backend.rocksdb.memory.managed, or set "
                         "state.backend.rocksdb.memory.fixed-per-slot."});
    return;
  }
  const auto& memory = subject.task_manager_memory;
  if (!memory || !memory->has_value() || (*memory)->managed > 0) return;
  const bool by_size = subject.config.IsSet(options::kTaskmanagerMemoryManagedSize);
  findings.Add(OptionPlace(subject, by_size ? options::kTaskmanagerMemoryManagedSize
                                            : options::kTaskmanagerMemoryManagedFraction),
               "managed memory is 0, which RocksDB takes for no limit",
               {.fix = "Give task managers managed memory, such as "
                       "taskmanager.memory.managed.fraction: 0.4."});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule rocksdb_memory_unbounded;
constinit const Rule rocksdb_memory_unbounded{
    .meta = {.id = "rocksdb-memory-unbounded",
             .title = "RocksDB stays within a memory budget",
             .category = Category::kMemory,
             .severity = Severity::kHigh,
             .reason = "RocksDB allocates outside the JVM heap, so nothing but its own budget "
                       "keeps it within the memory of the pod.",
             .consequence = "Task managers are killed for using too much memory, under load and "
                            "again after each restart.",
             .remediation = "Keep state.backend.rocksdb.memory.managed at true with managed "
                            "memory above 0, or set state.backend.rocksdb.memory.fixed-per-slot.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/state_backends/#memory-management",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
