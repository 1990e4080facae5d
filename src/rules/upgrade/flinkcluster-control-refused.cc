// SPDX-License-Identifier: Apache-2.0
// checkControlAnnotations of Spotify's operator (1746257): what may be asked of a cluster by the
// annotation user-control. It is looked at in every UPDATE that carries it, changed or not.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

constexpr std::string_view kControl = "flinkclusters.flinkoperator.k8s.io/user-control";

// The annotation as Go's map holds it: nothing when the key is absent.
std::optional<std::string_view> ControlOf(const flink::Resource& resource) {
  const doc::Value* annotations = spotify::go::Member(resource.metadata, "annotations");
  const doc::Value* control = annotations == nullptr ? nullptr : annotations->Find(kControl);
  return control == nullptr ? std::nullopt : std::optional(control->text());
}

bool InProgress(const Subject& subject) {
  const doc::Value* status = spotify::go::Member(subject.old_resource->root, "status");
  return spotify::Text(spotify::go::Member(status, "control"), "state") == "InProgress";
}

// Stopped, and not one that the operator will start again.
bool IsTerminated(const doc::Value& status, const doc::Value& old_job) {
  const bool restarts = spotify::IsFailed(status) &&
                        spotify::Text(&old_job, "restartPolicy") == "FromSavepointOnFailure";
  return spotify::IsStopped(status) && !restarts;
}

// Why the old object cannot do what is asked; empty when it can.
std::string_view RefusalOf(std::string_view control, const Subject& subject) {
  const doc::Value* job = spotify::JobOf(*subject.old_resource);
  const doc::Value* status = spotify::OldJobStatus(subject);
  if (job == nullptr) return "a session cluster has no job of its own";
  if (control == "job-cancel") {
    const bool running = status != nullptr && !IsTerminated(*status, *job);
    return running ? "" : "its job is not started yet or already terminated";
  }
  if (spotify::Text(job, "savepointsDir").empty()) return "job.savepointsDir is not set";
  const bool running = status != nullptr && !spotify::IsStopped(*status);
  return running ? "" : "its job is not started yet or already stopped";
}

// A request that nobody makes now: it stands there from before and nothing else of the spec
// changes. To deny that would hold up finalizers and the garbage collector.
Action CeilingOf(std::string_view control, const Subject& subject) {
  const bool stands = ControlOf(*subject.old_resource) == control &&
                      spotify::StepOf(subject) == spotify::Step::kSame;
  return stands ? Action::kWarn : Action::kDeny;
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!subject.old_resource) return;
  const auto control = ControlOf(subject.resource);
  if (!control) return;
  const doc::Value* annotations = subject.resource.metadata->Find("annotations");
  const Place place = spotify::MemberPlace(*annotations, kControl);
  if (*control != ControlOf(*subject.old_resource).value_or("") && InProgress(subject)) {
    findings.Add(place, "user-control changes while an earlier request is in progress",
                 {.fix = "Wait until status.control.state is no longer InProgress."});
  }
  if (*control != "savepoint" && *control != "job-cancel") {
    findings.Add(place, "user-control is " + Shown(*control),
                 {.fix = "Set the annotation to savepoint or job-cancel, or remove it.",
                  .at_most = CeilingOf(*control, subject)});
    return;
  }
  const std::string_view refusal = RefusalOf(*control, subject);
  if (refusal.empty()) return;
  findings.Add(place, "user-control is " + std::string(*control) + ", but " + std::string(refusal),
               {.at_most = CeilingOf(*control, subject)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_control_refused;
constinit const Rule flinkcluster_control_refused{
    .meta = {.id = "flinkcluster-control-refused",
             .title = "What is asked of the cluster by annotation can be done now",
             .category = Category::kUpgrade,
             .severity = Severity::kHigh,
             .reason = "The operator takes a savepoint or cancels only a running job, and one "
                       "request at a time.",
             .consequence = "The operator's webhook refuses every update of the object while the "
                            "annotation stands there.",
             .remediation =
                 "Remove the annotation flinkclusters.flinkoperator.k8s.io/user-control, and set "
                 "it to savepoint or job-cancel when the job runs.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .judges_change = true,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
