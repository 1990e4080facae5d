// SPDX-License-Identifier: Apache-2.0
// Source: ConfigurationUtils.convertToList and convertToProperties.
#include <unordered_map>
#include <utility>

#include "flink/value/collections.h"
#include "flink/value/java_error.h"
#include "sluice/flink/value.h"

namespace sluice::flink {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;
using value::kIllegalArgument;
using value::Throw;

// Collectors.toMap over entries that are pairs already.
Parsed<Pairs> WithoutDuplicates(Pairs pairs) {
  std::unordered_map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto [first, added] = seen.emplace(pairs[i].first, i);
    if (added) continue;
    return Throw("IllegalStateException",
                 "Duplicate key " + pairs[i].first + " (attempted merging values " +
                     pairs[first->second].second + " and " + pairs[i].second + ")");
  }
  return pairs;
}

// List.toString.
std::string Listed(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) out.append(out.size() > 1 ? ", " : "").append(item);
  return out + "]";
}

Parsed<Pairs> ParseLegacyMap(std::string_view text, FlinkVersion version) {
  SLUICE_TRY(const std::vector<std::string> items, SplitEscaped(text, ','));
  Pairs pairs;
  for (const std::string& item : items) {
    SLUICE_TRY(std::vector<std::string> pair, SplitEscaped(item, ':'));
    if (pair.size() != 2) {
      return Throw(kIllegalArgument, version >= FlinkVersion::k1_17
                                         ? "Map item is not a key-value pair (missing ':'?)"
                                         : "Could not parse pair in the map " + Listed(pair));
    }
    pairs.emplace_back(std::move(pair[0]), std::move(pair[1]));
  }
  return WithoutDuplicates(std::move(pairs));
}

// ConfigurationUtils.convertToString of an element; a null has no class.
Parsed<std::string> ElementText(const yaml::JavaObject& element) {
  if (element->type == yaml::JavaClass::kNull) return Throw("NullPointerException", "");
  return element->type == yaml::JavaClass::kString ? element->text : yaml::ToYamlString(element);
}

Parsed<std::vector<std::string>> ParseYamlList(std::string_view text) {
  SLUICE_TRY(const yaml::JavaObject list, yaml::Load(text));
  if (list->type != yaml::JavaClass::kList) return Throw("ClassCastException", "");
  std::vector<std::string> out;
  for (const yaml::JavaObject& item : list->items) {
    SLUICE_TRY(std::string element, ElementText(item));
    out.push_back(std::move(element));
  }
  return out;
}

Parsed<Pairs> ParseYamlMap(std::string_view text) {
  SLUICE_TRY(const yaml::JavaObject map, yaml::Load(text));
  if (map->type != yaml::JavaClass::kMap) return Throw("ClassCastException", "");
  return value::ToStringPairs(*map);
}

}  // namespace

Parsed<std::vector<std::string>> ParseList(std::string_view text, bool standard_yaml) {
  if (standard_yaml) {
    if (auto list = ParseYamlList(text)) return list;
  }
  return SplitEscaped(text, ';');
}

Parsed<Pairs> ParseMap(std::string_view text, bool standard_yaml, FlinkVersion version) {
  if (standard_yaml) {
    if (auto map = ParseYamlMap(text)) return map;
  }
  return ParseLegacyMap(text, version);
}

Parsed<Pairs> value::ToStringPairs(const yaml::JavaValue& map) {
  Pairs pairs;
  for (const auto& [key, item] : map.entries) {
    SLUICE_TRY(std::string key_text, ElementText(key));
    SLUICE_TRY(std::string item_text, ElementText(item));
    pairs.emplace_back(std::move(key_text), std::move(item_text));
  }
  return WithoutDuplicates(std::move(pairs));
}

}  // namespace sluice::flink
