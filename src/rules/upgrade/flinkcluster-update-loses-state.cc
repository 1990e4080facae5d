// SPDX-License-Identifier: Apache-2.0
// validateJobUpdate and UpdateReady of Spotify's operator (1746257): an update that takes no
// savepoint first needs one that is fresh enough. A running job's is measured by the clock, a
// stopped one's by its end.
#include <chrono>

#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

enum class Answer : std::uint8_t { kReady, kNotReady, kUnreadableTime, kNoClock };

std::optional<spotify::go::Moment> Now(const Subject& subject) {
  if (!subject.now) return std::nullopt;
  const auto since = subject.now->time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  const auto nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(since - seconds);
  return spotify::go::Moment{.seconds = seconds.count(),
                             .nanos = static_cast<std::int32_t>(nanos.count())};
}

// Go's zero time, 0001-01-01T00:00:00Z, stands for none.
std::optional<spotify::go::Moment> CompletionOf(const doc::Value& status) {
  constexpr std::int64_t kZero = -62135596800;
  const auto moment = spotify::go::ParseMoment(spotify::Text(&status, "completionTime"));
  if (moment && moment->seconds == kZero && moment->nanos == 0) return std::nullopt;
  return moment;
}

// Whether the job's last savepoint is at most as old as the new spec allows, at `moment`.
Answer UpToDate(const doc::Value& status, const doc::Value& job,
                std::optional<spotify::go::Moment> moment) {
  if (spotify::Bool(&status, "finalSavepoint").value_or(false)) return Answer::kReady;
  const auto age = spotify::Integer(&job, "maxStateAgeToRestoreSeconds");
  const std::string_view taken = spotify::Text(&status, "savepointTime");
  if (!moment || !age || spotify::Text(&status, "savepointLocation").empty() || taken.empty()) {
    return Answer::kNotReady;
  }
  auto limit = spotify::go::ParseMoment(taken);
  if (!limit) return Answer::kUnreadableTime;
  limit->seconds += *age;
  return *moment > *limit ? Answer::kNotReady : Answer::kReady;
}

Answer UpdateReady(const Subject& subject, const doc::Value& status, const doc::Value& job,
                   bool takes) {
  const std::string_view state = spotify::Text(&status, "state");
  if (state == "Updating" && !takes) return Answer::kReady;
  if (state != "Running" && state != "Deploying") {
    return UpToDate(status, job, CompletionOf(status));
  }
  // The moment matters only where everything else is there.
  constexpr spotify::go::Moment kLongAgo{.seconds = -62135596799};
  const Answer at_best = UpToDate(status, job, kLongAgo);
  if (at_best != Answer::kReady || spotify::Bool(&status, "finalSavepoint").value_or(false)) {
    return at_best;
  }
  const auto now = Now(subject);
  return now ? UpToDate(status, job, now) : Answer::kNoClock;
}

void Say(const doc::Value& job, const doc::Value& status, Answer answer, bool takes,
         Findings& findings) {
  if (answer == Answer::kNoClock) return findings.Unknown("the time of the request is not known");
  const std::string state = Shown(spotify::Text(&status, "state"));
  if (answer == Answer::kUnreadableTime) {
    return findings.Add(At(job),
                        "status.components.job.savepointTime is no time, so the age of the last "
                        "savepoint is not known",
                        {.fix = "Take a new savepoint, which writes the time anew."});
  }
  const std::string why =
      takes ? "the job is " + state : "takeSavepointOnUpdate is false and the job is " + state;
  findings.Add(
      spotify::MemberPlace(job, takes ? "maxStateAgeToRestoreSeconds" : "takeSavepointOnUpdate"),
      why + ", so no savepoint is taken, and the last one is not fresh enough to restore");
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!subject.old_resource) return;
  const doc::Value* job = spotify::JobOf(subject.resource);
  const doc::Value* old_job = spotify::JobOf(*subject.old_resource);
  const doc::Value* status = spotify::OldJobStatus(subject);
  if (job == nullptr || old_job == nullptr || status == nullptr) return;
  if (!flink::spotify::TrimSpace(spotify::Text(job, "fromSavepoint")).empty()) return;
  const bool takes = spotify::Bool(job, "takeSavepointOnUpdate").value_or(true);
  if (takes && !spotify::IsStopped(*status)) return;
  const Answer answer = UpdateReady(subject, *status, *job, takes);
  if (answer == Answer::kReady) return;
  // Without the directory the update is refused before anybody looks at savepoints.
  if (spotify::Text(old_job, "savepointsDir").empty()) return;
  if (spotify::Text(job, "savepointsDir").empty()) return;
  if (spotify::StepOf(subject) != spotify::Step::kChange) return;
  Say(*job, *status, answer, takes, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_update_loses_state;
constinit const Rule flinkcluster_update_loses_state{
    .meta = {.id = "flinkcluster-update-loses-state",
             .title = "An update finds a savepoint that is fresh enough",
             .category = Category::kUpgrade,
             .severity = Severity::kHigh,
             .reason = "The operator restarts the updated job from its last savepoint; when it "
                       "takes none before, an old one throws work away.",
             .consequence = "The operator's webhook refuses the update.",
             .remediation = "Take a savepoint and update within job.maxStateAgeToRestoreSeconds, "
                            "leave takeSavepointOnUpdate true for a running job, or name one in "
                            "job.fromSavepoint.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .judges_change = true,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
