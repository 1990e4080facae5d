// SPDX-License-Identifier: Apache-2.0
// The job manager's memory, judged by Flink's model as the task managers' is.
#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kOperatorChecksOnly };
constexpr Param kParams[] = {kOperatorChecksOnlyParam};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  JudgeFeasible(subject, kJobManagerSizes, params.Bool(kOperatorChecksOnly), findings);
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
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
