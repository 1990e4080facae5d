// SPDX-License-Identifier: Apache-2.0
#include "flink/operators/conf_file.h"

#include <algorithm>
#include <vector>

#include "flink/operators/spotify_version.h"

namespace sluice::flink {

std::string FlatConfText(const EffectiveConfig& config, LineOrder order) {
  std::vector<const Entry*> entries;
  entries.reserve(config.entries().size());
  for (const Entry& entry : config.entries()) entries.push_back(&entry);
  if (order == LineOrder::kSorted) std::ranges::sort(entries, {}, &Entry::key);
  std::string text;
  for (const Entry* entry : entries) {
    text.append(entry->key).append(": ").append(entry->value).append("\n");
  }
  return text;
}

std::optional<JavaError> ConfFileRefusal(const EffectiveConfig& config) {
  const auto clash = config.PrefixClash();
  if (!clash) return std::nullopt;
  return JavaError{{{"IllegalConfigurationException",
                     "Overlapping key prefixes detected (" + std::string(clash->first->key) +
                         " -> " + std::string(clash->second->key) +
                         "), please replace with Flink v2 compatible, non-deprecated keys."}}};
}

std::string_view SpotifyConfFileName(const Resource& resource) {
  return IsSpotifyAtLeast2(resource.flink_version.text()) ? "config.yaml" : "flink-conf.yaml";
}

}  // namespace sluice::flink
