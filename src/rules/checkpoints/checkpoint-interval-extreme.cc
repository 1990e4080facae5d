// SPDX-License-Identifier: Apache-2.0
// Checkpoints every few seconds flood object storage with small files; checkpoints every half hour
// mean replaying half an hour. Sinks that commit with checkpoints may want the first, so the bounds
// are parameters.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kMinimum, kMaximum };
constexpr Param kParams[] = {
    {"minimumCheckpointInterval", ParamType::kDuration, "10 s",
     "The shortest interval that is not suspicious on object storage.", 0, 86'400},
    {"maximumCheckpointInterval", ParamType::kDuration, "15 min",
     "The longest interval that is not suspicious.", 1, 604'800},
};

bool IsObjectStorage(std::string_view scheme) {
  constexpr std::string_view kSchemes[] = {"s3",   "s3a",   "s3p", "s3n", "gs",  "abfs", "abfss",
                                           "wasb", "wasbs", "oss", "obs", "cos", "cosn", "tos"};
  return std::ranges::any_of(
      kSchemes, [scheme](auto known) { return base::EqualsIgnoringCase(known, scheme); });
}

// Where the changelog of state goes to storage all the time, checkpoints are cheap (state.changelog
// since 1.15, before as state.backend.changelog).
bool WritesChangelog(const Subject& subject) {
  return subject.config.IsTrue(options::kStateChangelogEnabled);
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const auto option = options::kExecutionCheckpointingInterval;
  const Entry* set = subject.config.Find(option);
  if (set == nullptr || rulebook::IsBatch(subject)) return;
  if (rulebook::CheckpointingOf(subject) != rulebook::Checkpointing::kOn) return;
  const auto read = subject.config.DurationOf(option);
  if (!read || !read->has_value()) return;
  const flink::Duration& interval = **read;
  if (interval > params.Duration(kMaximum)) {
    findings.Add(PlaceOf(*set, subject, option),
                 Says(*set) + ", so a failure repeats the work of up to that time",
                 {.fix = "Set execution.checkpointing.interval to " +
                         rulebook::DurationText(params.Duration(kMaximum)) + " or less.",
                  .measure = Seconds(interval) - Seconds(params.Duration(kMaximum))});
    return;
  }
  if (interval >= params.Duration(kMinimum) || WritesChangelog(subject)) return;
  const auto dir = subject.config.Text(options::kExecutionCheckpointingDir);
  if (!dir || !IsObjectStorage(rulebook::ReadStorageUri(*dir).scheme)) return;
  findings.Add(PlaceOf(*set, subject, option),
               Says(*set) + ", less than " + rulebook::DurationText(params.Duration(kMinimum)) +
                   " with checkpoints on object storage",
               {.fix = "Set execution.checkpointing.interval to " +
                       rulebook::DurationText(params.Duration(kMinimum)) +
                       " or more, unless a sink that commits with checkpoints needs it shorter.",
                .measure = Seconds(params.Duration(kMinimum)) - Seconds(interval)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule checkpoint_interval_extreme;
constinit const Rule checkpoint_interval_extreme{
    .meta = {.id = "checkpoint-interval-extreme",
             .title = "Checkpoints come neither all the time nor hardly ever",
             .category = Category::kCheckpoints,
             .severity = Severity::kLow,
             .reason =
                 "Each checkpoint costs requests and small files, and the time between two is "
                 "what a failure repeats.",
             .consequence = "Object storage throttles or bills for the requests, or recovery takes "
                            "as long as the interval.",
             .remediation = "Set execution.checkpointing.interval between 10 s and 15 min.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/dev/"
                     "datastream/fault-tolerance/checkpointing/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
