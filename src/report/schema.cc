// SPDX-License-Identifier: Apache-2.0
#include "sluice/report/schema.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "report/schema_params.h"

namespace sluice::report {
namespace {

using doc::Field;
using doc::Form;
using Json = nlohmann::ordered_json;

constexpr const char* kDraft = "http://json-schema.org/draft-07/schema#";

Json Ref(std::string_view name) { return {{"$ref", fmt::format("#/definitions/{}", name)}}; }

Json Words(std::span<const std::string_view> words) {
  Json list = Json::array();
  for (const std::string_view word : words) list.push_back(word);
  return {{"enum", std::move(list)}};
}

Json TextOf(const Field& field) {
  if (!field.words.empty()) return Words(field.words);
  // The loader takes any scalar for a text, as YAML people leave out quotes.
  Json text = ScalarSchema();
  if (!field.pattern.empty()) text["pattern"] = field.pattern;
  return text;
}

Json ObjectOf(std::span<const Field> fields);

Json ValueOf(const Field& field) {
  switch (field.form) {
    case Form::kText:
      return TextOf(field);
    case Form::kBool:
      return {{"type", "boolean"}};
    case Form::kCount:
      return {{"type", "integer"}, {"minimum", 0}, {"maximum", 1'000'000}};
    case Form::kTexts:
      return {{"type", "array"}, {"items", TextOf(field)}};
    case Form::kObject:
      return ObjectOf(field.fields);
    case Form::kObjects:
      return {{"type", "array"}, {"items", ObjectOf(field.fields)}};
    case Form::kTextMap:
      return {{"type", "object"}, {"additionalProperties", {{"type", ScalarTypes()}}}};
    case Form::kManifest:
      return {{"type", Json::array({"string", "object"})}, {"minLength", 1}};
    case Form::kManifests:
      return {{"type", "array"},
              {"items", {{"type", Json::array({"string", "object"})}, {"minLength", 1}}}};
    case Form::kAnyObject:
      return {{"type", "object"}};
    case Form::kNamed:
      return Ref(field.ref);
  }
  return Json::object();
}

Json ObjectOf(std::span<const Field> fields) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const Field& field : fields) {
    Json value = ValueOf(field);
    if (value.contains("$ref")) {
      // Draft-07 ignores what stands beside a reference.
      value = {{"allOf", Json::array({value})}};
    }
    if (field.not_empty) value["minItems"] = 1;
    if (!field.description.empty()) value["description"] = field.description;
    properties[field.name] = std::move(value);
    if (field.required) required.push_back(field.name);
  }
  Json object = {
      {"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
  if (!required.empty()) object["required"] = std::move(required);
  return object;
}

Json ProfileSchema(const ProfileNames& profiles) {
  // Names of one's own are as good; the built-in ones are offered.
  Json list = Json::array();
  for (const std::string& name : profiles) list.push_back(name);
  return {{"anyOf", Json::array({Json{{"enum", std::move(list)}},
                                 Json{{"type", "string"}, {"minLength", 1}}})}};
}

Json Definitions(const rulebook::Rulebook& rulebook, const ProfileNames& profiles) {
  Json rule = RuleIds(rulebook);
  return {{"rules", RuleEntries(rulebook)},
          {"defaults", DefaultEntries(rulebook)},
          {"parameters", SharedParameters(rulebook)},
          {"profile", ProfileSchema(profiles)},
          {"rule", rule},
          {"ruleIds", {{"type", "array"}, {"minItems", 1}, {"items", std::move(rule)}}},
          {"violations",
           {{"anyOf", Json::array({Json{{"type", "boolean"}},
                                   Json{{"type", "integer"}, {"minimum", 0}}})}}}};
}

// Only the definitions that `schema` refers to.
Json Used(const Json& schema, const Json& definitions) {
  const std::string text = schema.dump();
  Json used = Json::object();
  for (const auto& [name, value] : definitions.items()) {
    if (text.find(fmt::format("#/definitions/{}\"", name)) != std::string::npos) used[name] = value;
  }
  return used;
}

std::string Dump(Json head, const Json& body, const rulebook::Rulebook& rulebook,
                 const ProfileNames& profiles) {
  head.update(body);
  head["definitions"] = Used(body, Definitions(rulebook, profiles));
  return head.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string ToSchema(const SchemaKind& kind, const rulebook::Rulebook& rulebook,
                     const ProfileNames& profiles) {
  return Dump({{"$schema", kDraft}, {"title", kind.kind}}, ObjectOf(kind.fields), rulebook,
              profiles);
}

std::string ToSchema(std::span<const SchemaKind> kinds, const rulebook::Rulebook& rulebook,
                     const ProfileNames& profiles) {
  Json names = Json::array();
  Json branches = Json::array();
  for (const SchemaKind& kind : kinds) {
    names.push_back(kind.kind);
    branches.push_back({{"if", {{"properties", {{"kind", {{"const", kind.kind}}}}}}},
                        {"then", ObjectOf(kind.fields)}});
  }
  const Json body = {{"type", "object"},
                     {"required", Json::array({"apiVersion", "kind"})},
                     {"properties", {{"kind", {{"enum", std::move(names)}}}}},
                     {"allOf", std::move(branches)}};
  return Dump({{"$schema", kDraft}, {"title", "Sluice"}}, body, rulebook, profiles);
}

}  // namespace sluice::report
