// SPDX-License-Identifier: Apache-2.0
// A streaming job takes no checkpoints until an interval is set, in the configuration or in code.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

using rulebook::Checkpointing;

enum Index : std::size_t { kConfigOnly };
constexpr Param kParams[] = {
    {"configOnly", ParamType::kBool, "false",
     "Jobs here must set the interval in the configuration, so a missing one may be denied; "
     "otherwise it is at most a warning, since code may enable checkpoints."},
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (rulebook::IsBatch(subject)) return;
  const Entry* interval = subject.config.Find(options::kExecutionCheckpointingInterval);
  switch (rulebook::CheckpointingOf(subject)) {
    case Checkpointing::kOn:
      return;
    case Checkpointing::kUnreadable:
      findings.Add(PlaceOf(*interval, subject, options::kExecutionCheckpointingInterval),
                   Says(*interval) +
                       ", which is not a duration of at least 10 ms: the job does "
                       "not start");
      return;
    case Checkpointing::kOff:
      break;
  }
  if (rulebook::ClusterUnknown(subject)) {
    findings.Unknown("the configuration of the session cluster is not known");
    return;
  }
  // A session cluster takes no checkpoints itself; its jobs bring their own interval.
  const bool article = subject.resource.kind == ResourceKind::kFlinkCluster;
  if (subject.resource.IsSessionCluster() && !article) return;
  findings.Add(OptionPlace(subject, options::kExecutionCheckpointingInterval),
               "execution.checkpointing.interval is not set",
               {.at_most = params.Bool(kConfigOnly) ? Action::kDeny : Action::kWarn});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule checkpointing_disabled;
constinit const Rule checkpointing_disabled{
    .meta = {.id = "checkpointing-disabled",
             .title = "Streaming jobs take checkpoints",
             .category = Category::kCheckpoints,
             .severity = Severity::kHigh,
             .reason = "Without an interval Flink takes no checkpoints, and its default restart "
                       "strategy is then to not restart.",
             .consequence = "The first exception ends the job, and whoever starts it again starts "
                            "it without its state.",
             .remediation = "Set execution.checkpointing.interval to a duration such as 60 s.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/dev/"
                     "datastream/fault-tolerance/checkpointing/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
