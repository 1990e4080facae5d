// SPDX-License-Identifier: Apache-2.0
// How Spotify's webhook comes to its checks (flinkcluster_validate.go at 1746257), for the rules
// that stand for them. Messages of ours say more than the original's and name all mistakes at once.
#pragma once

#include <array>

#include "rules/support/helpers.h"
#include "sluice/flink/spotify.h"

namespace sluice::rules::spotify {

namespace go = flink::spotify;

// What a request does in the operator's eyes.
enum class Step : std::uint8_t {
  kNew,            // a CREATE
  kSame,           // an UPDATE whose spec Go takes for equal: it is allowed unseen
  kSavepointOnly,  // an UPDATE that asks for the next savepoint and for nothing else: so is this
  kChange,         // any other UPDATE
};
Step StepOf(const Subject& subject);

// Where the rules about the object itself write. The operator does not look again at what an UPDATE
// leaves as it is, so there a finding warns at most; that takes a comparison of two specs, made
// once and only when there is a finding.
class Reporter {
 public:
  Reporter(const Subject& subject, Findings& findings) : subject_(subject), findings_(findings) {}
  void Add(const Place& place, std::string_view detail, FindingOptions options = {});

 private:
  const Subject& subject_;
  Findings& findings_;
  std::optional<Action> ceiling_;
};

// The two roles. `word` is what the operator calls it in messages.
struct Role {
  const doc::Value* node;  // null when absent
  std::string_view key;    // "jobManager"
};
std::array<Role, 2> RolesOf(const Subject& subject);

// Text of a string member, empty when it is absent or no string.
std::string_view Text(const doc::Value* object, std::string_view key);
// A boolean or integer member, nothing when it is absent or of another type.
std::optional<bool> Bool(const doc::Value* object, std::string_view key);
std::optional<std::int64_t> Integer(const doc::Value* object, std::string_view key);

// The place of a member of `object`, or where it is missing.
Place MemberPlace(const doc::Value& object, std::string_view key);

// spec.job of an object, null for a session cluster.
const doc::Value* JobOf(const flink::Resource& resource);
// status.components.job of the old object of an UPDATE, null when it has none.
const doc::Value* OldJobStatus(const Subject& subject);

// The savepointGeneration that asks for the next savepoint: one more than the old object's status
// has, in Go's int32, where the last one is followed by the smallest.
std::int64_t NextGeneration(const Subject& subject);

// The job's state as the operator groups it: failed, or stopped (which a failed one is, too).
bool IsFailed(const doc::Value& job_status);
bool IsStopped(const doc::Value& job_status);

}  // namespace sluice::rules::spotify
