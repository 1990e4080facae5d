// SPDX-License-Identifier: Apache-2.0
// In application mode the operator writes job.parallelism over parallelism.default, and leaves the
// key out when it looks for changes.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!subject.resource.IsApplication()) return;
  for (const Entry& entry : subject.config.overridden()) {
    if (entry.key != "parallelism.default" || entry.node == nullptr) continue;
    findings.Add(At(*entry.node), Says(entry) +
                                      ", but the operator replaces it by the parallelism "
                                      "of the job");
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule parallelism_default_ignored;
constinit const Rule parallelism_default_ignored{
    .meta = {.id = "parallelism-default-ignored",
             .title = "The parallelism stands where the operator reads it",
             .category = Category::kOperability,
             .severity = Severity::kLow,
             .reason = "The operator sets parallelism.default from job.parallelism.",
             .consequence = "The key has no effect, and changing it does not even redeploy the "
                            "job.",
             .remediation = "Remove parallelism.default and set job.parallelism.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/overview/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
