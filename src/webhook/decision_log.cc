// SPDX-License-Identifier: Apache-2.0
#include "webhook/decision_log.h"

#include <algorithm>

#include "sluice/rulebook/rule.h"

namespace sluice::webhook {
namespace {

using engine::JudgedFinding;

std::vector<std::string> RuleIds(const std::vector<JudgedFinding>& findings) {
  std::vector<std::string> ids;
  for (const JudgedFinding& judged : findings) {
    std::string id(judged.finding.rule->meta.id);
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
  }
  return ids;
}

template <typename Items, typename Project>
std::vector<std::string> Names(const Items& items, Project project) {
  std::vector<std::string> names;
  for (const auto& item : items) {
    std::string name(project(item));
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

void AddResource(telemetry::Line& line, const k8s::AdmissionRequest& request) {
  line.Text("resource_group", request.kind.group)
      .Text("resource_api_version", request.kind.version)
      .Text("resource_kind", request.kind.kind)
      .Text("resource_namespace", request.namespace_name)
      .Text("resource_name", request.name);
  if (!request.sub_resource.empty()) line.Text("sub_resource", request.sub_resource);
  line.Text("request_username", request.user.username).Bool("dry_run", request.dry_run);
}

void AddBrokenGlass(telemetry::Line& line, const engine::Verdict& verdict) {
  std::vector<JudgedFinding> through;
  for (const JudgedFinding& judged : verdict.warnings) {
    if (judged.lift == engine::Lift::kBreakGlass) through.push_back(judged);
  }
  line.Text("lifted_by", "break-glass")
      .List("break_glass_groups", Names(through, [](const auto& judged) { return judged.group; }))
      .List("break_glass_rules", RuleIds(through));
}

void AddOutcome(telemetry::Line& line, const engine::Outcome& outcome) {
  if (outcome.response.denial) line.Number("code", outcome.response.denial->code);
  line.List("denied", RuleIds(outcome.verdict.denials))
      .List("warned", RuleIds(outcome.verdict.warnings))
      .List("audited", RuleIds(outcome.verdict.audits))
      .List("exempt", engine::ExemptOf(outcome.verdict))
      .List("skipped", Names(outcome.skips, [](const auto& skip) { return skip.rule->meta.id; }))
      .List("patched", Names(outcome.mutation.additions, [](const auto& add) { return add.what; }))
      .List("declined", Names(outcome.mutation.declined,
                              [](const auto& declined) { return declined.by->meta.id; }))
      .List("policy", outcome.policies);
  if (outcome.verdict.ratchet) line.Bool("ratchet", true);
  if (outcome.verdict.break_glass) AddBrokenGlass(line, outcome.verdict);
  if (!outcome.error.empty()) line.Text("error", outcome.error);
}

}  // namespace

std::string_view WordOf(const Decision& decision) {
  if (!decision.shed.empty()) return "shed";
  if (!decision.outcome->error.empty()) return "error";
  if (decision.outcome->response.denial) return "deny";
  return decision.outcome->response.patch_json.empty() ? "allow" : "patch";
}

void LogDecision(telemetry::Log& log, const Decision& decision) {
  const telemetry::Level level = !decision.outcome->error.empty()        ? telemetry::Level::kError
                                 : decision.outcome->verdict.break_glass ? telemetry::Level::kWarn
                                                                         : telemetry::Level::kInfo;
  if (!log.Enabled(level)) return;
  telemetry::Line line = log.Begin(level, "decision");
  line.Text("review_id", decision.outcome->review_id)
      .Text("request_uid", decision.uid)
      .Text("webhook", decision.webhook)
      .Text("decision", WordOf(decision))
      .Text("operation", k8s::ToString(decision.operation))
      .Number("latency_us", decision.latency.count());
  if (!decision.shed.empty()) line.Text("shed", decision.shed);
  if (!decision.detail.empty()) line.Text("detail", decision.detail);
  if (decision.request != nullptr) AddResource(line, *decision.request);
  if (decision.snapshot != nullptr) line.Text("policy_digest", decision.snapshot->Digest());
  AddOutcome(line, *decision.outcome);
  log.Send(line);
}

}  // namespace sluice::webhook
