// SPDX-License-Identifier: Apache-2.0
// checkCancelRequested of Spotify's operator (1746257): the field is deprecated and can never be
// set; flinkcluster-job-invalid says so of an object that has it.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!subject.old_resource) return;
  const doc::Value* job = spotify::JobOf(subject.resource);
  const doc::Value* old_job = spotify::JobOf(*subject.old_resource);
  if (job == nullptr || old_job == nullptr) return;
  constexpr std::string_view kField = "cancelRequested";
  const bool now = spotify::Bool(job, kField).value_or(false);
  const bool before = spotify::Bool(old_job, kField).value_or(false);
  if (now == before) return;
  const Place place = spotify::MemberPlace(*job, kField);
  if (before) {
    findings.Add(place, "job.cancelRequested goes from true to false",
                 {.fix = "Leave job.cancelRequested as it is; to run the job again, create a new "
                         "cluster from its savepoint."});
  } else if (!spotify::go::SameSpec(subject.resource.spec, subject.old_resource->spec, kField)) {
    findings.Add(place, "job.cancelRequested is set together with other changes");
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_cancel_requested;
constinit const Rule flinkcluster_cancel_requested{
    .meta = {.id = "flinkcluster-cancel-requested",
             .title = "A request to cancel comes alone and is not taken back",
             .category = Category::kUpgrade,
             .severity = Severity::kHigh,
             .reason = "What else changes would be lost with the cancelled job, and a "
                       "cancelled job does not come back.",
             .consequence = "The operator's webhook refuses the update.",
             .remediation = "Cancel a job with the annotation "
                            "flinkclusters.flinkoperator.k8s.io/user-control: job-cancel.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .judges_change = true,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
