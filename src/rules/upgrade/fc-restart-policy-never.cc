// SPDX-License-Identifier: Apache-2.0
// Spotify's operator restarts a failed job only with restartPolicy FromSavepointOnFailure, and only
// from a savepoint of its own (shouldRestart in flinkcluster_types_util.go, 1746257; the CRD's
// default is Never). Between failures it updates from a savepoint, and mode Detached, the CRD's
// default, leaves a submitter behind that nobody watches.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

bool Has(const doc::Value& job, std::string_view key) {
  const doc::Value* member = spotify::go::Member(&job, key);
  return member != nullptr && !member->text().empty();
}

void CheckPolicy(const doc::Value& job, Findings& findings) {
  const doc::Value* policy = spotify::go::Member(&job, "restartPolicy");
  if (policy == nullptr || policy->text() == "Never") {
    findings.Add(spotify::MemberPlace(job, "restartPolicy"),
                 policy == nullptr ? "job.restartPolicy is not set, so Never holds"
                                   : "job.restartPolicy is Never");
    return;
  }
  if (policy->text() != "FromSavepointOnFailure") return;
  // A missing savepointsDir is the business of savepoint-dir-missing.
  for (const std::string_view key : {"autoSavepointSeconds", "maxStateAgeToRestoreSeconds"}) {
    if (Has(job, key)) continue;
    findings.Add(
        spotify::MemberPlace(job, key),
        "job.restartPolicy is FromSavepointOnFailure, but job." + std::string(key) + " is not set",
        {.fix = "Set job." + std::string(key) + "."});
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const doc::Value* job = spotify::JobOf(subject.resource);
  if (job == nullptr || !job->IsObject() || rulebook::IsBatch(subject)) return;
  CheckPolicy(*job, findings);
  if (spotify::Bool(job, "takeSavepointOnUpdate") == false) {
    findings.Add(spotify::MemberPlace(*job, "takeSavepointOnUpdate"),
                 "job.takeSavepointOnUpdate is false: an update goes back to the last savepoint",
                 {.fix = "Remove job.takeSavepointOnUpdate, or set it to true.",
                  .at_most = Action::kWarn,
                  .severity = Severity::kMedium});
  }
  const std::string_view mode = spotify::Text(job, "mode");
  if (mode != "Application") {
    findings.Add(spotify::MemberPlace(*job, "mode"),
                 "job.mode is " + (mode.empty() ? "not set, so Detached holds" : Shown(mode)),
                 {.fix = "Set job.mode to Application, with the job in the image.",
                  .at_most = Action::kWarn,
                  .severity = Severity::kMedium});
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule fc_restart_policy_never;
constinit const Rule fc_restart_policy_never{
    .meta = {.id = "fc-restart-policy-never",
             .title = "A failed job is started again from a savepoint",
             .category = Category::kUpgrade,
             .severity = Severity::kHigh,
             .reason = "With restartPolicy Never, the CRD's default, a job that fails stays "
                       "failed, or Lost with its job manager, until somebody creates it anew.",
             .consequence = "The first failure that Flink's own restart strategy does not catch "
                            "ends the job.",
             .remediation = "Set job.restartPolicy to FromSavepointOnFailure, with savepointsDir, "
                            "autoSavepointSeconds and maxStateAgeToRestoreSeconds.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
