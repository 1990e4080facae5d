// SPDX-License-Identifier: Apache-2.0
// The operator refuses fewer than one job manager or task manager
// (DefaultValidator.validateJmSpec, validateTmSpec, 1.16-SNAPSHOT). Java holds jobManager.replicas
// as an int, which an explicit null makes zero.
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

void Judge(const Place& place, std::string_view field, std::int64_t replicas, Findings& findings) {
  if (replicas >= 1) return;
  findings.Add(place, std::string(field) + " is " + std::to_string(replicas),
               {.fix = "Set " + std::string(field) + " to 1 or more, or leave it out.",
                .measure = static_cast<double>(1 - replicas)});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const flink::Role& jobs = subject.resource.job_manager;
  const doc::Value* given = Member(jobs.node, "replicas");
  if (given != nullptr && (given->IsNull() || jobs.replicas.integer())) {
    Judge(At(*given), "jobManager.replicas", jobs.replicas.integer().value_or(0), findings);
  }
  const flink::Field& tasks = subject.resource.task_manager.replicas;
  if (tasks.integer()) {
    Judge(At(*tasks.node), "taskManager.replicas", *tasks.integer(), findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule replicas_below_one;
constinit const Rule replicas_below_one{
    .meta = {.id = "replicas-below-one",
             .title = "There is at least one job manager and one task manager",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason =
                 "A cluster without a job manager or a task manager runs nothing; suspending a "
                 "job is job.state: suspended.",
             .consequence = "The operator refuses the resource.",
             .remediation = "Set the number of replicas to 1 or more.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/reference/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
