// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "report/check_parts.h"
#include "sluice/report/policy_view.h"

namespace sluice::report {
namespace {

using Json = nlohmann::ordered_json;
using policy::BindingView;
using policy::Fit;

std::string_view Word(Fit fit) {
  switch (fit) {
    case Fit::kYes:
      return "yes";
    case Fit::kMaybe:
      return "maybe";
    case Fit::kNo:
      return "no";
  }
  return "";
}

void PutPlace(const policy::Place& place, Json& out) {
  if (place.file.empty()) return;
  out["file"] = place.file;
  out["line"] = place.line;
  out["column"] = place.column;
}

Json PolicyJson(const policy::PolicyView& view) {
  Json out = {{"name", view.name},
              {"profile", view.profile},
              {"holds", view.holds},
              {"fit", Word(view.fit)}};
  PutPlace(view.place, out);
  if (!view.overridden_by.empty()) {
    Json by = {{"policy", view.overridden_by}};
    PutPlace(view.overridden_at, by);
    out["overriddenBy"] = by;
  }
  out["match"] = Json::array();
  for (const policy::ClauseView& clause : view.clauses) {
    Json one = {{"field", clause.field}, {"fit", Word(clause.fit)}, {"words", clause.words}};
    PutPlace(clause.place, one);
    out["match"].push_back(one);
  }
  if (view.cap) out["actions"] = ToString(*view.cap);
  out["catalogueVersion"] = view.catalogue_version;
  out["ratchet"] = view.strict_ratchet ? "Strict" : "Lenient";
  if (!view.break_glass_groups.empty()) out["breakGlassGroups"] = view.break_glass_groups;
  return out;
}

Json BindingJson(const BindingView& view, bool is_rule) {
  Json out = {{"policy", view.policy}};
  if (is_rule) {
    out["action"] = view.action ? Json(ToString(*view.action)) : Json(nullptr);
  } else {
    out["enabled"] = view.on;
  }
  out["decides"] = view.decides;
  if (view.perhaps) out["perhaps"] = true;
  out["why"] = view.why;
  PutPlace(view.place, out);
  for (const policy::ParamView& param : view.params) {
    Json one = {{"name", param.param->name}, {"value", param.value}, {"saidBy", param.said_by}};
    PutPlace(param.place, one);
    out["params"].push_back(one);
  }
  return out;
}

template <typename View>
Json OneJson(const rulebook::Meta& meta, const View& view, bool is_rule) {
  const BindingView* deciding = view.decides();
  Json out = {{"id", meta.id}};
  if (is_rule) {
    out["severity"] = ToString(meta.severity);
    out["action"] = deciding == nullptr ? Json(nullptr) : Json(ToString(*deciding->action));
  } else {
    out["enabled"] = deciding != nullptr;
  }
  out["bindings"] = Json::array();
  for (const BindingView& one : view.bindings) out["bindings"].push_back(BindingJson(one, is_rule));
  return out;
}

}  // namespace

std::string ToJson(const PolicyReport& report) {
  const policy::Explanation& explanation = report.explanation;
  Json out = {{"namespace", report.namespace_name}};
  if (!report.kind.empty()) out["kind"] = report.kind;
  if (!report.operation.empty()) out["operation"] = report.operation;
  if (!report.user.empty()) out["user"] = report.user;
  if (!report.groups.empty()) out["groups"] = report.groups;
  out["judgedBy"] = report.source;
  out["policyDigest"] = report.digest;
  out["enforces"] = explanation.enforces;
  out["policies"] = Json::array();
  for (const auto& view : explanation.policies) out["policies"].push_back(PolicyJson(view));
  out["rules"] = Json::array();
  for (const auto& view : explanation.rules) {
    if (!report.rule.empty() && view.rule->meta.id != report.rule) continue;
    out["rules"].push_back(OneJson(view.rule->meta, view, true));
  }
  out["defaults"] = Json::array();
  for (const auto& view : explanation.defaults) {
    if (!report.rule.empty() && view.def->meta.id != report.rule) continue;
    out["defaults"].push_back(OneJson(view.def->meta, view, false));
  }
  if (report.judged_objects) out["judgedObjects"] = *report.judged_objects;
  out["exceptions"] = Json::array();
  for (const ExceptionLine& line : report.exceptions) {
    Json one = ExceptionJson(line);
    if (report.judged_objects) one["lifted"] = line.lifted;
    one["words"] = Describe(*line.exception);
    out["exceptions"].push_back(std::move(one));
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sluice::report
