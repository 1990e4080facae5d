// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "report/check_parts.h"
#include "sluice/report/check_report.h"

namespace sluice::report {
namespace {

using Json = nlohmann::ordered_json;

Json FindingJson(const LocatedFinding& found) {
  const rulebook::Finding& finding = found.judged.finding;
  Json out;
  out["rule"] = finding.rule->meta.id;
  out["severity"] = ToString(finding.severity);
  out["action"] = ToString(found.judged.action);
  if (found.judged.policy != nullptr) out["policy"] = *found.judged.policy;
  out["field"] = finding.field;
  out["pointer"] = finding.pointer;
  if (!finding.missing.empty()) out["missing"] = finding.missing;
  if (found.mark.line != 0) {
    out["line"] = found.mark.line;
    out["column"] = found.mark.column;
  }
  out["detail"] = finding.detail;
  out["consequence"] = finding.rule->meta.consequence;
  out["fix"] = finding.fix;
  if (!found.docs.empty()) out["docs"] = found.docs;
  if (found.judged.lift != engine::Lift::kNone) out["liftedBy"] = ToString(found.judged.lift);
  if (const policy::Exception* exception = found.judged.exception) {
    out["exempt"] = {{"exception", exception->name},
                     {"expiresAt", base::FormatTime(exception->expires)},
                     {"owner", exception->owner},
                     {"reason", exception->reason}};
  }
  return out;
}

}  // namespace

Json ObjectJson(const CheckedObject& object) {
  Json out;
  out["file"] = object.file;
  if (!object.item.empty()) out["item"] = object.item;
  out["kind"] = object.kind;
  out["namespace"] = object.namespace_name;
  out["name"] = object.name;
  out["allowed"] = object.allowed;
  out["findings"] = Json::array();
  for (const LocatedFinding& found : object.findings) out["findings"].push_back(FindingJson(found));
  out["defaults"] = Json::array();
  for (const rulebook::Addition& addition : object.defaults) {
    out["defaults"].push_back({{"default", addition.by->meta.id},
                               {"option", addition.what},
                               {"value", Json::parse(addition.value_json, nullptr, false)}});
  }
  out["declined"] = Json::array();
  for (const rulebook::Declined& declined : object.declined) {
    out["declined"].push_back({{"default", declined.by->meta.id}, {"reason", declined.reason}});
  }
  out["skipped"] = Json::array();
  for (const rulebook::Skip& skip : object.skips) {
    out["skipped"].push_back({{"rule", skip.rule->meta.id}, {"reason", skip.reason}});
  }
  return out;
}

Json ProblemJson(const base::Error& error) {
  Json out;
  out["file"] = error.file;
  if (error.line != 0) out["line"] = error.line;
  if (error.column != 0) out["column"] = error.column;
  out["message"] = error.message;
  return out;
}

Json ExceptionJson(const ExceptionLine& line) {
  const policy::Exception& exception = *line.exception;
  return {{"name", exception.name},
          {"file", exception.file},
          {"line", exception.line},
          {"state", ToString(line.state)},
          {"expiresAt", base::FormatTime(exception.expires)},
          {"owner", exception.owner}};
}

std::string ToJson(const CheckReport& report) {
  const CheckSummary summary = Summarise(report);
  Json out;
  out["judgedBy"] = report.profile;
  out["policyDigest"] = report.policy_digest;
  if (!report.notes.empty()) out["notes"] = report.notes;
  out["objects"] = Json::array();
  for (const CheckedObject& object : report.objects) out["objects"].push_back(ObjectJson(object));
  out["problems"] = Json::array();
  for (const InputProblem& problem : report.problems)
    out["problems"].push_back(ProblemJson(problem.error));
  out["exceptions"] = Json::array();
  for (const ExceptionLine& line : report.exceptions) {
    Json one = ExceptionJson(line);
    one["lifted"] = line.lifted;
    out["exceptions"].push_back(std::move(one));
  }
  out["summary"] = {{"objects", report.objects.size()},
                    {"files", report.files},
                    {"otherDocuments", report.other_documents},
                    {"denied", summary.denied},
                    {"warned", summary.warned},
                    {"audited", summary.audited},
                    {"exempted", summary.exempted},
                    {"problems", report.problems.size()}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sluice::report
