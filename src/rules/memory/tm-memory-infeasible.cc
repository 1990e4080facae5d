// SPDX-License-Identifier: Apache-2.0
// Flink derives the parts of a task manager's memory from the configuration before it starts one;
// where they do not fit together, no task manager ever starts. Judged by the model itself.
#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kOperatorChecksOnly };
constexpr Param kParams[] = {kOperatorChecksOnlyParam};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  JudgeFeasible(subject, kTaskManagerSizes, params.Bool(kOperatorChecksOnly), findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule tm_memory_infeasible;
constinit const Rule tm_memory_infeasible{
    .meta = {.id = "tm-memory-infeasible",
             .title = "The memory of task managers adds up",
             .category = Category::kMemory,
             .severity = Severity::kHigh,
             .reason = "Process size, Flink size, heap, network, managed memory, metaspace and "
                       "overhead must fit together in Flink's own arithmetic.",
             .consequence = "Flink cannot build the start command of a task manager, and the job "
                            "waits for slots that never come.",
             .remediation = "Set only the process size (taskManager.resource.memory), to at least "
                            "1728m, and remove the other memory options.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/memory/mem_setup_tm/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
