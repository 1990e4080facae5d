// SPDX-License-Identifier: Apache-2.0
// Flink keeps one completed checkpoint by default. If it cannot be read, there is no other.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kMinimum };
constexpr Param kParams[] = {
    {"minimumRetainedCheckpoints", ParamType::kInteger, "2",
     "The least number of completed checkpoints that Flink keeps.", 1, 1000},
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (rulebook::IsBatch(subject)) return;
  if (rulebook::CheckpointingOf(subject) != rulebook::Checkpointing::kOn) return;
  const auto option = options::kExecutionCheckpointingNumRetained;
  const Entry* set = subject.config.Find(option);
  if (set == nullptr && rulebook::ClusterUnknown(subject)) {
    findings.Unknown("the configuration of the session cluster is not known");
    return;
  }
  const auto kept = subject.config.Integer(option);
  if (!kept || !kept->has_value() || **kept >= params.Integer(kMinimum)) return;
  findings.Add(OptionPlace(subject, option),
               set != nullptr
                   ? Says(*set)
                   : Key(subject, option) + " is not set, which means " + std::to_string(**kept),
               {.fix = "Set " + Key(subject, option) + ": 3.",
                .measure = static_cast<double>(params.Integer(kMinimum) - **kept)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule num_retained_one;
constinit const Rule num_retained_one{
    .meta = {.id = "num-retained-one",
             .title = "More than one checkpoint is kept",
             .category = Category::kCheckpoints,
             .severity = Severity::kInfo,
             .reason = "The last checkpoint may turn out to be incomplete, deleted or full of what "
                       "a bug wrote.",
             .consequence = "There is no earlier one to go back to.",
             .remediation = "Set execution.checkpointing.num-retained "
                            "(state.checkpoints.num-retained before Flink 1.20) to 3.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/checkpoints/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
