// SPDX-License-Identifier: Apache-2.0
// validateJob of Spotify's operator (1746257): fields of the job that another one makes necessary.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

constexpr std::string_view kMaximumAge = "maxStateAgeToRestoreSeconds";

void CheckArtifact(const doc::Value& job, spotify::Reporter& out) {
  if (spotify::Text(&job, "mode") == "Application") return;
  for (const std::string_view key : {"jarFile", "pyFile", "pyModule"}) {
    if (spotify::go::Member(&job, key) != nullptr) return;
  }
  out.Add(spotify::MemberPlace(job, "jarFile"), "the job names no jarFile, pyFile or pyModule",
          {.fix = "Set job.jarFile, job.pyFile or job.pyModule, or use mode Application with a "
                  "job in the image."});
}

void NeedAge(const doc::Value& job, std::string_view because, spotify::Reporter& out) {
  out.Add(spotify::MemberPlace(job, kMaximumAge),
          std::string(because) + ", but " + std::string(kMaximumAge) + " is not set",
          {.fix = "Set job." + std::string(kMaximumAge) +
                  " to the age in seconds up to which a savepoint may be restored."});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  spotify::Reporter out(subject, findings);
  const doc::Value* job = spotify::JobOf(subject.resource);
  if (job == nullptr || !job->IsObject()) return;
  CheckArtifact(*job, out);
  if (spotify::go::Member(job, kMaximumAge) != nullptr) return;
  if (spotify::Text(job, "restartPolicy") == "FromSavepointOnFailure") {
    NeedAge(*job, "restartPolicy is FromSavepointOnFailure", out);
  }
  if (spotify::Bool(job, "takeSavepointOnUpdate") == false) {
    NeedAge(*job, "takeSavepointOnUpdate is false", out);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_job_incomplete;
constinit const Rule flinkcluster_job_incomplete{
    .meta = {.id = "flinkcluster-job-incomplete",
             .title = "The job has all that its settings need",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "Without a program there is nothing to submit, and without an age the "
                       "operator does not know which savepoint is too old to restore.",
             .consequence = "The operator's webhook refuses the resource.",
             .remediation = "Add the field that the finding names.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
