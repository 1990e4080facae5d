// SPDX-License-Identifier: Apache-2.0
// The operator writes the resource's memory over the process size of the configuration, so a
// different size there has no effect.
#include "rules/support/memory.h"

namespace sluice::rules {
namespace {

void Judge(const Subject& subject, const RoleSizes& sizes, Findings& findings) {
  const Entry* effective = subject.config.Find(sizes.process_size);
  if (effective == nullptr || effective->origin != flink::Origin::kResourceField) return;
  const auto effective_bytes = flink::ParseMemorySize(effective->value);
  for (const Entry& entry : subject.config.overridden()) {
    if (entry.key != options::CanonicalName(sizes.process_size) || entry.node == nullptr) continue;
    const auto bytes = flink::ParseMemorySize(entry.value);
    if (bytes && effective_bytes && *bytes == *effective_bytes) continue;
    findings.Add(At(*entry.node),
                 Says(entry) + ", but the resource's memory of " +
                     Shown(RoleOf(subject, sizes).memory.text()) + " replaces it",
                 {.fix = "Remove " + std::string(entry.key) + " and set the memory of " +
                         std::string(sizes.spec_field) + " alone."});
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  Judge(subject, kTaskManagerSizes, findings);
  Judge(subject, kJobManagerSizes, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule memory_shadowed;
constinit const Rule memory_shadowed{
    .meta = {.id = "memory-shadowed",
             .title = "The process size of the configuration is the one in force",
             .category = Category::kMemory,
             .severity = Severity::kMedium,
             .reason = "The memory of jobManager and taskManager is written over "
                       "*.memory.process.size of the configuration.",
             .consequence = "The size in the configuration has no effect, and whoever changes it "
                            "wonders why.",
             .remediation = "Remove the process size from the configuration, and set the memory of "
                            "jobManager or taskManager in the resource.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/reference/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
