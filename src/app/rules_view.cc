// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "sluice/rulebook/all.h"

namespace sluice::app {
namespace {

nlohmann::ordered_json MetaJson(const rulebook::Meta& meta, std::string_view what) {
  nlohmann::ordered_json out = {{"id", meta.id},         {"type", what},
                                {"title", meta.title},   {"category", ToString(meta.category)},
                                {"reason", meta.reason}, {"remediation", meta.remediation},
                                {"docs", meta.docs}};
  if (what == "rule") {
    out["severity"] = ToString(meta.severity);
    out["consequence"] = meta.consequence;
  }
  out["params"] = nlohmann::ordered_json::array();
  for (const rulebook::Param& param : meta.params) {
    out["params"].push_back({{"name", param.name},
                             {"type", ToString(param.type)},
                             {"default", param.default_text},
                             {"description", param.description}});
  }
  return out;
}

void Print(const rulebook::Meta& meta, std::string_view what) {
  std::cout << fmt::format("{}  ({}, {}", meta.id, what, ToString(meta.category));
  if (what == "rule") std::cout << ", " << ToString(meta.severity);
  std::cout << ")\n" << meta.title << ".\n\n";
  std::cout << "why   " << meta.reason << "\n";
  if (!meta.consequence.empty()) std::cout << "then  " << meta.consequence << "\n";
  if (!meta.remediation.empty()) std::cout << "fix   " << meta.remediation << "\n";
  if (!meta.docs.empty()) std::cout << "docs  " << meta.docs << "\n";
  for (const rulebook::Param& param : meta.params) {
    std::cout << fmt::format("\nparameter {} ({}, default \"{}\")\n  {}\n", param.name,
                             ToString(param.type), param.default_text, param.description);
  }
}

}  // namespace

int RunRulesList(const std::string& format) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const rulebook::Rule* rule : rules::AllRules()) all.push_back(MetaJson(rule->meta, "rule"));
  for (const rulebook::Default* def : defaults::AllDefaults())
    all.push_back(MetaJson(def->meta, "default"));
  if (format == "json") {
    std::cout << all.dump(2) << "\n";
    return kExitFine;
  }
  for (const auto& entry : all) {
    std::cout << fmt::format("{:<36} {:<8} {:<18} {}\n", entry["id"].get<std::string>(),
                             entry.value("severity", "default"),
                             entry["category"].get<std::string>(),
                             entry["title"].get<std::string>());
  }
  return kExitFine;
}

int RunRulesExplain(const std::string& id) {
  for (const rulebook::Rule* rule : rules::AllRules()) {
    if (rule->meta.id == id) return Print(rule->meta, "rule"), kExitFine;
  }
  for (const rulebook::Default* def : defaults::AllDefaults()) {
    if (def->meta.id == id) return Print(def->meta, "default"), kExitFine;
  }
  std::cerr << "sluice: there is no rule or default '" << id << "'; see: sluice rules list\n";
  return kExitUsage;
}

}  // namespace sluice::app
