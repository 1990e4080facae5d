// SPDX-License-Identifier: Apache-2.0
// validateJob of Spotify's operator (1746257): values of the job that it does not take.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  spotify::Reporter out(subject, findings);
  const doc::Value* job = spotify::JobOf(subject.resource);
  if (job == nullptr || !job->IsObject()) return;
  const auto parallelism = spotify::Integer(job, "parallelism");
  if (parallelism && *parallelism < 1) {
    out.Add(spotify::MemberPlace(*job, "parallelism"),
            "job.parallelism is " + std::to_string(*parallelism),
            {.fix = "Set job.parallelism to 1 or more.",
             .measure = 1.0 - static_cast<double>(*parallelism)});
  }
  const doc::Value* policy = spotify::go::Member(job, "restartPolicy");
  if (policy != nullptr && policy->text() != "Never" &&
      policy->text() != "FromSavepointOnFailure") {
    out.Add(At(*policy), "job.restartPolicy is " + Shown(policy->text()),
            {.fix = "Set job.restartPolicy to FromSavepointOnFailure or Never."});
  }
  if (spotify::Bool(job, "cancelRequested") == true) {
    out.Add(spotify::MemberPlace(*job, "cancelRequested"),
            "job.cancelRequested is true, which the operator no longer takes",
            {.fix = "Remove job.cancelRequested; to cancel a job, annotate the cluster with "
                    "flinkclusters.flinkoperator.k8s.io/user-control: job-cancel."});
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_job_invalid;
constinit const Rule flinkcluster_job_invalid{
    .meta = {.id = "flinkcluster-job-invalid",
             .title = "The job's parallelism, restart policy and requests are ones that the "
                      "operator takes",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "The operator cannot act on these values.",
             .consequence = "The operator's webhook refuses the resource.",
             .remediation = "Set the field to a value that the operator takes.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
