// SPDX-License-Identifier: Apache-2.0
// The engine: a request and a snapshot in, a verdict or a patch out. Pure: no I/O, no clock, no
// threads, no logging.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/flink/subject.h"
#include "sluice/k8s/review.h"
#include "sluice/policy/exception.h"
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
  std::shared_ptr<const policy::ExceptionSet> exceptions;  // null = none

  // Names all policies and exceptions together: 16 hexadecimal digits.
  [[nodiscard]] std::string Digest() const;
  [[nodiscard]] const flink::Knowledge& Known() const {
    return knowledge != nullptr ? *knowledge : policies->knowledge();
  }
};

// Why a finding does not do what its action says.
enum class Lift : std::uint8_t {
  kNone,
  kIgnored,     // a Warn that the object's annotation sluice.dev/ignore silences
  kException,   // an exception of the platform team
  kDelete,      // a DELETE is never denied
  kUnchanged,   // the spec means the same as before; the policy's strict ratchet denies all others
  kNoWorse,     // the old object had the same mistake, and no less of it
  kBreakGlass,  // the user is of a group that may break the policy's glass
};
std::string_view ToString(Lift lift);  // "", "ignored", "exception", "delete", "unchanged", ...

// A finding and what the policy does with it.
struct JudgedFinding {
  rulebook::Finding finding;
  rulebook::Action action = rulebook::Action::kAudit;
  const std::string* policy = nullptr;  // the policy that decided the action
  Lift lift = Lift::kNone;
  const policy::Exception* exception = nullptr;  // of kException
  std::string_view group;                        // of kBreakGlass; lives with the policies
};

struct Judgement {
  std::vector<JudgedFinding> findings;  // strongest action first, then severity, field, rule id
  std::vector<rulebook::Skip> skips;
};

// Judges the subject by the rules of the selection that are for its kind. A rule is called for the
// scale subresource, and for a DELETE, only when it says so. Cannot fail.
Judgement Judge(const policy::Selection& selection, const flink::Subject& subject);

// What is to be done. `allowed` false only for Deny findings that nothing lifts.
struct Verdict {
  bool allowed = true;
  std::vector<JudgedFinding> denials;
  std::vector<JudgedFinding> warnings;  // Warn, and Deny that was lifted otherwise than below
  std::vector<JudgedFinding> audits;    // Audit, and Warn where the object's annotation silences it
  std::vector<JudgedFinding> exempted;  // Deny and Warn that an exception lifts
  bool ratchet = false;      // something is let pass because the request makes nothing worse
  bool break_glass = false;  // something is let pass because of who asks
};

// One request, for Decide. `selection` must come from the snapshot's policies.
struct Case {
  const Snapshot& snapshot;
  const policy::Selection& selection;
  const flink::Question& question;
  std::span<const std::string_view> groups = {};  // of the user
};

// From findings to a verdict. A Deny is lifted, in this order,
// - by an exception that has not expired at question.now (this holds for a Warn, too);
// - by the ratchet: a DELETE, an UPDATE whose spec means the same as before, and, unless the policy
//   asks for the strict form, an UPDATE of an object that had the same mistake before: of the same
//   rule at the same place, with no smaller measure and severity, and for a rule that compares
//   values with the same words. A rule that judges the change itself is not lifted, nor one that
//   reached Findings::kMostPerRule. The old object is judged only when something would be denied;
// - by break-glass: the user is in a group that the policy names.
// What is lifted for one policy still does what every other matching policy says of it.
// `sluice.dev/ignore: <rule>=<reason>` (several separated by `;`) on the object silences a Warn; it
// needs a reason, and never lifts a Deny.
Verdict Decide(const Case& what, const flink::Subject& subject, Judgement judgement);

// "<rule>=<exception>" of what exceptions lift, "<rule>" of what the object's annotation silences;
// each once.
std::vector<std::string> ExemptOf(const Verdict& verdict);

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
