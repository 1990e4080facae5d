// SPDX-License-Identifier: Apache-2.0
// RocksDB lives on managed memory, which all slots of a task manager share.
#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kMinimum };
constexpr Param kParams[] = {
    {"minimumManagedPerSlot", ParamType::kBytes, "64m",
     "The least managed memory of a slot with RocksDB.", 0, 1e12},
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const auto& memory = subject.task_manager_memory;
  if (!memory || !memory->has_value() || rulebook::FlinkVersionUnknown(subject)) return;
  if (!UsesRocksDb(subject) || (*memory)->managed == 0 || (*memory)->slots < 1) return;
  if (!subject.config.IsTrue(options::kStateBackendRocksdbMemoryManaged)) return;
  if (subject.config.IsSet(options::kStateBackendRocksdbMemoryFixedPerSlot)) return;
  const std::int64_t each = (*memory)->managed / (*memory)->slots;
  if (each >= params.Bytes(kMinimum)) return;
  findings.Add(MemoryPlace(subject, kTaskManagerSizes),
               "a slot has " + base::HumanBytes(each) + " of managed memory for RocksDB (" +
                   base::HumanBytes((*memory)->managed) + " for " +
                   std::to_string((*memory)->slots) + " slots)",
               {.measure = static_cast<double>(params.Bytes(kMinimum) - each)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule managed_memory_starved;
constinit const Rule managed_memory_starved{
    .meta = {.id = "managed-memory-starved",
             .title = "RocksDB has memory in each slot",
             .category = Category::kMemory,
             .severity = Severity::kMedium,
             .reason = "Each slot gets an equal share of managed memory, and RocksDB keeps "
                       "write buffers, indexes and its cache in it.",
             .consequence = "RocksDB flushes and reads from disk all the time, and the job is "
                            "slow for no visible reason.",
             .remediation =
                 "Raise the memory of the task manager or taskmanager.memory.managed.fraction, or "
                 "lower taskmanager.numberOfTaskSlots.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/large_state_tuning/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
