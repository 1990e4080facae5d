// SPDX-License-Identifier: Apache-2.0
// A long-running job meets failures. Unset, with checkpoints on, Flink restarts it for ever; set
// carelessly, it gives up after one or two.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kMinimumAttempts };
constexpr Param kParams[] = {
    {"minimumAttempts", ParamType::kInteger, "3",
     "Fewer restarts than this before the job gives up are too few.", 1, 1'000'000},
};

bool IsAny(std::string_view value, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(
      words, [value](std::string_view word) { return base::EqualsIgnoringCase(value, word); });
}

// The option that bounds the restarts of a strategy; RestartStrategyOptions 1.15 to 2.1: attempts
// of fixed-delay default to 1, failures per interval of failure-rate to 1.
std::optional<options::OptionId> BoundOf(std::string_view strategy) {
  if (IsAny(strategy, {"fixed-delay", "fixeddelay"})) {
    return options::kRestartStrategyFixedDelayAttempts;
  }
  if (IsAny(strategy, {"failure-rate", "failurerate"})) {
    return options::kRestartStrategyFailureRateMaxFailuresPerInterval;
  }
  if (IsAny(strategy, {"exponential-delay", "exponentialdelay"})) {
    return options::kRestartStrategyExponentialDelayAttemptsBeforeResetBackoff;
  }
  return std::nullopt;
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const Entry* strategy = subject.config.Find(options::kRestartStrategyType);
  if (strategy == nullptr || rulebook::IsBatch(subject)) return;
  const Place place = PlaceOf(*strategy, subject, options::kRestartStrategyType);
  if (IsAny(strategy->value, {"none", "off", "disable"})) {
    findings.Add(place, Says(*strategy) + ": the first failure ends the job",
                 {.measure = static_cast<double>(params.Integer(kMinimumAttempts))});
    return;
  }
  const auto bound = BoundOf(strategy->value);
  if (!bound) return;
  const auto attempts = subject.config.Integer(*bound);
  if (!attempts || !attempts->has_value()) return;
  if (**attempts >= params.Integer(kMinimumAttempts)) return;
  const Entry* set = subject.config.Find(*bound);
  findings.Add(set != nullptr ? PlaceOf(*set, subject, *bound) : place,
               Says(*strategy) + " and " + Key(subject, *bound) + " is " +
                   std::to_string(**attempts) + (set == nullptr ? " by default" : ""),
               {.fix = "Set " + Key(subject, *bound) + " to at least " +
                       std::to_string(params.Integer(kMinimumAttempts)) +
                       ", or use the strategy exponential-delay.",
                .measure = static_cast<double>(params.Integer(kMinimumAttempts) - **attempts)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule restart_strategy_fragile;
constinit const Rule restart_strategy_fragile{
    .meta = {.id = "restart-strategy-fragile",
             .title = "A job restarts after failures",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "Nodes drain, brokers fail over and networks blink: a job that gives up "
                       "after one or two failures does not run long.",
             .consequence = "The job goes to FAILED and stays there until a person restarts it.",
             .remediation = "Remove restart-strategy.type, or set it to exponential-delay.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/task_failure_recovery/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
