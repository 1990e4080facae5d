// SPDX-License-Identifier: Apache-2.0
#include "verify/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sluice/base/text.h"
#include "sluice/rulebook/facts.h"

namespace sluice::verify {
namespace {

using Json = nlohmann::ordered_json;

Json Parse(const std::string& text) { return Json::parse(text, nullptr, false); }

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string TextOf(const Json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

Json MetadataOf(const Json& object) {
  return object.is_object() && object.contains("metadata") ? object["metadata"] : Json::object();
}

void SetNamespace(Json& object, const std::string& name) {
  if (!object.is_object() || !MetadataOf(object).is_object()) return;
  if (TextOf(MetadataOf(object), "namespace").empty()) object["metadata"]["namespace"] = name;
}

// "<what it is>" of a value in a difference: the value when it may be shown and is short.
std::string Shown(std::string_view pointer, const Json& value) {
  const std::size_t slash = pointer.rfind('/');
  const std::string key =
      slash == std::string_view::npos ? std::string() : std::string(pointer.substr(slash + 1));
  if (!rulebook::MayShow(key)) return "a value that is not shown";
  return base::Printable(Dump(value), 120);
}

void Compare(const std::string& pointer, const Json& expected, const Json& actual,
             std::vector<std::string>& lines) {
  constexpr std::size_t kMost = 10;
  if (lines.size() == kMost || expected == actual) return;
  if (!expected.is_object() || !actual.is_object()) {
    lines.push_back(fmt::format("{}: expected {}, got {}", pointer.empty() ? "/" : pointer,
                                Shown(pointer, expected), Shown(pointer, actual)));
    return;
  }
  for (const auto& [key, value] : expected.items()) {
    const std::string child = pointer + "/" + key;
    if (actual.contains(key)) {
      Compare(child, value, actual[key], lines);
    } else if (lines.size() < kMost) {
      lines.push_back(fmt::format("{}: expected {}, got nothing", child, Shown(child, value)));
    }
  }
  for (const auto& [key, value] : actual.items()) {
    const std::string child = pointer + "/" + key;
    if (expected.contains(key) || lines.size() == kMost) continue;
    lines.push_back(fmt::format("{}: expected nothing, got {}", child, Shown(child, value)));
  }
}

}  // namespace

std::string BuildReview(const RequestParts& parts) {
  Json object = parts.object.empty() ? Json() : Parse(parts.object);
  Json old_object = parts.old_object.empty() ? Json() : Parse(parts.old_object);
  const Json& judged = object.is_object() ? object : old_object;
  const std::string version = TextOf(judged, "apiVersion");
  const std::size_t slash = version.find('/');
  const std::string group = slash == std::string::npos ? "" : version.substr(0, slash);
  const std::string rest = slash == std::string::npos ? version : version.substr(slash + 1);
  const std::string kind = TextOf(judged, "kind");
  std::string space = parts.namespace_name;
  if (space.empty()) space = TextOf(MetadataOf(judged), "namespace");
  if (space.empty()) space = "default";
  const std::string name = TextOf(MetadataOf(judged), "name");
  SetNamespace(object, space);
  SetNamespace(old_object, space);
  const Json review = {
      {"kind", "AdmissionReview"},
      {"apiVersion", "admission.k8s.io/v1"},
      {"request",
       {{"uid", "verify"},
        {"kind", {{"group", group}, {"version", rest}, {"kind", kind}}},
        {"resource",
         {{"group", group}, {"version", rest}, {"resource", base::ToLower(kind) + "s"}}},
        {"name", name},
        {"namespace", space},
        {"operation", parts.operation},
        {"userInfo", {{"username", parts.username}, {"groups", parts.groups}}},
        {"object", std::move(object)},
        {"oldObject", std::move(old_object)},
        {"dryRun", false}}}};
  return Dump(review);
}

std::string Merged(const std::string& json, const std::string& merge) {
  Json object = Parse(json);
  object.merge_patch(Parse(merge));
  return Dump(object);
}

base::Result<std::string> WithPatch(const std::string& review, const std::string& json_patch) {
  try {
    Json whole = Parse(review);
    Json& object = whole.at("request").at("object");
    object = object.patch(Parse(json_patch));
    return Dump(whole);
  } catch (const Json::exception&) {
    return base::Fail(base::Code::kInternal, "the patch cannot be applied to the object");
  }
}

std::string ObjectOf(const std::string& review) {
  const Json whole = Parse(review);
  return whole.contains("request") && whole["request"].contains("object")
             ? Dump(whole["request"]["object"])
             : "null";
}

std::vector<std::string> Differences(const std::string& expected, const std::string& actual) {
  std::vector<std::string> lines;
  Compare("", Parse(expected), Parse(actual), lines);
  return lines;
}

}  // namespace sluice::verify
