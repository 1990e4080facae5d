// SPDX-License-Identifier: Apache-2.0
// The two webhooks, whole. The only place where an exception of a rule or a library would end.
#include <algorithm>
#include <exception>
#include <new>
#include <typeinfo>

#include "engine/words.h"
#include "sluice/base/text.h"
#include "sluice/engine/engine.h"

namespace sluice::engine {
namespace {

using k8s::AdmissionRequest;
using k8s::Operation;

flink::Change ChangeOf(Operation operation) {
  if (operation == Operation::kUpdate) return flink::Change::kUpdate;
  return operation == Operation::kDelete ? flink::Change::kDelete : flink::Change::kCreate;
}

// Group, version and kind of the object that a policy matches: for the scale subresource those of
// the resource, not of the Scale.
k8s::GroupVersionKind JudgedKind(const AdmissionRequest& request) {
  if (request.sub_resource.empty()) return request.kind;
  const k8s::GroupVersionResource& resource = request.resource;
  return {resource.group, resource.version,
          ToString(flink::KindOfPlural(resource.group, resource.resource))};
}

flink::Question QuestionOf(const AdmissionRequest& request, const flink::Related& related) {
  const k8s::GroupVersionKind kind = JudgedKind(request);
  return {.change = ChangeOf(request.operation),
          .object = request.object,
          .old_object = request.old_object,
          .group = kind.group,
          .version = kind.version,
          .kind = kind.kind,
          .sub_resource = request.sub_resource,
          .namespace_name = request.namespace_name,
          .name = request.name,
          .username = request.user.username,
          .now = request.now,
          .related = related};
}

// Requests that carry nothing to judge: other groups, CONNECT, status and unknown subresources.
bool IsJudged(const AdmissionRequest& request) {
  if (request.operation == Operation::kConnect) return false;
  if (!flink::IsFlinkGroup(JudgedKind(request).group)) return false;
  if (!request.sub_resource.empty() && request.sub_resource != "scale") return false;
  return (request.operation == Operation::kDelete ? request.old_object : request.object) != nullptr;
}

Outcome Begin(const AdmissionRequest& request) {
  Outcome outcome;
  outcome.review_id = base::Sha256Hex(request.uid).substr(0, 8);
  return outcome;
}

// A failure of ours, which nothing lifts, no exception and no broken glass: denied where a matching
// policy can deny, else let through and said.
void Fail(Outcome& outcome, bool enforces, std::string_view what) {
  outcome.error = base::Printable(what, 256);
  outcome.verdict = {};
  outcome.verdict.allowed = !enforces;
  outcome.mutation = {};
  outcome.response = {};
  outcome.response.audit_annotations.emplace_back("error", outcome.error);
  if (enforces) {
    outcome.response.denial = FailureDenial(outcome.review_id);
  } else {
    outcome.response.warnings.push_back(
        "sluice: not judged because of a failure of its own (review " + outcome.review_id + ")");
  }
}

// Runs `judge`, which fills the outcome from the selection.
template <typename Judging>
void Guarded(const Snapshot& snapshot, const AdmissionRequest& request, const Judging& judge,
             Outcome& outcome) {
  if (!IsJudged(request)) return;
  const bool may_deny = request.operation != Operation::kDelete;
  bool enforces = may_deny;  // until the policies say otherwise
  try {
    const policy::Selection selection = snapshot.policies->Select(ScopeOf(request));
    enforces = may_deny && selection.enforces;
    if (selection.policies.empty()) return;
    for (const std::string* name : selection.policies) outcome.policies.push_back(*name);
    judge(selection, outcome);
  } catch (const std::bad_alloc&) {
    Fail(outcome, enforces, "out of memory");
  } catch (const std::exception& failure) {
    // Its own words may hold a piece of the object (those of a JSON parser do), its type never.
    Fail(outcome, enforces, typeid(failure).name());
  } catch (...) {
    Fail(outcome, enforces, "unknown failure");
  }
}

template <typename Judging>
Outcome Answer(const Snapshot& snapshot, const AdmissionRequest& request, const Judging& judge) {
  Outcome outcome = Begin(request);
  Guarded(snapshot, request, judge, outcome);
  Stamp(snapshot, outcome);
  return outcome;
}

}  // namespace

policy::Scope ScopeOf(const AdmissionRequest& request) {
  const bool whole = request.sub_resource.empty();
  return {.namespace_name = request.namespace_name,
          .kind = JudgedKind(request).kind,
          .operation = request.operation,
          .username = request.user.username,
          .groups = request.user.groups,
          .object = whole ? request.object : nullptr,
          .old_object = whole ? request.old_object : nullptr};
}

std::string Snapshot::Digest() const {
  if (exceptions == nullptr || exceptions->digest().empty()) return policies->digest();
  return base::Sha256Hex(policies->digest() + exceptions->digest()).substr(0, 16);
}

Outcome Validate(const Snapshot& snapshot, const AdmissionRequest& request,
                 const flink::Related& related) {
  return Answer(snapshot, request, [&](const policy::Selection& selection, Outcome& outcome) {
    const flink::Question question = QuestionOf(request, related);
    const flink::Subject subject = flink::Understand(question, snapshot.Known());
    Judgement judgement = Judge(selection, subject);
    outcome.skips = std::move(judgement.skips);
    outcome.verdict = Decide({.snapshot = snapshot,
                              .selection = selection,
                              .question = question,
                              .groups = request.user.groups},
                             subject, std::move(judgement));
    if (!outcome.verdict.allowed) {
      outcome.response.denial = DenialOf(request, outcome.verdict, outcome.review_id);
    }
    outcome.response.warnings = WarningsOf(outcome.verdict, outcome.review_id);
    outcome.response.audit_annotations = ValidateAnnotations(snapshot, outcome);
  });
}

Outcome Default(const Snapshot& snapshot, const AdmissionRequest& request,
                const flink::Related& related) {
  return Answer(snapshot, request, [&](const policy::Selection& selection, Outcome& outcome) {
    if (request.object == nullptr) return;
    const doc::Document object = doc::Subtree(request.document, *request.object);
    outcome.mutation = Mutate(snapshot, selection, QuestionOf(request, related), object);
    outcome.response.patch_json = outcome.mutation.patch_json;
    std::string warning = MutationWarning(outcome.mutation, outcome.policies);
    if (!warning.empty()) outcome.response.warnings.push_back(std::move(warning));
    if (request.operation == Operation::kCreate) {
      AddDeclined(outcome.mutation, outcome.response.warnings);
    }
    outcome.response.audit_annotations = MutateAnnotations(snapshot, outcome);
  });
}

Outcome Refuse(const k8s::ReviewError& error) {
  Outcome outcome;
  outcome.review_id = base::Sha256Hex(error.uid).substr(0, 8);
  outcome.verdict.allowed = false;
  outcome.response.denial = Refusal(error.error.message, outcome.review_id);
  return outcome;
}

void Stamp(const Snapshot& snapshot, Outcome& outcome) {
  constexpr std::string_view kName = "policy-digest";
  auto& annotations = outcome.response.audit_annotations;
  const bool there = std::any_of(annotations.begin(), annotations.end(),
                                 [&](const auto& one) { return one.first == kName; });
  if (!there) annotations.emplace_back(kName, snapshot.Digest());
}

}  // namespace sluice::engine
