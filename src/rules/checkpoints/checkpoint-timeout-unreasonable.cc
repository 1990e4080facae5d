// SPDX-License-Identifier: Apache-2.0
// A checkpoint that takes longer than the timeout is thrown away. The timeout must therefore exceed
// the slowest honest checkpoint; its relation to the interval is a matter of taste.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kMinimum, kMaximum, kIntervals };
constexpr Param kParams[] = {
    {"minimumTimeout", ParamType::kDuration, "1 min",
     "The shortest timeout that is not suspicious.", 0, 86'400},
    {"maximumTimeout", ParamType::kDuration, "60 min",
     "The longest timeout that is not suspicious.", 0, 604'800},
    {"noteBelowIntervals", ParamType::kNumber, "0",
     "Also note timeouts shorter than this many intervals; 0 turns it off.", 0, 100},
};

using rulebook::DurationText;

void JudgeAlignment(const Subject& subject, const flink::Duration& timeout, Findings& findings) {
  const Entry* alignment =
      subject.config.Find(options::kExecutionCheckpointingAlignedCheckpointTimeout);
  if (alignment == nullptr ||
      !subject.config.IsTrue(options::kExecutionCheckpointingUnalignedEnabled)) {
    return;
  }
  const auto value =
      subject.config.DurationOf(options::kExecutionCheckpointingAlignedCheckpointTimeout);
  if (!value || !value->has_value() || **value < timeout) return;
  findings.Add(
      PlaceOf(*alignment, subject, options::kExecutionCheckpointingAlignedCheckpointTimeout),
      Says(*alignment) + ", not below the checkpoint timeout of " + DurationText(timeout) +
          ": a checkpoint expires before it turns unaligned",
      {.fix = "Set execution.checkpointing.aligned-checkpoint-timeout well below the timeout.",
       .measure = Seconds(**value) - Seconds(timeout)});
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const auto read = subject.config.DurationOf(options::kExecutionCheckpointingTimeout);
  if (!read || !read->has_value()) return;
  const flink::Duration& timeout = **read;
  JudgeAlignment(subject, timeout, findings);
  const Entry* set = subject.config.Find(options::kExecutionCheckpointingTimeout);
  if (set == nullptr) return;
  const Place place = PlaceOf(*set, subject, options::kExecutionCheckpointingTimeout);
  if (timeout < params.Duration(kMinimum)) {
    findings.Add(place, Says(*set) + ", less than " + DurationText(params.Duration(kMinimum)),
                 {.fix = "Set execution.checkpointing.timeout above the slowest checkpoint you "
                         "expect, such as 10 min.",
                  .measure = Seconds(params.Duration(kMinimum)) - Seconds(timeout)});
    return;
  }
  if (timeout > params.Duration(kMaximum)) {
    findings.Add(place,
                 Says(*set) + ", more than " + DurationText(params.Duration(kMaximum)) +
                     ": a stuck checkpoint holds up all others that long",
                 {.measure = Seconds(timeout) - Seconds(params.Duration(kMaximum))});
    return;
  }
  const auto interval = subject.config.DurationOf(options::kExecutionCheckpointingInterval);
  if (params.Number(kIntervals) <= 0 || !interval || !interval->has_value()) return;
  const double least = static_cast<double>((*interval)->ToMillis()) * params.Number(kIntervals);
  if (static_cast<double>(timeout.ToMillis()) >= least) return;
  findings.Add(place,
               Says(*set) + ", less than the " +
                   DurationText({static_cast<std::int64_t>(least / 1000), 0}) +
                   " that this policy asks for with an interval of " + DurationText(**interval),
               {.at_most = Action::kAudit,
                .severity = Severity::kLow,
                .measure = least / 1000 - Seconds(timeout)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule checkpoint_timeout_unreasonable;
constinit const Rule checkpoint_timeout_unreasonable{
    .meta = {.id = "checkpoint-timeout-unreasonable",
             .title = "The checkpoint timeout leaves room for an honest checkpoint",
             .category = Category::kCheckpoints,
             .severity = Severity::kMedium,
             .reason = "A timeout below the real duration of checkpoints throws work away; one far "
                       "above it hides that they are stuck.",
             .consequence = "Expired checkpoints count as failures, and with "
                            "execution.checkpointing.tolerable-failed-checkpoints at 0 the first "
                            "one restarts the job.",
             .remediation = "Set execution.checkpointing.timeout between one minute and one hour, "
                            "above the slowest checkpoint you expect.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/dev/"
                     "datastream/fault-tolerance/checkpointing/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
