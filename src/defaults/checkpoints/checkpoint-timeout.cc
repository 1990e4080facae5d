// SPDX-License-Identifier: Apache-2.0
// Writes down how long a checkpoint may take: at least the policy's timeout, and on demand several
// intervals. It only ever lengthens Flink's own 10 minutes, so no checkpoint that finished before
// expires now.
#include <algorithm>

#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

enum Index : std::size_t { kTimeout, kIntervals };
constexpr Param kParams[] = {
    {"timeout", ParamType::kDuration, "10 min", "The least timeout to set.", 600, 86'400},
    {"intervals", ParamType::kInteger, "0",
     "At least this many intervals, up to an hour; 0 = the timeout alone.", 0, 100},
};

void Apply(const Subject& subject, const Params& params, PatchBuilder& patch) {
  if (!KeepsState(subject)) return;
  if (rulebook::CheckpointingOf(subject) != rulebook::Checkpointing::kOn) return;
  flink::Duration timeout = params.Duration(kTimeout);
  const auto interval = subject.config.DurationOf(options::kExecutionCheckpointingInterval);
  if (interval && interval->has_value()) {
    constexpr std::int64_t kHour = 3'600;
    const std::int64_t seconds = std::min((*interval)->seconds, kHour);
    const std::int64_t several = std::min(seconds * params.Integer(kIntervals), kHour);
    timeout = std::max(timeout, flink::Duration{several, 0});
  }
  patch.SetOption(options::kExecutionCheckpointingTimeout, rulebook::DurationText(timeout));
}

}  // namespace

extern const Default checkpoint_timeout;
constinit const Default checkpoint_timeout{
    .meta = {.id = "checkpoint-timeout",
             .title = "A checkpoint has time to finish",
             .category = Category::kCheckpoints,
             .severity = Severity::kInfo,
             .reason = "A checkpoint that takes longer than the timeout is thrown away.",
             .consequence = "Checkpoints may take this long; never less than Flink's own 10 "
                            "minutes.",
             .remediation = "Set execution.checkpointing.timeout yourself to choose another.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/dev/"
                     "datastream/fault-tolerance/checkpointing/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .order = 31,
    .apply = &Apply,
};

}  // namespace sluice::defaults
