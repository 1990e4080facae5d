// SPDX-License-Identifier: Apache-2.0
// High availability keeps only pointers in Kubernetes or ZooKeeper; job graphs, artifacts and the
// metadata of checkpoints lie in high-availability.storageDir. It must outlive the job manager.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

constexpr Param kParams[] = {kDurableSchemesParam, kMultiNodeParam};

// A services factory of somebody's own may keep its data elsewhere.
bool NeedsStorageDir(std::string_view type) {
  return base::EqualsIgnoringCase(type, "kubernetes") ||
         base::EqualsIgnoringCase(type, "zookeeper") ||
         type.starts_with("org.apache.flink.kubernetes.");
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const Entry* type = rulebook::HighAvailability(subject);
  if (type == nullptr) return;
  const Entry* dir = subject.config.Find(options::kHighAvailabilityStorageDir);
  if (dir == nullptr || dir->value.empty()) {
    if (!NeedsStorageDir(type->value)) return;
    findings.Add(OptionPlace(subject, options::kHighAvailabilityStorageDir),
                 Says(*type) + ", but high-availability.storageDir is not set");
    return;
  }
  const StoredAt stored{
      .entry = dir, .option = options::kHighAvailabilityStorageDir, .task_managers = false};
  JudgeDurability(subject, stored, params, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule ha_storage_missing_or_local;
constinit const Rule ha_storage_missing_or_local{
    .meta = {.id = "ha-storage-missing-or-local",
             .title = "The data of high availability outlives the job manager",
             .category = Category::kHighAvailability,
             .severity = Severity::kHigh,
             .reason = "High availability stores only pointers in Kubernetes; what they point to "
                       "lies in high-availability.storageDir.",
             .consequence = "A new job manager finds pointers to files that are gone: the job "
                            "cannot be recovered, or the cluster does not start at all.",
             .remediation = "Set high-availability.storageDir to a directory on durable storage, "
                            "such as s3://bucket/namespace/name/ha.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/ha/kubernetes_ha/#configuration",
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
