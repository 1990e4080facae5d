// SPDX-License-Identifier: Apache-2.0
// A job manager starts with hardly any heap (580 MiB of process leave 4 MiB), and then holds the
// graphs and checkpoint metadata of its jobs. Judged by Flink's memory model.
#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kMinimum };
constexpr Param kParams[] = {
    {"minimumJobManagerHeap", ParamType::kBytes, "512m",
     "The least heap of a job manager that runs a job or is highly available.", 0, 1e12},
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const auto& memory = subject.job_manager_memory;
  if (!memory || !memory->has_value() || rulebook::FlinkVersionUnknown(subject)) return;
  if (!subject.resource.IsApplication() && rulebook::HighAvailability(subject) == nullptr) return;
  if ((*memory)->heap >= params.Bytes(kMinimum)) return;
  // A larger process has lost its heap to other sizes: what the rule says in general holds then.
  constexpr int kEnoughMebibytes = 1600;
  const bool small = (*memory)->process_size() < std::int64_t{kEnoughMebibytes} << 20;
  findings.Add(MemoryPlace(subject, kJobManagerSizes),
               "the heap of the job manager is " + base::HumanBytes((*memory)->heap) +
                   " of a process of " + base::HumanBytes((*memory)->process_size()),
               {.fix = small ? "Set " + MemorySetTo(subject, kJobManagerSizes, kEnoughMebibytes) +
                                   " or more."
                             : "",
                .measure = static_cast<double>(params.Bytes(kMinimum) - (*memory)->heap)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule jm_heap_small;
constinit const Rule jm_heap_small{
    .meta =
        {.id = "jm-heap-small",
         .title = "The job manager has heap for its jobs",
         .category = Category::kMemory,
         .severity = Severity::kMedium,
         .reason = "By default metaspace, off-heap memory and overhead take at least 576 MiB "
                   "of the process before the heap gets any.",
         .consequence = "The job manager runs out of heap and restarts, and all its jobs with it.",
         .remediation =
             "Raise the memory of the job manager, or lower jobmanager.memory.jvm-metaspace.size, "
             "jobmanager.memory.off-heap.size or what else takes from the heap.",
         .docs = ""
                 "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                 "deployment/memory/mem_setup_jobmanager/",
         .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
