// SPDX-License-Identifier: Apache-2.0
#include "rules/support/spotify.h"

namespace sluice::rules::spotify {

using doc::Value;

Step StepOf(const Subject& subject) {
  if (!subject.old_resource) return Step::kNew;
  const Value* now = subject.resource.spec;
  const Value* before = subject.old_resource->spec;
  if (go::SameSpec(now, before)) return Step::kSame;
  const Value* job = JobOf(subject.resource);
  const Value* old_job = JobOf(*subject.old_resource);
  if (job == nullptr || old_job == nullptr) return Step::kChange;
  constexpr std::string_view kGeneration = "savepointGeneration";
  const std::int64_t generation = Integer(job, kGeneration).value_or(0);
  const bool asked = generation != Integer(old_job, kGeneration).value_or(0) &&
                     generation == NextGeneration(subject);
  return asked && go::SameSpec(now, before, kGeneration) ? Step::kSavepointOnly : Step::kChange;
}

void Reporter::Add(const Place& place, std::string_view detail, FindingOptions options) {
  if (!ceiling_) {
    const Step step = StepOf(subject_);
    ceiling_ = step == Step::kNew || step == Step::kChange ? Action::kDeny : Action::kWarn;
  }
  options.at_most = std::min(options.at_most, *ceiling_);
  findings_.Add(place, detail, options);
}

std::array<Role, 2> RolesOf(const Subject& subject) {
  const Value* spec = subject.resource.spec;
  return {{{go::Member(spec, "jobManager"), "jobManager"},
           {go::Member(spec, "taskManager"), "taskManager"}}};
}

std::string_view Text(const Value* object, std::string_view key) {
  const Value* member = go::Member(object, key);
  return member != nullptr && member->IsString() ? member->text() : std::string_view();
}

std::optional<bool> Bool(const Value* object, std::string_view key) {
  const Value* member = go::Member(object, key);
  return member != nullptr && member->IsBool() ? std::optional(member->AsBool()) : std::nullopt;
}

std::optional<std::int64_t> Integer(const Value* object, std::string_view key) {
  const Value* member = go::Member(object, key);
  std::int64_t value = 0;
  if (member == nullptr || !doc::ReadInt(*member, value)) return std::nullopt;
  return value;
}

Place MemberPlace(const Value& object, std::string_view key) {
  const Value* member = object.Find(key);
  if (member != nullptr) return At(*member);
  return {.node = &object, .missing = {std::string(key)}};
}

const Value* JobOf(const flink::Resource& resource) { return go::Member(resource.spec, "job"); }

const Value* OldJobStatus(const Subject& subject) {
  if (!subject.old_resource || subject.old_resource->root == nullptr) return nullptr;
  const Value* status = go::Member(subject.old_resource->root, "status");
  return go::Member(go::Member(status, "components"), "job");
}

std::int64_t NextGeneration(const Subject& subject) {
  const std::int64_t last = Integer(OldJobStatus(subject), "savepointGeneration").value_or(0);
  return static_cast<std::int32_t>(last + 1);
}

bool IsFailed(const Value& job_status) {
  const std::string_view state = Text(&job_status, "state");
  return state == "Failed" || state == "Lost" || state == "DeployFailed";
}

bool IsStopped(const Value& job_status) {
  const std::string_view state = Text(&job_status, "state");
  return state == "Succeeded" || state == "Cancelled" || IsFailed(job_status);
}

}  // namespace sluice::rules::spotify
