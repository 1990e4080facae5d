// SPDX-License-Identifier: Apache-2.0
#include "sluice/webhook/webhook.h"

#include <algorithm>

#include "sluice/base/text.h"
#include "webhook/admission_metrics.h"
#include "webhook/decision_log.h"
#include "webhook/verdicts.h"

namespace sluice::webhook {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Without `?timeout=`: the API server's default for a webhook (v1 timeoutSeconds).
constexpr milliseconds kDefaultTimeout{10'000};
constexpr milliseconds kLeastBudget{500};
// `?timeout=` is the time that is left rounded up to a whole second, so up to one second of it is
// not there.
constexpr milliseconds kRounding{1'000};

bool IsJson(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return base::EqualsIgnoringCase(base::JavaTrim(type), "application/json");
}

bool DeadlinePassed(const net::Request& request, Clock::time_point now) {
  const milliseconds timeout = k8s::TimeoutOf(request.target).value_or(kDefaultTimeout);
  return now - request.started > std::max(timeout - kRounding, kLeastBudget);
}

}  // namespace

Judges EngineJudges() {
  return {.validate =
              [](const engine::Snapshot& snapshot, const k8s::AdmissionRequest& request) {
                return engine::Validate(snapshot, request);
              },
          .mutate =
              [](const engine::Snapshot& snapshot, const k8s::AdmissionRequest& request) {
                return engine::Default(snapshot, request);
              }};
}

struct Webhook::Impl {
  Impl(const SnapshotBox& box, Judges what_judges, telemetry::Log& where,
       telemetry::Metrics& registry, Options how)
      : snapshots(box),
        judges(std::move(what_judges)),
        log(where),
        metrics(registry, how.namespace_label),
        options(std::move(how)) {}

  net::Response Serve(std::string_view webhook, const Judges::Judge& judge,
                      const net::Request& request);
  net::Response ServeReadable(std::string_view webhook, const Judges::Judge& judge,
                              const net::Request& request, Clock::time_point started);
  net::Response AnswerUnread(std::string_view webhook, const net::Request& request,
                             const k8s::ReviewError* error, Clock::time_point started);
  engine::Outcome Judge(Decision& decision, const Judges::Judge& judge,
                        const net::Request& request);
  net::Response Finish(Decision decision, const k8s::ResponseSubject& subject,
                       Clock::time_point started);
  net::Response Refuse(int status, const std::string& reason);

  const SnapshotBox& snapshots;
  Judges judges;
  telemetry::Log& log;
  AdmissionMetrics metrics;
  Options options;
};

net::Response Webhook::Impl::Refuse(int status, const std::string& reason) {
  metrics.CountRefused(reason);
  telemetry::Line line = log.Begin(telemetry::Level::kWarn, "refused");
  line.Text("reason", reason).Number("code", status);
  log.SendNoisy(std::move(line));
  return net::Refuse(status);
}

net::Response Webhook::Impl::Finish(Decision decision, const k8s::ResponseSubject& subject,
                                    Clock::time_point started) {
  net::Response response{.body = k8s::EncodeReview(subject, decision.outcome->response)};
  decision.latency = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started);
  metrics.Count(decision);
  if (options.exception_use != nullptr) options.exception_use->Note(decision.outcome->verdict);
  LogDecision(log, decision);
  return response;
}

// The answer to a body that was not read whole, or not understood. With a uid it is a verdict, for
// an HTTP error would be an off-switch wherever the webhook is registered with Ignore.
net::Response Webhook::Impl::AnswerUnread(std::string_view webhook, const net::Request& request,
                                          const k8s::ReviewError* error,
                                          Clock::time_point started) {
  const k8s::ReviewIdentity identity = k8s::PeekReview(request.body);
  if (identity.uid.empty()) {
    if (error != nullptr) return Refuse(400, "not_a_review");
    return Refuse(request.overloaded ? 503 : 413, request.overloaded ? "memory" : "too_large");
  }
  const k8s::Operation operation = PeekOperation(request.body);
  const std::shared_ptr<const engine::Snapshot> snapshot = snapshots.Get();
  Decision decision{
      .webhook = webhook, .uid = identity.uid, .operation = operation, .snapshot = snapshot.get()};
  engine::Outcome outcome;
  if (error == nullptr && request.overloaded) {
    decision.shed = ToString(Shed::kMemory);
    outcome = ShedOutcome(Shed::kMemory, true, operation, identity.uid);
  } else if (error == nullptr) {
    outcome = TooLargeOutcome(operation, identity.uid);
  } else if (error->error.code == base::Code::kInternal) {
    outcome = FailureOutcome(true, operation, identity.uid);
  } else if (operation == k8s::Operation::kDelete) {
    outcome = DeleteOutcome("the object passes a limit", identity.uid);
  } else {
    outcome = engine::Refuse(*error);
  }
  if (error != nullptr) decision.detail = error->error.message;
  if (snapshot != nullptr) engine::Stamp(*snapshot, outcome);
  decision.outcome = &outcome;
  return Finish(decision, {.uid = identity.uid, .api_version = identity.api_version}, started);
}

engine::Outcome Webhook::Impl::Judge(Decision& decision, const Judges::Judge& judge,
                                     const net::Request& request) {
  const k8s::AdmissionRequest& review = *decision.request;
  const auto shed = [&](Shed why, bool enforces) {
    decision.shed = ToString(why);
    return ShedOutcome(why, enforces, review.operation, review.uid);
  };
  if (decision.snapshot == nullptr) return shed(Shed::kNotReady, true);
  bool enforces = true;  // until the policies say otherwise
  try {
    const auto policies_enforce = [&] {
      return enforces = decision.snapshot->policies->Select(engine::ScopeOf(review)).enforces;
    };
    if (request.overloaded) return shed(Shed::kOverload, policies_enforce());
    if (DeadlinePassed(request, Clock::now())) return shed(Shed::kDeadline, policies_enforce());
    try {
      return judge(*decision.snapshot, review);
    } catch (...) {
      return FailureOutcome(policies_enforce(), review.operation, review.uid);
    }
  } catch (...) {
    return FailureOutcome(enforces, review.operation, review.uid);
  }
}

net::Response Webhook::Impl::ServeReadable(std::string_view webhook, const Judges::Judge& judge,
                                           const net::Request& request, Clock::time_point started) {
  auto review = k8s::DecodeReview(request.body, options.limits);
  if (!review) {
    const k8s::ReviewError& error = review.error();
    const bool ours = error.error.code == base::Code::kInternal;
    if (!error.by_user && !ours) return Refuse(400, "not_a_review");
    return AnswerUnread(webhook, request, &error, started);
  }
  review->now = options.clock();
  const std::shared_ptr<const engine::Snapshot> snapshot = snapshots.Get();
  Decision decision{.webhook = webhook,
                    .uid = review->uid,
                    .request = &*review,
                    .operation = review->operation,
                    .snapshot = snapshot.get()};
  engine::Outcome outcome = Judge(decision, judge, request);
  if (snapshot != nullptr) engine::Stamp(*snapshot, outcome);
  decision.outcome = &outcome;
  return Finish(decision, k8s::SubjectOf(*review), started);
}

net::Response Webhook::Impl::Serve(std::string_view webhook, const Judges::Judge& judge,
                                   const net::Request& request) {
  const Clock::time_point started = Clock::now();
  try {
    if (!IsJson(request.content_type)) return Refuse(415, "content_type");
    if (request.body_cut) return AnswerUnread(webhook, request, nullptr, started);
    return ServeReadable(webhook, judge, request, started);
  } catch (...) {
    // Memory ran out, or a library surprised us. Still a verdict if the uid can be had.
    const k8s::ReviewError ours{
        .error = {.code = base::Code::kInternal, .message = "internal error"}};
    try {
      return AnswerUnread(webhook, request, &ours, started);
    } catch (...) {
      return net::Refuse(500);
    }
  }
}

Webhook::Webhook(const SnapshotBox& snapshots, Judges judges, telemetry::Log& log,
                 telemetry::Metrics& metrics, Options options)
    : impl_(
          std::make_unique<Impl>(snapshots, std::move(judges), log, metrics, std::move(options))) {}

Webhook::~Webhook() = default;

net::Response Webhook::Validate(const net::Request& request) {
  return impl_->Serve("validate", impl_->judges.validate, request);
}

net::Response Webhook::Mutate(const net::Request& request) {
  return impl_->Serve("mutate", impl_->judges.mutate, request);
}

std::vector<net::Route> Webhook::Routes() {
  return {{.method = "POST",
           .path = "/validate",
           .handler = [this](const net::Request& request) { return Validate(request); }},
          {.method = "POST", .path = "/mutate", .handler = [this](const net::Request& request) {
             return Mutate(request);
           }}};
}

}  // namespace sluice::webhook
