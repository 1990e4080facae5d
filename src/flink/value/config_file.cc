// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/config_file.h"

#include <algorithm>
#include <unordered_map>

#include "flink/value/java_error.h"
#include "flink/value/yaml/flat_config.h"
#include "sluice/base/text.h"

namespace sluice::flink {
namespace {

// Puts pairs in the order of their first appearance; later values win.
class FlatBuilder {
 public:
  void Put(std::string key, std::string value) {
    const auto [found, added] = index_.emplace(key, pairs_.size());
    if (added) {
      pairs_.emplace_back(std::move(key), std::move(value));
    } else {
      pairs_[found->second].second = std::move(value);
    }
  }
  FlatConfiguration Take() { return std::move(pairs_); }

 private:
  FlatConfiguration pairs_;
  std::unordered_map<std::string, std::size_t> index_;
};

// ConfigurationUtils.convertToString in standard YAML.
std::string ToText(const yaml::JavaObject& value) {
  return value->type == yaml::JavaClass::kString ? value->text : yaml::ToYamlString(value);
}

}  // namespace

FlatConfiguration ReadLegacyConfig(std::string_view text) {
  FlatBuilder out;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find_first_of("\r\n", start), text.size());
    const std::string_view line = text.substr(start, end - start);
    start = end + 1;
    const std::string_view pair = base::JavaTrim(line.substr(0, line.find('#')));
    const std::size_t colon = pair.find(": ");
    if (colon == std::string_view::npos) continue;
    const std::string_view key = base::JavaTrim(pair.substr(0, colon));
    const std::string_view value = base::JavaTrim(pair.substr(colon + 2));
    if (!key.empty() && !value.empty()) out.Put(std::string(key), std::string(value));
  }
  return out.Take();
}

Parsed<FlatConfiguration> ReadYamlConfig(std::string_view text) {
  SLUICE_TRY(const auto pairs, yaml::ReadPairs(text));
  FlatBuilder out;
  for (const auto& [key, value] : pairs) out.Put(key, ToText(value));
  return out.Take();
}

Parsed<std::string> RereadAsYaml(std::string_view value) {
  SLUICE_TRY(const auto pairs, yaml::ReadPairs(std::string("k: ").append(value)));
  if (pairs.size() != 1 || pairs[0].first != "k") {
    return value::Throw(value::kIllegalArgument, "The value is a map in YAML.");
  }
  return ToText(pairs[0].second);
}

}  // namespace sluice::flink
