// SPDX-License-Identifier: Apache-2.0
// checkSavepointGeneration of Spotify's operator (1746257): one more than the last savepoint asks
// for the next, and nothing else may change with it.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

constexpr std::string_view kField = "savepointGeneration";

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!subject.old_resource) return;
  const doc::Value* job = spotify::JobOf(subject.resource);
  const doc::Value* old_job = spotify::JobOf(*subject.old_resource);
  if (job == nullptr || old_job == nullptr) return;
  const std::int64_t now = spotify::Integer(job, kField).value_or(0);
  if (now == spotify::Integer(old_job, kField).value_or(0)) return;
  const std::int64_t next = spotify::NextGeneration(subject);
  const std::string is = "job.savepointGeneration is " + std::to_string(now);
  if (now != next) {
    findings.Add(spotify::MemberPlace(*job, kField),
                 is + ", the next one is " + std::to_string(next),
                 {.fix = "Set job.savepointGeneration to " + std::to_string(next) + "."});
  } else if (spotify::StepOf(subject) != spotify::Step::kSavepointOnly) {
    findings.Add(
        spotify::MemberPlace(*job, kField), is + " together with other changes",
        {.fix = "Ask for the savepoint first, and change the rest in an update of its own."});
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_savepoint_generation;
constinit const Rule flinkcluster_savepoint_generation{
    .meta = {.id = "flinkcluster-savepoint-generation",
             .title = "A savepoint is asked for by the next number, alone",
             .category = Category::kUpgrade,
             .severity = Severity::kHigh,
             .reason = "The operator counts savepoints and takes one when the number is one "
                       "more than the last; other changes would restart the job meanwhile.",
             .consequence = "The operator's webhook refuses the update.",
             .remediation = "Set job.savepointGeneration to one more than "
                            "status.components.job.savepointGeneration, and change nothing else.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .judges_change = true,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
