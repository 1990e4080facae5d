// SPDX-License-Identifier: Apache-2.0
// The engine: a request and a snapshot in, a verdict or a patch out. Pure: no I/O, no clock, no
// threads, no logging.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sluice/flink/subject.h"
#include "sluice/k8s/review.h"
#include "sluice/policy/policy.h"
#include "sluice/rulebook/rulebook.h"

namespace sluice::engine {

// Everything a request needs that does not belong to it. Immutable; one request uses one snapshot.
struct Snapshot {
  std::shared_ptr<const rulebook::Rulebook> rulebook;
  std::shared_ptr<const policy::PolicySet> policies;
  // What is known of the operator and Flink: the policies' knowledge completed with the operator's
  // own configuration. Null = the policies' alone.
  std::shared_ptr<const flink::Knowledge> knowledge;

  [[nodiscard]] const flink::Knowledge& Known() const {
    return knowledge != nullptr ? *knowledge : policies->knowledge();
  }
};

// A finding and what the policy does with it.
struct JudgedFinding {
  rulebook::Finding finding;
  rulebook::Action action = rulebook::Action::kAudit;
  const std::string* policy = nullptr;  // the policy that decided the action
  bool ignored = false;  // a Warn that the object's annotation sluice.dev/ignore silences
};

struct Judgement {
  std::vector<JudgedFinding> findings;  // strongest action first, then severity, field, rule id
  std::vector<rulebook::Skip> skips;
};

// Judges the subject by the rules of the selection that are for its kind. A rule is called for the
// scale subresource, and for a DELETE, only when it says so. Cannot fail.
Judgement Judge(const policy::Selection& selection, const flink::Subject& subject);

// What is to be done. `allowed` false only for Deny findings that the ratchet does not lift.
struct Verdict {
  bool allowed = true;
  std::vector<JudgedFinding> denials;
  std::vector<JudgedFinding> warnings;  // Warn, and Deny where the ratchet lifted it
  std::vector<JudgedFinding> audits;    // Audit, and Warn where the object's annotation silences it
  bool ratchet = false;  // the object was not changed in meaning, so nothing is denied
};

// Denies unless the request cannot make things worse: a DELETE, an UPDATE of an object that is
// being deleted, or one whose spec means the same as before. `sluice.dev/ignore: <rule>=<reason>`
// (several separated by `;`) on the object silences a Warn; it needs a reason, and never lifts a
// Deny.
Verdict Decide(Judgement judgement, const flink::Subject& subject);

// What the defaults of the selection add, already checked: applying it gives an object on which
// Mutate adds nothing. Nothing at all for subresources, DELETE, children of a
// FlinkBlueGreenDeployment, objects that are being deleted, and what the operator itself writes.
// A default whose additions would add a reason to deny, or break the memory layout, is declined.
struct Mutation {
  std::vector<rulebook::Addition> additions;
  std::vector<rulebook::Declined> declined;
  std::string patch_json;  // JSON Patch, empty when there is nothing to add
};

// `object` must be the document that `subject` was understood from.
Mutation Mutate(const Snapshot& snapshot, const policy::Selection& selection,
                const flink::Question& question, const doc::Document& object);

// What the policies match of a request. For the scale subresource the kind is that of what is
// scaled, and its labels are not known. Views of `request`.
policy::Scope ScopeOf(const k8s::AdmissionRequest& request);

// The two webhooks, whole: decoded request in, response out. Never throws; a failure of ours
// becomes a verdict as decision 2 says.
struct Outcome {
  k8s::AdmissionResponse response;
  Verdict verdict;    // of /validate
  Mutation mutation;  // of /mutate
  std::vector<rulebook::Skip> skips;
  std::vector<std::string> policies;  // names that matched
  std::string review_id;              // stands in the denial and in the log line
  std::string error;                  // our own failure, in words; empty when all went well
};
// `related`: what is known of the rest of the cluster.
Outcome Validate(const Snapshot& snapshot, const k8s::AdmissionRequest& request,
                 const flink::Related& related = {});
Outcome Default(const Snapshot& snapshot, const k8s::AdmissionRequest& request,
                const flink::Related& related = {});
// The verdict on a review that passes a limit: denied, 403 Forbidden, with the limit in words. Only
// for an error whose uid is known and that a user can cause (`by_user`).
Outcome Refuse(const k8s::ReviewError& error);

// Puts the digest of the policies in force on the answer: every answer says by which it was made.
void Stamp(const Snapshot& snapshot, Outcome& outcome);

}  // namespace sluice::engine
