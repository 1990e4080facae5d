// SPDX-License-Identifier: Apache-2.0
// One size is enough: Flink derives the rest. Two that fit today leave no room for the third part
// between them, and the resource's memory is already the process size.
#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

std::string Named(const Entry& entry, const flink::Field& memory) {
  const bool field = entry.origin == flink::Origin::kResourceField && memory.present();
  return field ? "resource memory " + Shown(memory.text())
               : std::string(entry.key) + " " + Shown(entry.value);
}

// Entry of the size that says most besides process and Flink size: task heap with managed memory
// for task managers, the heap for job managers.
const Entry* FineGrained(const Subject& subject, const RoleSizes& sizes) {
  if (!sizes.task_manager) return subject.config.Find(options::kJobmanagerMemoryHeapSize);
  if (!subject.config.IsSet(options::kTaskmanagerMemoryManagedSize)) return nullptr;
  return subject.config.Find(options::kTaskmanagerMemoryTaskHeapSize);
}

void Judge(const Subject& subject, const RoleSizes& sizes, Findings& findings) {
  const flink::Field& memory = RoleOf(subject, sizes).memory;
  const Entry* process = subject.config.Find(sizes.process_size);
  const Entry* flink_size = subject.config.Find(sizes.flink_size);
  const Entry* fine = FineGrained(subject, sizes);
  const Entry* surplus = flink_size != nullptr ? flink_size : fine;
  const int set =
      (process != nullptr ? 1 : 0) + (flink_size != nullptr ? 1 : 0) + (fine != nullptr ? 1 : 0);
  if (set < 2 || surplus->node == nullptr) return;
  const Entry& first = process != nullptr ? *process : *flink_size;
  const Entry& second = process != nullptr ? *surplus : *fine;
  findings.Add(At(*surplus->node),
               std::string(sizes.name) + " memory is set twice: " + Named(first, memory) + " and " +
                   Named(second, memory),
               {.fix = "Remove " + std::string(surplus->key) +
                       " and let Flink derive it from the process size."});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  // Sizes that do not fit at all are the business of the infeasible rules.
  if (subject.task_manager_memory && subject.task_manager_memory->has_value()) {
    Judge(subject, kTaskManagerSizes, findings);
  }
  if (subject.job_manager_memory && subject.job_manager_memory->has_value()) {
    Judge(subject, kJobManagerSizes, findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule memory_overconstrained;
constinit const Rule memory_overconstrained{
    .meta = {.id = "memory-overconstrained",
             .title = "Memory is set by one size, and Flink derives the rest",
             .category = Category::kMemory,
             .severity = Severity::kMedium,
             .reason = "Between process size and Flink size lie metaspace and JVM overhead, which "
                       "must stay within their own bounds: a share such as 70 % works only between "
                       "about 1.5 and 4.2 GiB.",
             .consequence = "The next change of either size stops the process from starting.",
             .remediation = "Keep the process size (the memory of jobManager or taskManager in the "
                            "resource) and remove the other sizes from the configuration.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/memory/mem_setup/",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
