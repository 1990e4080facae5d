// SPDX-License-Identifier: Apache-2.0
#include "report/schema_params.h"

#include <fmt/format.h>

#include <functional>
#include <map>

#include "sluice/policy/fields.h"
#include "sluice/rulebook/words.h"

namespace sluice::report {
namespace {

using Json = nlohmann::ordered_json;
using rulebook::Meta;
using rulebook::Param;
using rulebook::ParamType;

bool HasMinimum(const Param& param) { return param.minimum > -1e18; }
bool HasMaximum(const Param& param) { return param.maximum < 1e18; }

std::string DescriptionOf(const Param& param) {
  std::string text = fmt::format("{} Expects {}.", param.description, rulebook::ExpectedOf(param));
  if (!param.default_text.empty()) text += fmt::format(" Default: {}.", param.default_text);
  return text;
}

// A number in its range, or the same as text.
Json NumberSchema(const Param& param, bool integer) {
  Json number = {{"type", integer ? "integer" : "number"}};
  const auto bound = [integer](double value) {
    return integer ? Json(static_cast<std::int64_t>(value)) : Json(value);
  };
  if (HasMinimum(param)) number["minimum"] = bound(param.minimum);
  if (HasMaximum(param)) number["maximum"] = bound(param.maximum);
  const char* pattern =
      integer ? "^-?[0-9]+$" : "^-?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?$";
  return {{"anyOf", Json::array({number, Json{{"type", "string"}, {"pattern", pattern}}})}};
}

Json ValueSchema(const Param& param) {
  switch (param.type) {
    case ParamType::kBool:
      return {{"enum", Json::array({true, false, "true", "false"})}};
    case ParamType::kInteger:
      return NumberSchema(param, true);
    case ParamType::kNumber:
      return NumberSchema(param, false);
    case ParamType::kBytes:
      return {{"type", Json::array({"string", "integer"})},
              {"pattern", "^\\s*[0-9]+\\s*[A-Za-z]*\\s*$"}};
    case ParamType::kDuration:
      return {{"type", Json::array({"string", "integer"})}, {"pattern", "^\\s*([0-9]|[-+]?[Pp])"}};
    case ParamType::kString:
      return {{"type", ScalarTypes()}};
    case ParamType::kStringList:
      return {{"type", "array"}, {"items", {{"type", ScalarTypes()}}}};
  }
  return Json::object();
}

Json ParamSchema(const Param& param) {
  Json schema = ValueSchema(param);
  schema["description"] = DescriptionOf(param);
  return schema;
}

Json ParamsSchema(const Meta& meta) {
  Json properties = Json::object();
  for (const Param& param : meta.params) properties[param.name] = ParamSchema(param);
  return {
      {"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
}

// What an editor offers for an id: the words beside it are those of the rule.
template <typename T>
Json Ids(const std::vector<const T*>& all, const std::function<std::string(const T&)>& words) {
  Json ids = Json::array();
  Json texts = Json::array();
  for (const T* one : all) {
    ids.push_back(one->meta.id);
    texts.push_back(words(*one));
  }
  return {
      {"enum", std::move(ids)}, {"enumDescriptions", texts}, {"markdownEnumDescriptions", texts}};
}

Json DefaultIds(const rulebook::Rulebook& rulebook) {
  return Ids<rulebook::Default>(rulebook.defaults(), [](const rulebook::Default& def) {
    return std::string(def.meta.title);
  });
}

// A list of entries {id, ...}, each with the parameters that its id declares.
template <typename T>
Json Entries(const std::vector<const T*>& all, Json properties) {
  Json branches = Json::array();
  for (const T* one : all) {
    branches.push_back(
        {{"if",
          {{"required", Json::array({"id"})}, {"properties", {{"id", {{"const", one->meta.id}}}}}}},
         {"then", {{"properties", {{"params", ParamsSchema(one->meta)}}}}}});
  }
  properties["params"] = {{"type", "object"}};
  return {{"type", "array"},
          {"items",
           {{"type", "object"},
            {"additionalProperties", false},
            {"required", Json::array({"id"})},
            {"properties", std::move(properties)},
            {"allOf", std::move(branches)}}}};
}

Json ActionsSchema() {
  Json words = Json::array();
  for (const std::string_view word : policy::kActionWords) words.push_back(word);
  return {
      {"type", "array"},
      {"items", {{"enum", std::move(words)}}},
      {"description", "What happens to its findings; the strongest counts, [] switches it off."}};
}

}  // namespace

Json ScalarTypes() { return Json::array({"string", "number", "boolean"}); }

Json ScalarSchema() { return {{"type", ScalarTypes()}, {"minLength", 1}}; }

Json RuleIds(const rulebook::Rulebook& rulebook) {
  return Ids<rulebook::Rule>(rulebook.rules(), [](const rulebook::Rule& rule) {
    return fmt::format("{} ({}, {})", rule.meta.title, ToString(rule.meta.severity),
                       ToString(rule.meta.category));
  });
}

Json RuleEntries(const rulebook::Rulebook& rulebook) {
  return Entries(rulebook.rules(), {{"id", RuleIds(rulebook)}, {"actions", ActionsSchema()}});
}

Json DefaultEntries(const rulebook::Rulebook& rulebook) {
  return Entries(rulebook.defaults(),
                 {{"id", DefaultIds(rulebook)}, {"enabled", {{"type", "boolean"}}}});
}

Json SharedParameters(const rulebook::Rulebook& rulebook) {
  // One name may be declared by several; a value must do for all of them, so the first will do
  // here.
  std::map<std::string_view, const Param*> first;
  std::map<std::string_view, std::string> users;
  const auto add = [&](const Meta& meta) {
    for (const Param& param : meta.params) {
      first.emplace(param.name, &param);
      std::string& list = users[param.name];
      list += fmt::format("{}{}", list.empty() ? "" : ", ", meta.id);
    }
  };
  for (const rulebook::Rule* rule : rulebook.rules()) add(rule->meta);
  for (const rulebook::Default* def : rulebook.defaults()) add(def->meta);
  Json properties = Json::object();
  for (const auto& [name, param] : first) {
    Json schema = ParamSchema(*param);
    schema["description"] =
        fmt::format("{} Of: {}.", schema["description"].get<std::string>(), users[name]);
    properties[name] = std::move(schema);
  }
  return {
      {"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
}

}  // namespace sluice::report
