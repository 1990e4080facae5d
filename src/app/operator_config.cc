// SPDX-License-Identifier: Apache-2.0
#include "app/operator_config.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/input.h"
#include "sluice/base/text.h"
#include "sluice/doc/document.h"

namespace sluice::app {
namespace {

constexpr std::size_t kMostBytes = 1U << 20U;  // a ConfigMap holds no more
constexpr std::string_view kLegacyName = "flink-conf.yaml";
constexpr std::string_view kYamlName = "config.yaml";

tl::unexpected<base::Error> Bad(const std::string& file, std::string message) {
  return tl::unexpected(
      base::Error{.code = base::Code::kInvalid, .message = std::move(message), .file = file});
}

// A Kubernetes object, not a configuration: it has the two fields that every one has.
bool IsManifest(const doc::Value& root) {
  return root.IsObject() && root.Find("apiVersion") != nullptr && root.Find("kind") != nullptr;
}

base::Result<flink::FlatConfiguration> ParseYaml(const std::string& file, std::string_view text,
                                                 std::string_view where) {
  auto read = flink::ReadYamlConfig(text);
  if (read) return *std::move(read);
  // The message may quote the text, so only the kind of the failure is shown.
  const auto& chain = read.error().chain;
  return Bad(file,
             fmt::format("{}Flink cannot read this as config.yaml ({}): it must be one map of "
                         "string keys without nulls and without a key twice.",
                         where, chain.empty() ? "unknown" : chain.back().type));
}

// Takes `object` unless a better one was found: a ConfigMap, rather one that holds a configuration.
void Consider(const doc::Value& object, const doc::Value*& best) {
  if (TextOf(object.Find("kind")) != "ConfigMap") return;
  const bool holds = object.FindPath({"data", kLegacyName}) != nullptr ||
                     object.FindPath({"data", kYamlName}) != nullptr;
  const bool has = best != nullptr && (best->FindPath({"data", kLegacyName}) != nullptr ||
                                       best->FindPath({"data", kYamlName}) != nullptr);
  if (best == nullptr || (holds && !has)) best = &object;
}

// The ConfigMap among the documents, null when there is none.
const doc::Value* FindConfigMap(const std::vector<doc::Document>& documents) {
  const doc::Value* best = nullptr;
  for (const doc::Document& document : documents) {
    Consider(document.root(), best);
    const doc::Value* items = document.root().Find("items");
    if (items == nullptr || !items->IsArray()) continue;
    for (const doc::Value& item : items->items()) Consider(item, best);
  }
  return best;
}

base::Result<flink::FlatConfiguration> ParseConfigMap(const std::string& file,
                                                      const doc::Value& map) {
  const doc::Value* legacy = map.FindPath({"data", kLegacyName});
  if (legacy != nullptr && legacy->IsString()) return flink::ReadLegacyConfig(legacy->text());
  const doc::Value* yaml = map.FindPath({"data", kYamlName});
  if (yaml != nullptr && yaml->IsString()) {
    return ParseYaml(file, yaml->text(), "data[config.yaml]: ");
  }
  return Bad(file,
             "the data of this ConfigMap holds neither flink-conf.yaml nor config.yaml; give "
             "the operator's own, usually flink-operator-config.");
}

// Has lines that only YAML understands: indented ones, or a key without a value on its line.
bool NeedsYaml(std::string_view text) {
  for (const std::string_view line : base::Split(text, '\n')) {
    const std::string_view bare = base::JavaTrim(line);
    if (bare.empty() || bare.starts_with('#') || bare == "---") continue;
    if (line.starts_with(' ') || bare.ends_with(':')) return true;
  }
  return false;
}

}  // namespace

base::Result<flink::FlatConfiguration> ParseOperatorConfig(const std::string& file,
                                                           std::string_view text) {
  const auto documents = doc::ReadYaml(text, {});
  if (documents && !documents->empty() && IsManifest(documents->front().root())) {
    const doc::Value* map = FindConfigMap(*documents);
    if (map != nullptr) return ParseConfigMap(file, *map);
    return Bad(file,
               "this manifest holds no ConfigMap; give flink-conf.yaml, config.yaml, or the "
               "ConfigMap of the operator that holds one of them.");
  }
  const std::string name = std::filesystem::path(file).filename().string();
  if (name == kYamlName || (name != kLegacyName && NeedsYaml(text))) {
    return ParseYaml(file, text, "");
  }
  return flink::ReadLegacyConfig(text);
}

base::Result<std::string> ReadOperatorText(const std::string& file) {
  return ReadText(file, kMostBytes);
}

base::Result<flink::FlatConfiguration> ReadOperatorConfig(const std::string& file) {
  SLUICE_TRY(const std::string text, ReadOperatorText(file));
  return ParseOperatorConfig(file, text);
}

std::shared_ptr<const flink::Knowledge> WithOperatorConfig(const flink::Knowledge& knowledge,
                                                           flink::FlatConfiguration configuration) {
  auto known = std::make_shared<flink::Knowledge>(knowledge);
  known->operator_configuration = std::move(configuration);
  return known;
}

}  // namespace sluice::app
