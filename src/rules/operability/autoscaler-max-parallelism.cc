// SPDX-License-Identifier: Apache-2.0
// The operator's autoscaler chooses a parallelism that divides the number of key groups, which is
// pipeline.max-parallelism (JobVertexScaler, operator 1.16-SNAPSHOT). Unset, Flink takes a power of
// two, which has few divisors, and fixes it with the first state.
#include "rules/support/autoscalers.h"
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kDivisors };
constexpr Param kParams[] = {
    {"minimumDivisors", ParamType::kInteger, "12",
     "The fewest divisors that pipeline.max-parallelism must have: 128 has 8, 120 has 16, 720 has "
     "30.",
     1, 1000},
};

std::int64_t DivisorsOf(std::int64_t number) {
  std::int64_t divisors = 0;
  for (std::int64_t i = 1; i * i <= number; ++i) {
    if (number % i == 0) divisors += i * i == number ? 1 : 2;
  }
  return divisors;
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (subject.resource.job.node == nullptr || OperatorAutoscaler(subject) == nullptr) return;
  const auto option = options::kPipelineMaxParallelism;
  const Entry* set = subject.config.Find(option);
  if (set == nullptr) {
    findings.Add(OptionPlace(subject, option),
                 Key(subject, option) + " is not set, so it becomes a power of two");
    return;
  }
  const auto value = subject.config.Integer(option);
  // KeyGroupRangeAssignment.UPPER_BOUND_MAX_PARALLELISM is 2^15; beyond it the job does not start.
  if (!value || !value->has_value() || **value < 1 || **value > 32768) return;
  const std::int64_t divisors = DivisorsOf(**value);
  const std::int64_t least = params.Integer(kDivisors);
  if (divisors >= least) return;
  findings.Add(PlaceOf(*set, subject, option),
               Says(*set) + ", which has " + std::to_string(divisors) +
                   (divisors == 1 ? " divisor" : " divisors"),
               {.measure = static_cast<double>(least - divisors)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule autoscaler_max_parallelism;
constinit const Rule autoscaler_max_parallelism{
    .meta = {.id = "autoscaler-max-parallelism",
             .title = "The autoscaler has steps to choose from",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "The autoscaler chooses among the divisors of the maximum parallelism, and "
                       "that cannot change any more once there is state.",
             .consequence = "With 128 the steps are 1, 2, 4 and so on to 128: the job is scaled to "
                            "twice what it needs, or not at all.",
             .remediation = "Set pipeline.max-parallelism before the first deployment to a number "
                            "with many divisors: 120, 180, 240, 360 or 720. A job that has state "
                            "keeps the one it has.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/autoscaler/#overview",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
