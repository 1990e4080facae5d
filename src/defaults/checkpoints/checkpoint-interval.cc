// SPDX-License-Identifier: Apache-2.0
// Turns on checkpoints for a job without an interval, but only where they have a durable place:
// in the job manager's heap a checkpoint above 5 MiB a task fails, and with it the job.
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

enum Index : std::size_t { kInterval };
constexpr Param kParams[] = {
    {"interval", ParamType::kDuration, "60 s", "The interval to set.", 1, 86'400},
};

bool HasDurableDirectory(const Subject& subject) {
  const Entry* dir = subject.config.Find(options::kExecutionCheckpointingDir);
  return dir != nullptr && !rulebook::BucketOf(dir->value).empty();
}

void Apply(const Subject& subject, const Params& params, PatchBuilder& patch) {
  if (!KeepsState(subject)) return;
  const bool article = subject.resource.kind == ResourceKind::kFlinkCluster;
  if (subject.resource.IsSessionCluster() && !article) return;
  if (rulebook::CheckpointingOf(subject) != rulebook::Checkpointing::kOff) return;
  if (!HasDurableDirectory(subject)) return;
  patch.SetOption(options::kExecutionCheckpointingInterval,
                  rulebook::DurationText(params.Duration(kInterval)));
}

}  // namespace

extern const Default checkpoint_interval;
constinit const Default checkpoint_interval{
    .meta = {.id = "checkpoint-interval",
             .title = "Streaming jobs take checkpoints",
             .category = Category::kCheckpoints,
             .severity = Severity::kInfo,
             .reason = "Without an interval no checkpoint is taken and the first exception ends "
                       "the job.",
             .consequence = "Flink takes a checkpoint at this interval, unless the job's code sets "
                            "another; jobs without a durable checkpoint directory and batch jobs "
                            "are left alone.",
             .remediation = "Set execution.checkpointing.interval yourself to choose another.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/dev/"
                     "datastream/fault-tolerance/checkpointing/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .order = 30,
    .apply = &Apply,
};

}  // namespace sluice::defaults
