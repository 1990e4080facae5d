// SPDX-License-Identifier: Apache-2.0
// A native session cluster starts a task manager for whatever a job asks for; only the slot
// manager's own bounds end that.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!subject.resource.IsSessionCluster()) return;
  if (subject.resource.deployment_mode != flink::DeploymentMode::kNative) return;
  for (const options::OptionId option :
       {options::kSlotmanagerNumberOfSlotsMax, options::kSlotmanagerMaxTotalResourceCpu,
        options::kSlotmanagerMaxTotalResourceMemory}) {
    if (subject.config.IsSet(option)) return;
  }
  findings.Add(OptionPlace(subject, options::kSlotmanagerNumberOfSlotsMax),
               "nothing bounds how many task managers jobs of this session cluster may ask for");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule unbounded_cluster;
constinit const Rule unbounded_cluster{
    .meta = {.id = "unbounded-cluster",
             .title = "A session cluster has an upper bound",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "Task managers of a native session cluster are started on demand, and the "
                       "demand is a number that somebody types with a job.",
             .consequence = "One slip of the finger fills the namespace's quota or the nodes, and "
                            "other jobs find no place.",
             .remediation = "Set slotmanager.number-of-slots.max to the slots that all jobs of the "
                            "cluster may have together.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#slotmanager-number-of-slots-max",
             .params = {}},
    .kinds = Bit(ResourceKind::kFlinkDeployment),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
