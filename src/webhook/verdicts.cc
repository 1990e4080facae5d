// SPDX-License-Identifier: Apache-2.0
#include "webhook/verdicts.h"

#include <fmt/format.h>

#include <array>
#include <functional>

#include "sluice/base/text.h"
#include "sluice/doc/document.h"

namespace sluice::webhook {
namespace {

engine::Outcome Begin(std::string_view uid) {
  engine::Outcome outcome;
  outcome.review_id = base::Sha256Hex(uid).substr(0, 8);
  return outcome;
}

engine::Outcome Deny(k8s::Denial denial, std::string_view uid) {
  engine::Outcome outcome = Begin(uid);
  denial.message += fmt::format(" (review {})", outcome.review_id);
  outcome.verdict.allowed = false;
  outcome.response.denial = std::move(denial);
  return outcome;
}

engine::Outcome Allow(std::string_view why, std::string_view annotation, std::string_view uid) {
  engine::Outcome outcome = Begin(uid);
  outcome.response.warnings.push_back(fmt::format("sluice: not judged: {}", why));
  outcome.response.audit_annotations.emplace_back(annotation, why);
  return outcome;
}

// One to three seconds, so that those who were refused together do not come back together.
int RetryAfter(std::string_view uid) {
  return static_cast<int>(1 + std::hash<std::string_view>{}(uid) % 3);
}

std::string_view Words(Shed shed) {
  switch (shed) {
    case Shed::kOverload:
      return "the webhook is overloaded";
    case Shed::kDeadline:
      return "the request's deadline had passed";
    case Shed::kMemory:
      return "too many large requests at once";
    case Shed::kNotReady:
      return "no policies are loaded yet";
  }
  return "";
}

}  // namespace

std::string_view ToString(Shed shed) {
  switch (shed) {
    case Shed::kOverload:
      return "overload";
    case Shed::kDeadline:
      return "deadline";
    case Shed::kMemory:
      return "memory";
    case Shed::kNotReady:
      return "not_ready";
  }
  return "";
}

engine::Outcome ShedOutcome(Shed shed, bool enforces, k8s::Operation operation,
                            std::string_view uid) {
  const std::string_view words = Words(shed);
  if (!enforces || operation == k8s::Operation::kDelete) return Allow(words, "not-evaluated", uid);
  return Deny({.code = 429,
               .reason = "TooManyRequests",
               .message = fmt::format("Sluice could not judge this request: {}. Try again.", words),
               .retry_after_seconds = RetryAfter(uid)},
              uid);
}

engine::Outcome FailureOutcome(bool enforces, k8s::Operation operation, std::string_view uid) {
  static constexpr std::string_view kWords = "internal error";
  engine::Outcome outcome =
      !enforces || operation == k8s::Operation::kDelete
          ? Allow(kWords, "error", uid)
          : Deny({.code = 500,
                  .reason = "InternalError",
                  .message = "Sluice failed while judging this request, and a policy that denies "
                             "holds here. The webhook's log has more under the review's id."},
                 uid);
  outcome.error = kWords;
  return outcome;
}

engine::Outcome TooLargeOutcome(k8s::Operation operation, std::string_view uid) {
  if (operation == k8s::Operation::kDelete) return DeleteOutcome("the request is too large", uid);
  return Deny({.code = 403,
               .reason = "Forbidden",
               .message = "The object is too large to be judged (see --max-body-bytes); Kubernetes "
                          "could not store it either."},
              uid);
}

engine::Outcome DeleteOutcome(std::string_view why, std::string_view uid) {
  return Allow(why, "not-evaluated", uid);
}

k8s::Operation PeekOperation(std::string_view body) {
  const std::array<std::vector<std::string_view>, 1> paths = {
      std::vector<std::string_view>{"request", "operation"}};
  const std::vector<std::string> found = doc::PeekStrings(body, paths);
  for (const auto operation :
       {k8s::Operation::kCreate, k8s::Operation::kUpdate, k8s::Operation::kDelete}) {
    if (found[0] == k8s::ToString(operation)) return operation;
  }
  return k8s::Operation::kConnect;
}

}  // namespace sluice::webhook
