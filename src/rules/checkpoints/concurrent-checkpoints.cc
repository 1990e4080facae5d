// SPDX-License-Identifier: Apache-2.0
// One checkpoint at a time is Flink's default and, for large state above all, the right one.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kMaximum };
constexpr Param kParams[] = {
    {"maximumConcurrent", ParamType::kInteger, "1", "The most checkpoints that may overlap.", 1,
     100},
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const Entry* set = subject.config.Find(options::kExecutionCheckpointingMaxConcurrentCheckpoints);
  if (set == nullptr) return;
  const auto value =
      subject.config.Integer(options::kExecutionCheckpointingMaxConcurrentCheckpoints);
  if (!value || !value->has_value() || **value <= params.Integer(kMaximum)) return;
  findings.Add(PlaceOf(*set, subject, options::kExecutionCheckpointingMaxConcurrentCheckpoints),
               Says(*set), {.measure = static_cast<double>(**value - params.Integer(kMaximum))});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule concurrent_checkpoints;
constinit const Rule concurrent_checkpoints{
    .meta = {.id = "concurrent-checkpoints",
             .title = "Checkpoints do not overlap",
             .category = Category::kCheckpoints,
             .severity = Severity::kMedium,
             .reason = "Overlapping checkpoints compete for the same disks, network and barriers; "
                       "large state needs a pause between them, not more at once.",
             .consequence = "Checkpoints and the job itself slow each other down; with "
                            "execution.checkpointing.min-pause set they are taken one by one "
                            "anyway.",
             .remediation =
                 "Remove execution.checkpointing.max-concurrent-checkpoints or set it to "
                 "1, and set execution.checkpointing.min-pause for large state.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/large_state_tuning/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
