// SPDX-License-Identifier: Apache-2.0
// The smallest task manager that starts has a heap of nothing for the user's code. Judged by
// Flink's memory model.
#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kMinimum };
constexpr Param kParams[] = {
    {"minimumTaskHeap", ParamType::kBytes, "128m",
     "The least task heap of a task manager whose state lives on the heap.", 0, 1e12},
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const auto& memory = subject.task_manager_memory;
  if (!memory || !memory->has_value() || rulebook::FlinkVersionUnknown(subject)) return;
  // State in RocksDB needs managed memory instead.
  if (UsesRocksDb(subject)) return;
  if ((*memory)->task_heap >= params.Bytes(kMinimum)) return;
  // A larger process has lost its heap to other sizes: what the rule says in general holds then.
  constexpr int kEnoughMebibytes = 1728;
  const bool small = (*memory)->process_size() < std::int64_t{kEnoughMebibytes} << 20;
  findings.Add(MemoryPlace(subject, kTaskManagerSizes),
               "the task heap is " + base::HumanBytes((*memory)->task_heap) + " of a process of " +
                   base::HumanBytes((*memory)->process_size()),
               {.fix = small ? "Set " + MemorySetTo(subject, kTaskManagerSizes, kEnoughMebibytes) +
                                   " or more."
                             : "",
                .measure = static_cast<double>(params.Bytes(kMinimum) - (*memory)->task_heap)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule tm_task_heap_small;
constinit const Rule tm_task_heap_small{
    .meta = {.id = "tm-task-heap-small",
             .title = "Task managers have heap for the job",
             .category = Category::kMemory,
             .severity = Severity::kMedium,
             .reason = "Framework, network, managed memory, metaspace and overhead come off the "
                       "process size before the job gets its heap.",
             .consequence = "The job runs out of heap with the first real data, or spends its "
                            "time in garbage collection.",
             .remediation = "Raise the memory of the task manager, or lower "
                            "taskmanager.memory.managed.fraction when neither RocksDB nor "
                            "Python needs it.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/memory/mem_setup_tm/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
