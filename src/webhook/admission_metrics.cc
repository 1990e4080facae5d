// SPDX-License-Identifier: Apache-2.0
#include "webhook/admission_metrics.h"

#include <fmt/format.h>

#include "sluice/rulebook/rule.h"

namespace sluice::webhook {
namespace {

constexpr std::size_t kMaxNamespaces = 1'000;
constexpr std::size_t kMaxSeries = 20'000;  // of one process; policies come and go

// Peers' buckets start at 5 ms, where every review of ours has long ended.
const std::vector<double>& Buckets() {
  static const std::vector<double> buckets = {.00025, .0005, .001, .0025, .005, .01, .025,
                                              .05,    .1,    .25,  .5,    1,    2.5};
  return buckets;
}

std::string KindLabel(const Decision& decision) {
  if (decision.request == nullptr) return "unknown";
  for (const std::string_view kind : {"FlinkDeployment", "FlinkSessionJob", "FlinkStateSnapshot",
                                      "FlinkBlueGreenDeployment", "FlinkCluster", "Scale"}) {
    if (decision.request->kind.kind == kind) return std::string(kind);
  }
  return "other";
}

const char* Flag(bool value) { return value ? "true" : "false"; }

}  // namespace

AdmissionMetrics::AdmissionMetrics(telemetry::Metrics& metrics, bool namespace_label)
    : metrics_(metrics), namespace_label_(namespace_label) {
  for (std::size_t hook = 0; hook < durations_.size(); ++hook) {
    for (std::size_t operation = 0; operation < 4; ++operation) {
      durations_[hook][operation] = &metrics.AddHistogram(
          "sluice_admission_review_duration_seconds",
          "Time from a review read to its answer encoded.", Buckets(),
          {{"webhook", hook == 0 ? "validate" : "mutate"},
           {"resource_request_operation",
            std::string(k8s::ToString(static_cast<k8s::Operation>(operation)))}});
    }
  }
}

telemetry::Counter& AdmissionMetrics::Cached(const std::string& key, const std::string& name,
                                             const std::string& help,
                                             const telemetry::Labels& labels) {
  const std::lock_guard lock(mutex_);
  const auto found = counters_.find(key);
  if (found != counters_.end()) return *found->second;
  if (counters_.size() >= kMaxSeries) {
    return metrics_.AddCounter("sluice_metrics_overflow_total",
                               "Counts that would have needed more series than are allowed.");
  }
  telemetry::Counter& made = metrics_.AddCounter(name, help, labels);
  counters_.emplace(key, &made);
  return made;
}

std::string AdmissionMetrics::NamespaceLabel(const Decision& decision) {
  if (!namespace_label_ || decision.request == nullptr) return {};
  std::string name(decision.request->namespace_name);
  const std::lock_guard lock(mutex_);
  if (namespaces_.count(name) == 0 && namespaces_.size() >= kMaxNamespaces) return "other";
  namespaces_.insert(name);
  return name;
}

void AdmissionMetrics::CountRequest(const Decision& decision, const std::string& kind,
                                    const std::string& space) {
  const bool allowed = !decision.outcome->response.denial;
  const bool dry_run = decision.request != nullptr && decision.request->dry_run;
  const std::string_view operation = k8s::ToString(decision.operation);
  const std::string key = fmt::format("r|{}|{}|{}|{}|{}|{}", decision.webhook, kind, space,
                                      operation, allowed, dry_run);
  telemetry::Labels labels = {{"webhook", std::string(decision.webhook)},
                              {"resource_kind", kind},
                              {"resource_request_operation", std::string(operation)},
                              {"request_allowed", Flag(allowed)},
                              {"dry_run", Flag(dry_run)}};
  if (namespace_label_) labels["resource_namespace"] = space;
  Cached(key, "sluice_admission_requests_total", "Reviews answered.", labels).Increment();
}

void AdmissionMetrics::CountFindings(const Decision& decision, const std::string& kind,
                                     const std::string& space) {
  const auto count = [&](const rulebook::Rule& rule, std::string_view policy,
                         rulebook::Severity severity, std::string_view mode,
                         std::string_view result) {
    const std::string key = fmt::format("f|{}|{}|{}|{}|{}|{}|{}", policy, rule.meta.id, result,
                                        rulebook::ToString(severity), mode, kind, space);
    telemetry::Labels labels = {{"policy_name", std::string(policy)},
                                {"rule_name", std::string(rule.meta.id)},
                                {"rule_result", std::string(result)},
                                {"severity", std::string(rulebook::ToString(severity))},
                                {"mode", std::string(mode)},
                                {"resource_kind", kind}};
    if (namespace_label_) labels["resource_namespace"] = space;
    Cached(key, "sluice_rule_results_total", "Findings and skips of rules.", labels).Increment();
  };
  const auto count_all = [&](const std::vector<engine::JudgedFinding>& findings,
                             std::string_view mode) {
    for (const engine::JudgedFinding& judged : findings) {
      const std::string_view policy =
          judged.policy != nullptr ? *judged.policy : std::string_view();
      count(*judged.finding.rule, policy, judged.finding.severity, mode, "fail");
    }
  };
  count_all(decision.outcome->verdict.denials, "enforce");
  count_all(decision.outcome->verdict.warnings, "warn");
  count_all(decision.outcome->verdict.audits, "audit");
  count_all(decision.outcome->verdict.exempted, "exempt");
  for (const rulebook::Skip& skip : decision.outcome->skips) {
    count(*skip.rule, "", skip.rule->meta.severity, "", "skip");
  }
}

void AdmissionMetrics::CountLifted(const engine::Verdict& verdict) {
  const auto count = [&](const engine::JudgedFinding& judged, std::string_view source) {
    const std::string_view policy = judged.policy != nullptr ? *judged.policy : std::string_view();
    const std::string_view rule = judged.finding.rule->meta.id;
    Cached(fmt::format("x|{}|{}|{}", source, policy, rule), "sluice_exemptions_total",
           "Findings that were let pass although a policy objects, and by what.",
           {{"source", std::string(source)},
            {"policy_name", std::string(policy)},
            {"rule_name", std::string(rule)}})
        .Increment();
  };
  for (const auto* group : {&verdict.exempted, &verdict.warnings, &verdict.audits}) {
    for (const engine::JudgedFinding& judged : *group) {
      if (judged.lift == engine::Lift::kException) count(judged, "exception");
      if (judged.lift == engine::Lift::kBreakGlass) count(judged, "break-glass");
      if (judged.lift == engine::Lift::kIgnored) count(judged, "annotation");
    }
  }
}

void AdmissionMetrics::Count(const Decision& decision) {
  const std::string kind = KindLabel(decision);
  const std::string space = NamespaceLabel(decision);
  CountRequest(decision, kind, space);
  CountFindings(decision, kind, space);
  CountLifted(decision.outcome->verdict);
  durations_[decision.webhook == "mutate" ? 1 : 0][static_cast<std::size_t>(decision.operation)]
      ->Observe(static_cast<double>(decision.latency.count()) / 1e6);
  if (!decision.shed.empty()) {
    Cached(fmt::format("s|{}", decision.shed), "sluice_admission_shed_total",
           "Reviews answered without judging them.", {{"reason", std::string(decision.shed)}})
        .Increment();
  }
  if (!decision.outcome->error.empty()) {
    const bool fatal = decision.outcome->response.denial.has_value();
    Cached(fmt::format("e|{}", fatal), "sluice_errors_total",
           "Failures of Sluice itself; fatal ones denied the request.", {{"fatal", Flag(fatal)}})
        .Increment();
  }
}

void AdmissionMetrics::CountRefused(const std::string& reason) {
  Cached("h|" + reason, "sluice_admission_refused_total",
         "Requests that are no review the API server would send.", {{"reason", reason}})
      .Increment();
}

}  // namespace sluice::webhook
