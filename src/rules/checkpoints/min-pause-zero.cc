// SPDX-License-Identifier: Apache-2.0
// The interval counts from start to start: where checkpoints take about as long, the next begins as
// soon as one ends. A minimal pause keeps time for the job itself (FLINK-3492).
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kPauseUpTo };
constexpr Param kParams[] = {
    {"pauseNeededUpToInterval", ParamType::kDuration, "1 min",
     "Intervals up to this one need a pause.", 0, 86'400},
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const Entry* set = subject.config.Find(options::kExecutionCheckpointingInterval);
  if (set == nullptr || rulebook::IsBatch(subject)) return;
  if (rulebook::CheckpointingOf(subject) != rulebook::Checkpointing::kOn) return;
  const auto interval = subject.config.DurationOf(options::kExecutionCheckpointingInterval);
  if (!interval || !interval->has_value() || **interval > params.Duration(kPauseUpTo)) return;
  const auto option = options::kExecutionCheckpointingMinPause;
  const auto pause = subject.config.DurationOf(option);
  if (!pause || !pause->has_value() || **pause > flink::Duration{}) return;
  if (!subject.config.IsSet(option) && rulebook::ClusterUnknown(subject)) {
    findings.Unknown("the configuration of the session cluster is not known");
    return;
  }
  const std::string half =
      rulebook::DurationText(flink::Duration{.seconds = (**interval).ToMillis() / 2 / 1000});
  findings.Add(
      OptionPlace(subject, option), Says(*set) + ", and execution.checkpointing.min-pause is 0",
      {.fix = "Set execution.checkpointing.min-pause to about half the interval, such as " +
              (half == "0 min" ? "500 ms" : half) + "."});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule min_pause_zero;
constinit const Rule min_pause_zero{
    .meta = {.id = "min-pause-zero",
             .title = "Between short checkpoints the job has time to work",
             .category = Category::kCheckpoints,
             .severity = Severity::kInfo,
             .reason = "The interval runs from the start of one checkpoint to the start of the "
                       "next, whatever the first one takes.",
             .consequence = "When checkpoints slow down, the job does little else, and they slow "
                            "down further.",
             .remediation = "Set execution.checkpointing.min-pause to about half the interval.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/large_state_tuning/#tuning-checkpointing",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
