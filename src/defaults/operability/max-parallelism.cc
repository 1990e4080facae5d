// SPDX-License-Identifier: Apache-2.0
// Gives a new job a maximum parallelism with many divisors, so that it can be scaled later. State
// cannot be restored under another maximum, so a job that starts from state gets none.
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

enum Index : std::size_t { kMaximum, kAutoscaledOnly };
constexpr Param kParams[] = {
    {"maxParallelism", ParamType::kInteger, "720", "The maximum parallelism to set.", 1, 32'768},
    {"autoscaledOnly", ParamType::kBool, "true",
     "Only for jobs with job.autoscaler.enabled; the autoscaler chooses divisors of the maximum."},
};

// The resource names the state that its job starts from.
bool StartsFromState(const Subject& subject) {
  if (!subject.resource.job.initial_savepoint_path.text().empty()) return true;
  return subject.config.IsSet(options::kExecutionStateRecoveryPath) ||
         subject.config.FindKey("execution.savepoint.path") != nullptr ||
         subject.config.FindKey("execution.state-recovery.path") != nullptr;
}

void Apply(const Subject& subject, const Params& params, PatchBuilder& patch) {
  if (subject.resource.IsSessionCluster() || !KeepsState(subject)) return;
  if (params.Bool(kAutoscaledOnly) && !subject.config.IsTrue(options::kJobAutoscalerEnabled)) {
    return;
  }
  if (StartsFromState(subject)) return;
  const std::int64_t maximum = params.Integer(kMaximum);
  const auto parallelism = rulebook::ParallelismOf(subject);
  if (parallelism && parallelism->value > maximum) {
    return patch.Decline(
        "no maximum parallelism was added: the job's parallelism is above the policy's parameter "
        "maxParallelism");
  }
  patch.SetOption(options::kPipelineMaxParallelism, std::to_string(maximum));
}

}  // namespace

extern const Default max_parallelism;
constinit const Default max_parallelism{
    .meta = {.id = "max-parallelism",
             .title = "A new job can be scaled in many steps",
             .category = Category::kOperability,
             .severity = Severity::kInfo,
             .reason =
                 "Flink's own maximum grows from the first parallelism, has few divisors, and "
                 "cannot be changed once there is state.",
             .consequence = "State is kept in this many groups, which bounds the parallelism for "
                            "as long as the state lives; jobs that start from a savepoint are left "
                            "alone.",
             .remediation = "Set pipeline.max-parallelism yourself to choose another maximum.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#pipeline-max-parallelism",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .order = 35,
    .apply = &Apply,
};

}  // namespace sluice::defaults
