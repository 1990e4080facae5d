// SPDX-License-Identifier: Apache-2.0
// By default one checkpoint that fails or expires fails the job over
// (CheckpointConfig.getTolerableCheckpointFailureNumber: 0, 1.15 to 2.3). A hiccup of the storage
// is then an outage.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kMinimum };
constexpr Param kParams[] = {
    {"minimumTolerableFailures", ParamType::kInteger, "1",
     "The least number of checkpoints in a row that may fail; 0 where the first failure shall stop "
     "the job.",
     0, 1000},
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (rulebook::IsBatch(subject)) return;
  if (rulebook::CheckpointingOf(subject) != rulebook::Checkpointing::kOn) return;
  const auto option = options::kExecutionCheckpointingTolerableFailedCheckpoints;
  const Entry* set = subject.config.Find(option);
  std::int64_t tolerated = 0;
  if (set != nullptr) {
    const auto value = subject.config.Integer(option);
    if (!value || !value->has_value()) return;
    tolerated = **value;
  } else if (rulebook::ClusterUnknown(subject)) {
    findings.Unknown("the configuration of the session cluster is not known");
    return;
  }
  const std::int64_t least = params.Integer(kMinimum);
  if (tolerated >= least) return;
  findings.Add(OptionPlace(subject, option),
               set != nullptr ? Says(*set) + ": a checkpoint that fails restarts the job"
                              : Key(subject, option) +
                                    " is not set, so one failed checkpoint restarts the job",
               {.measure = static_cast<double>(least - tolerated)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule tolerable_failed_checkpoints_zero;
constinit const Rule tolerable_failed_checkpoints_zero{
    .meta = {.id = "tolerable-failed-checkpoints-zero",
             .title = "A checkpoint may fail without failing the job",
             .category = Category::kCheckpoints,
             .severity = Severity::kMedium,
             .reason = "Flink tolerates no failed checkpoint unless told to, and storage does fail "
                       "now and then.",
             .consequence = "One slow or refused upload restarts the whole job.",
             .remediation = "Set execution.checkpointing.tolerable-failed-checkpoints: 3.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/dev/"
                     "datastream/fault-tolerance/checkpointing/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
