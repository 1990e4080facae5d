// SPDX-License-Identifier: Apache-2.0
// Places of findings: where a value stands, or where it would have to be written.
#include "sluice/flink/options/catalogue.h"
#include "sluice/rulebook/finding.h"

namespace sluice::rulebook {
namespace {

// From `node` down along `path` as far as it exists; the rest is missing.
Place Descend(const doc::Value* node, std::span<const std::string_view> path) {
  Place place{.node = node};
  while (!path.empty() && place.node != nullptr) {
    const doc::Value* next = place.node->Find(path.front());
    if (next == nullptr) break;
    place.node = next;
    path = path.subspan(1);
  }
  place.missing.assign(path.begin(), path.end());
  return place;
}

// The place of `path` below the spec that is judged, the spec itself included.
Place BelowSpec(const flink::Subject& subject, std::vector<std::string_view> path) {
  const flink::Resource& resource = subject.resource;
  if (resource.spec != nullptr) return Descend(resource.spec, path);
  std::vector<std::string_view> whole = {"spec"};
  if (resource.kind == flink::ResourceKind::kFlinkBlueGreenDeployment) {
    whole.insert(whole.end(), {"template", "spec"});
  }
  whole.insert(whole.end(), path.begin(), path.end());
  return Descend(resource.root, whole);
}

}  // namespace

Place At(const doc::Value& node) { return {.node = &node}; }

Place At(const flink::Field& field, const flink::Subject& subject,
         std::initializer_list<std::string_view> path_when_absent) {
  if (field.present()) return At(*field.node);
  return BelowSpec(subject, path_when_absent);
}

Place SpecPlace(const flink::Subject& subject, std::initializer_list<std::string_view> path) {
  return BelowSpec(subject, path);
}

Place OptionPlace(const flink::Subject& subject, flink::options::OptionId option) {
  const flink::Entry* entry = subject.config.Find(option);
  if (entry != nullptr && entry->node != nullptr) return At(*entry->node);
  return BelowSpec(subject, {subject.resource.configuration_field, KeyFor(subject, option)});
}

std::string_view KeyFor(const flink::Subject& subject, flink::options::OptionId option) {
  const flink::Entry* entry = subject.config.Find(option);
  if (entry != nullptr && entry->origin == flink::Origin::kUser) return entry->key;
  const std::string_view canonical = flink::options::CanonicalName(option);
  // The Spotify operator looks for the literal old key when it decides whether HA is on
  // (types_util.go at 1746257); Flink reads it as an alias in every version.
  if (subject.resource.kind == flink::ResourceKind::kSpotifyFlinkCluster &&
      canonical == "high-availability.type") {
    return "high-availability";
  }
  const auto keys = flink::options::KeysOf(option, subject.version());
  return keys.empty() ? canonical : flink::options::KeyName(keys.front());
}

}  // namespace sluice::rulebook
