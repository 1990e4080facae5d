// SPDX-License-Identifier: Apache-2.0
// upgradeMode defaults to stateless (JobSpec, operator 1.16-SNAPSHOT): every change of the spec
// then restarts the job from nothing. A job whose configuration speaks of state hardly means that.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kEveryJob };
constexpr Param kParams[] = {
    {"everyJob", ParamType::kBool, "false",
     "Judge every streaming job, also one whose configuration says nothing of state."},
};

// The setting that shows that the job keeps state; null when none does.
const Entry* SignOfState(const Subject& subject) {
  for (const options::OptionId option :
       {options::kExecutionCheckpointingInterval, options::kExecutionCheckpointingDir,
        options::kExecutionCheckpointingSavepointDir, options::kStateBackendType}) {
    if (const Entry* entry = subject.config.Find(option)) return entry;
  }
  return rulebook::HighAvailability(subject);
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (rulebook::UpgradeModeOf(subject) != rulebook::UpgradeMode::kStateless) return;
  if (rulebook::IsBatch(subject)) return;
  const Entry* sign = SignOfState(subject);
  if (sign == nullptr && !params.Bool(kEveryJob)) return;
  const flink::Field& mode = subject.resource.job.upgrade_mode;
  std::string detail = mode.present() ? "upgradeMode is " + Shown(mode.text())
                                      : "upgradeMode is not set, which means stateless";
  if (sign != nullptr) detail += ", but " + Says(*sign);
  findings.Add(mode.present() ? At(*mode.node) : SpecPlace(subject, {"job", "upgradeMode"}),
               detail);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule upgrade_mode_stateless;
constinit const Rule upgrade_mode_stateless{
    .meta = {.id = "upgrade-mode-stateless",
             .title = "A job with state keeps it through upgrades",
             .category = Category::kUpgrade,
             .severity = Severity::kCritical,
             .reason = "With upgradeMode stateless, which is the default, the operator cancels the "
                       "job and starts the new one without its state.",
             .consequence = "The next change of the spec, be it one label of a pod, begins from "
                            "empty state and reads its sources anew.",
             .remediation = "Set job.upgradeMode to savepoint, or to last-state with high "
                            "availability.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/job-management/",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
