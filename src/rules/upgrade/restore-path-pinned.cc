// SPDX-License-Identifier: Apache-2.0
// The operator writes and removes execution.savepoint.path when it restores a job; Flink 1.20 and
// later read execution.state-recovery.path first (Configuration precedence run on 1.20.2 and
// 2.1.3). A path that the user pins there wins over the operator on every upgrade.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  // SavepointConfigOptions: the key exists from 1.20 on; before, it is ignored.
  if (subject.version() < FlinkVersion::k1_20) return;
  const Entry* path = subject.config.FindKey("execution.state-recovery.path");
  if (path == nullptr || path->origin != flink::Origin::kUser || path->node == nullptr) return;
  findings.Add(At(*path->node), Says(*path) + ", and every upgrade restores from there");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule restore_path_pinned;
constinit const Rule restore_path_pinned{
    .meta = {.id = "restore-path-pinned",
             .title = "An upgrade restores the state of the job before it",
             .category = Category::kUpgrade,
             .severity = Severity::kCritical,
             .reason = "The operator names the state to restore from under the old key, and "
                       "Flink listens to the new one first.",
             .consequence = "An upgrade that restores from a savepoint or checkpoint goes back to "
                            "the same old one; what the job did since then is lost.",
             .remediation = "Remove execution.state-recovery.path, and name the state of the first "
                            "start in job.initialSavepointPath.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/job-management/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
