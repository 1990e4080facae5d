// SPDX-License-Identifier: Apache-2.0
// Without taskManager.replicas the operator asks for job.parallelism, which is 0 when it is
// absent; parallelism.default is not consulted (DefaultValidator.validateJobSpec, 1.16-SNAPSHOT).
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kOperatorChecksOnly };
constexpr Param kParams[] = {kOperatorChecksOnlyParam};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const flink::Job& job = subject.resource.job;
  if (job.node == nullptr || subject.resource.task_manager.replicas.present()) return;
  if (job.parallelism.integer().value_or(0) >= 1) return;
  const doc::Value* given = Member(job.node, "parallelism");
  // A field that is no number is what resource-unreadable is about.
  if (given != nullptr && !given->text().empty() && !job.parallelism.present()) return;
  findings.Add(given != nullptr ? At(*given) : SpecPlace(subject, {"job", "parallelism"}),
               given == nullptr ? "job.parallelism is not set"
                                : "job.parallelism is " + Shown(given->text()),
               {.at_most = Ceiling(OperatorJudgesJob(subject), params.Bool(kOperatorChecksOnly))});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule parallelism_missing;
constinit const Rule parallelism_missing{
    .meta = {.id = "parallelism-missing",
             .title = "A job says with which parallelism it runs",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "The operator takes the parallelism from job.parallelism, or from "
                       "taskManager.replicas and the slots; parallelism.default does not count.",
             .consequence = "The operator refuses the resource.",
             .remediation = "Set job.parallelism to 1 or more.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/reference/",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
