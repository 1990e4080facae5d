// SPDX-License-Identifier: Apache-2.0
// validateTaskManagerUpdate and validateJobUpdate of Spotify's operator (1746257): what no update
// may change. Its test for high availability looks at the old key only.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

bool HasHighAvailability(const doc::Value* spec) {
  const doc::Value* properties = spotify::go::Member(spec, "flinkProperties");
  const doc::Value* mode = properties == nullptr ? nullptr : properties->Find("high-availability");
  if (mode == nullptr || base::EqualsIgnoringCase(mode->text(), "none")) return false;
  const auto given = [properties](std::string_view key) {
    return !flink::spotify::TrimSpace(spotify::Text(properties, key)).empty();
  };
  return given("kubernetes.cluster-id") && given("high-availability.storageDir");
}

void CheckDeploymentType(const Subject& subject, Findings& findings) {
  const doc::Value* role = spotify::go::Member(subject.resource.spec, "taskManager");
  const std::string_view now = spotify::Text(role, "deploymentType");
  const std::string_view before = spotify::Text(
      spotify::go::Member(subject.old_resource->spec, "taskManager"), "deploymentType");
  if (now == before || (before.empty() && now == "StatefulSet")) return;
  findings.Add(SpecPlace(subject, {"taskManager", "deploymentType"}),
               "taskManager.deploymentType goes from " +
                   Shown(before.empty() ? "StatefulSet" : before) + " to " +
                   (now.empty() ? "nothing" : Shown(now)),
               {.fix = "Keep the deployment type, or create a new cluster."});
}

void CheckSavepointsDir(const doc::Value& job, const doc::Value& old_job, Findings& findings) {
  constexpr std::string_view kField = "savepointsDir";
  const Place place = spotify::MemberPlace(job, kField);
  if (spotify::Text(&old_job, kField).empty()) {
    findings.Add(place, "the cluster was created without job.savepointsDir",
                 {.fix = "Delete the cluster and create it again with job.savepointsDir, restoring "
                         "from a savepoint that you took by hand."});
  } else if (spotify::Text(&job, kField).empty()) {
    findings.Add(place, "job.savepointsDir is removed", {.fix = "Keep job.savepointsDir."});
  }
}

void CheckJob(const Subject& subject, Findings& findings) {
  const doc::Value* job = spotify::JobOf(subject.resource);
  const doc::Value* old_job = spotify::JobOf(*subject.old_resource);
  if (job == nullptr && old_job == nullptr) return;
  if (job == nullptr || old_job == nullptr) {
    findings.Add(SpecPlace(subject, {"job"}),
                 job == nullptr ? "a job cluster becomes a session cluster"
                                : "a session cluster becomes a job cluster",
                 {.fix = "Create a new cluster with or without job, and delete this one."});
    return;
  }
  CheckSavepointsDir(*job, *old_job, findings);
  const bool now = HasHighAvailability(subject.resource.spec);
  if (now == HasHighAvailability(subject.old_resource->spec)) return;
  findings.Add(SpecPlace(subject, {"flinkProperties"}),
               now ? "high availability is switched on" : "high availability is switched off",
               {.fix = "Keep high-availability, high-availability.storageDir and "
                       "kubernetes.cluster-id as they were, or create a new cluster."});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (subject.change != flink::Change::kUpdate) return;
  if (!subject.old_resource) {
    findings.Add({}, "an update without the object as it was",
                 {.fix = "Send the update through the API server, which adds the old object."});
    return;
  }
  if (spotify::StepOf(subject) != spotify::Step::kChange) return;
  CheckDeploymentType(subject, findings);
  CheckJob(subject, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_update_refused;
constinit const Rule flinkcluster_update_refused{
    .meta = {.id = "flinkcluster-update-refused",
             .title = "An update keeps what the operator cannot change",
             .category = Category::kUpgrade,
             .severity = Severity::kHigh,
             .reason = "The operator restarts a job from a savepoint in job.savepointsDir; it "
                       "cannot turn one kind of cluster into another while state must survive.",
             .consequence =
                 "The operator's webhook refuses the update, even when only the image or "
                 "the replicas change.",
             .remediation = "Keep the field as it was, or create a new cluster from a savepoint.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .judges_change = true,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
