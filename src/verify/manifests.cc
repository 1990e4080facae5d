// SPDX-License-Identifier: Apache-2.0
#include "verify/manifests.h"

#include <fmt/format.h>

#include <iterator>

#include "verify/json.h"

namespace sluice::verify {
namespace {

using doc::Value;

// The documents of one file's text, JSON or YAML.
base::Result<std::vector<doc::Document>> ReadManifests(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string::npos && (text[first] == '{' || text[first] == '[')) {
    if (auto json = doc::ReadJson(text, {})) {
      std::vector<doc::Document> one;
      one.push_back(*std::move(json));
      return one;
    }
  }
  return doc::ReadYaml(text, {});
}

// What Lists hold, and everything else as it is.
void AddObjects(const Value& object, const doc::Spot& spot, std::vector<Manifest>& out) {
  const Value* kind = object.Find("kind");
  const Value* items = object.Find("items");
  if (kind != nullptr && items != nullptr && kind->text().ends_with("List") && items->IsArray()) {
    for (const Value& item : items->items()) AddObjects(item, spot, out);
    return;
  }
  out.push_back({.json = doc::ToJson(object), .kind = std::string(TextOf(kind)), .spot = spot});
}

}  // namespace

std::string Manifests::Resolve(const Value& node) const {
  const std::filesystem::path path(node.text());
  return (path.is_absolute() ? path : (folder_ / path).lexically_normal()).string();
}

std::vector<Manifest> Manifests::Objects(const Value& node, std::string_view what) {
  std::vector<Manifest> out;
  if (node.IsObject()) {
    AddObjects(node, reader_.At(node), out);
    return out;
  }
  if (!node.IsString() || node.text().empty()) {
    reader_.Error(node, fmt::format("{} must be the path of a file, or an object", what));
    return out;
  }
  const auto text = files_.read(Resolve(node));
  if (!text) {
    reader_.Error(node, text.error().ToString());
    return out;
  }
  const auto documents = ReadManifests(*text);
  if (!documents) {
    base::Error error = documents.error();
    error.file = Resolve(node);
    reader_.Error(node, error.ToString());
    return out;
  }
  for (const doc::Document& document : *documents) {
    AddObjects(document.root(), reader_.At(node), out);
  }
  return out;
}

std::vector<Manifest> Manifests::List(const Value& node, std::string_view what) {
  std::vector<Manifest> out;
  for (const Value& item : reader_.Items(node, what)) {
    std::vector<Manifest> objects = Objects(item, fmt::format("each of {}", what));
    std::move(objects.begin(), objects.end(), std::back_inserter(out));
  }
  return out;
}

std::optional<Manifest> Manifests::One(const Value& node, std::string_view field,
                                       std::string_view merge_field) {
  const Value* merge = node.Find(merge_field);
  const Value* given = node.Find(field);
  if (given == nullptr) {
    if (merge == nullptr) return std::nullopt;
    reader_.Error(*merge, fmt::format("{} without {} has nothing to change", merge_field, field));
    return std::nullopt;
  }
  const std::size_t before = reader_.complaints().errors.size();
  std::vector<Manifest> objects = Objects(*given, field);
  if (reader_.complaints().errors.size() != before) return std::nullopt;
  if (objects.size() != 1) {
    reader_.Error(*given,
                  fmt::format("{} must be one object, there are {}", field, objects.size()));
    return std::nullopt;
  }
  if (merge != nullptr && !merge->IsObject()) {
    reader_.Error(*merge, fmt::format("{} must be an object", merge_field));
  } else if (merge != nullptr) {
    objects.front().json = Merged(objects.front().json, doc::ToJson(*merge));
  }
  return std::move(objects.front());
}

}  // namespace sluice::verify
