// SPDX-License-Identifier: Apache-2.0
// The job manager's memory, judged by Flink's model as the task managers' is.
#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!subject.job_manager_memory || subject.job_manager_memory->has_value()) return;
  JudgeInfeasible(subject, kJobManagerSizes, subject.job_manager_memory->error(), findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule jm_memory_infeasible;
constinit const Rule jm_memory_infeasible{
    .meta = {.id = "jm-memory-infeasible",
             .title = "The memory of the job manager adds up",
             .category = Category::kMemory,
             .severity = Severity::kHigh,
             .reason = "Process size, Flink size, heap, off-heap memory, metaspace and overhead "
                       "must fit together in Flink's own arithmetic.",
             .consequence = "The job manager does not start.",
             .remediation = "Set only the process size (jobManager.resource.memory), to at least "
                            "1600m, and remove the other memory options.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/memory/mem_setup_jobmanager/",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
