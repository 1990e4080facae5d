// SPDX-License-Identifier: Apache-2.0
#include "flink/operators/conf_file.h"

#include <algorithm>
#include <vector>

#include "flink/value/hash_order.h"
#include "sluice/flink/spotify.h"

namespace sluice::flink {

namespace {

// Keys that the Apache operator takes out before it writes (FlinkConfMountDecorator).
bool IsLeftOutOfFile(std::string_view key) {
  constexpr std::string_view kLeftOut[] = {"$internal.deployment.config-dir", "rest.bind-address",
                                           "jobmanager.bind-host", "taskmanager.bind-host",
                                           "taskmanager.host"};
  return std::ranges::find(kLeftOut, key) != std::end(kLeftOut);
}

}  // namespace

std::string FlatConfText(const EffectiveConfig& config, LineOrder order) {
  std::vector<const Entry*> entries;
  entries.reserve(config.entries().size());
  for (const Entry& entry : config.entries()) {
    const bool left_out = order == LineOrder::kEntries && IsLeftOutOfFile(entry.key);
    if (!left_out) entries.push_back(&entry);
  }
  if (order == LineOrder::kSorted) std::ranges::sort(entries, {}, &Entry::key);
  std::string text;
  for (const Entry* entry : entries) {
    text.append(entry->key).append(": ").append(entry->value).append("\n");
  }
  return text;
}

std::optional<JavaError> ConfFileRefusal(const EffectiveConfig& config) {
  if (!config.PrefixClash()) return std::nullopt;
  std::vector<std::string> keys;
  for (const Entry& entry : config.entries()) {
    if (!IsLeftOutOfFile(entry.key)) keys.emplace_back(entry.key);
  }
  // The operator names the first pair that it meets in the order of a Java set.
  keys = value::InHashOrder(keys);
  for (const std::string& shorter : keys) {
    for (const std::string& longer : keys) {
      if (!longer.starts_with(shorter + ".")) continue;
      return JavaError{{{"IllegalConfigurationException",
                         "Overlapping key prefixes detected (" + shorter + " -> " + longer +
                             "), please replace with Flink v2 compatible, non-deprecated keys."}}};
    }
  }
  return std::nullopt;
}

std::string_view SpotifyConfFileName(const Resource& resource) {
  return spotify::IsAtLeast2(resource.flink_version.text()) ? "config.yaml" : "flink-conf.yaml";
}

}  // namespace sluice::flink
