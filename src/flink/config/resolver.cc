// SPDX-License-Identifier: Apache-2.0
#include "flink/config/resolver.h"

#include <charconv>
#include <tuple>

#include "flink/config/flatten.h"

namespace sluice::flink {

using doc::Value;

namespace {

// What the operator sets itself and refuses from anybody else
// (DefaultValidator.FORBIDDEN_CONF_KEYS, 1.16-SNAPSHOT).
bool IsIdentity(std::string_view key) {
  return key == "kubernetes.cluster-id" || key == "kubernetes.namespace" ||
         key == "high-availability.cluster-id";
}

}  // namespace

Resolver::Resolver(FlinkVersion version, std::size_t entries) {
  config_.storage_ = std::make_shared<EffectiveConfig::Storage>();
  config_.version_ = version;
  config_.by_key_.resize(options::KeyCount());
  config_.entries_.reserve(entries);
}

Resolver::Resolver(const Resource& resource, const Knowledge& knowledge) : Resolver({}, 0) {
  std::tie(config_.version_, config_.version_origin_) = VersionOf(resource, knowledge);
  const std::size_t own =
      resource.configuration == nullptr ? 0 : resource.configuration->members().size();
  // What the operator adds is about thirty keys.
  config_.entries_.reserve(own + knowledge.operator_configuration.size() +
                           knowledge.assumed_configuration.size() + 32);
}

std::uint32_t* Resolver::Slot(std::string_view key, std::optional<options::KeyId> id) {
  if (id) return &config_.by_key_[id->value];
  EffectiveConfig::Storage& storage = *config_.storage_;
  if (storage.unknown.empty() && storage.unknown_count >= kUnknownWithoutIndex) {
    for (std::uint32_t i = 0; i < config_.entries_.size(); ++i) {
      const Entry& entry = config_.entries_[i];
      if (!entry.key_id && entry.key.data() != nullptr) storage.unknown[entry.key] = i + 1;
    }
  }
  if (!storage.unknown.empty()) return &storage.unknown[key];
  return nullptr;
}

void Resolver::Replace(Entry& entry, std::string_view value, Origin by) {
  if (entry.origin == Origin::kUser && by == Origin::kUser) config_.duplicates_.push_back(entry);
  // To say the same as the field is no mistake; but these nobody may say.
  if (by > Origin::kUser &&
      (IsIdentity(entry.key) ? entry.origin <= Origin::kUser
                             : entry.origin == Origin::kUser && entry.value != value)) {
    config_.overridden_.push_back(entry);
  }
  entry.key = {};  // a tombstone until Finish
  ++replaced_;
}

void Resolver::Put(std::string_view key, std::string_view value, Origin origin, const Value* node) {
  if (key.data() == nullptr) key = "";  // a tombstone is told by its null key
  const std::optional<options::KeyId> id = options::FindKey(key);
  std::vector<Entry>& entries = config_.entries_;
  std::uint32_t* slot = Slot(key, id);
  if (slot != nullptr) {
    if (*slot != 0) Replace(entries[*slot - 1], value, origin);
    *slot = static_cast<std::uint32_t>(entries.size()) + 1;
  } else {
    for (Entry& entry : entries) {
      if (!entry.key_id && entry.key.data() != nullptr && entry.key == key) {
        Replace(entry, value, origin);
      };
    }
  }
  if (!id) ++config_.storage_->unknown_count;
  entries.push_back({key, value, origin, node, id});
}

std::vector<std::pair<std::string, std::string>> Resolver::TakeBelow(std::string_view key) {
  std::vector<std::pair<std::string, std::string>> taken;
  for (Entry& entry : config_.entries_) {
    if (entry.key.size() <= key.size() + 1 || !entry.key.starts_with(key) ||
        entry.key[key.size()] != '.') {
      continue;
    }
    taken.emplace_back(entry.key.substr(key.size() + 1), entry.value);
    if (entry.key_id) {
      config_.by_key_[entry.key_id->value] = 0;
    } else if (!config_.storage_->unknown.empty()) {
      config_.storage_->unknown.erase(entry.key);
    }
    entry.key = {};
    ++replaced_;
  }
  return taken;
}

const Entry* Resolver::FindIn(options::OptionId option, FlinkVersion version) const {
  for (const options::KeyId key : options::KeysOf(option, version)) {
    const std::uint32_t index = config_.by_key_[key.value];
    if (index != 0) return &config_.entries_[index - 1];
  }
  return nullptr;
}

void Resolver::PutIfUnset(options::OptionId option, std::string_view key, std::string_view value) {
  if (FindIn(option, kOperatorFlink) == nullptr) Put(key, value, Origin::kOperator);
}

void Resolver::PutConfiguration(const Resource& resource, Origin origin) {
  if (resource.configuration == nullptr) return;
  if (origin == Origin::kUser) config_.nested_style_ = IsNested(*resource.configuration);
  const auto sink = [&](std::string_view key, std::string_view value, const Value& node) {
    Put(key, value, origin, &node);
  };
  if (!Flatten(*resource.configuration, "", arena(), sink)) config_.truncated_ = true;
}

void Resolver::Fail(const Value* node, JavaError error) {
  config_.operator_failures_.push_back({node, std::move(error)});
}

std::string_view Resolver::Keep(std::string_view text) {
  const std::string_view kept = arena().Keep(text);
  if (kept.data() == nullptr) config_.truncated_ = true;
  return kept;
}

std::string_view Resolver::KeepInteger(std::int64_t value) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), value).ptr;
  return Keep({buffer, static_cast<std::size_t>(end - buffer)});
}

EffectiveConfig Resolver::Finish() && {
  if (replaced_ != 0) {
    std::vector<Entry>& entries = config_.entries_;
    std::erase_if(entries, [](const Entry& entry) { return entry.key.data() == nullptr; });
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
      if (entries[i].key_id) {
        config_.by_key_[entries[i].key_id->value] = i + 1;
      } else if (!config_.storage_->unknown.empty()) {
        config_.storage_->unknown[entries[i].key] = i + 1;
      }
    }
  }
  return std::move(config_);
}

namespace {

void PutAssumptions(Resolver& resolver, const Knowledge& knowledge) {
  for (const auto& [key, value] : knowledge.assumed_configuration) {
    resolver.Put(key, value, Origin::kPolicyAssumption);
  }
}

// Only a version that is declared selects version sections; a session job has its cluster's.
std::optional<FlinkVersion> Declared(const Resource* resource) {
  return resource == nullptr ? std::nullopt : ParseFlinkVersion(resource->flink_version.text());
}

}  // namespace

EffectiveConfig ConfigOf(
    std::span<const std::pair<std::string_view, std::string_view>> configuration,
    FlinkVersion version) {
  Resolver resolver(version, configuration.size());
  for (const auto& [key, value] : configuration) resolver.Put(key, value, Origin::kUser);
  return std::move(resolver).Finish();
}

EffectiveConfig Resolve(const Resource& resource, const Knowledge& knowledge,
                        const Resource* session_cluster) {
  const bool session_job = resource.kind == ResourceKind::kFlinkSessionJob;
  const Resource* cluster = session_job ? session_cluster : &resource;
  Resolver resolver(cluster == nullptr ? resource : *cluster, knowledge);
  switch (resource.kind) {
    case ResourceKind::kFlinkDeployment:
    case ResourceKind::kFlinkBlueGreenDeployment:
      PutOperatorDefaults(resolver, knowledge, resource.namespace_name, Declared(&resource));
      PutAssumptions(resolver, knowledge);
      resolver.PutConfiguration(resource, Origin::kUser);
      DeriveApache(resolver, resource);
      break;
    case ResourceKind::kFlinkSessionJob:
      PutOperatorDefaults(resolver, knowledge, resource.namespace_name, Declared(cluster));
      PutAssumptions(resolver, knowledge);
      if (cluster != nullptr) resolver.PutConfiguration(*cluster, Origin::kSessionCluster);
      resolver.PutConfiguration(resource, Origin::kUser);
      DeriveSessionJob(resolver, resource);
      break;
    case ResourceKind::kFlinkCluster:
      PutAssumptions(resolver, knowledge);
      resolver.PutConfiguration(resource, Origin::kUser);
      DeriveArticle(resolver, resource);
      break;
    case ResourceKind::kSpotifyFlinkCluster:
      PutAssumptions(resolver, knowledge);
      DeriveSpotify(resolver, resource);
      break;
    case ResourceKind::kFlinkStateSnapshot:
    case ResourceKind::kUnknown:
      break;
  }
  return std::move(resolver).Finish();
}

}  // namespace sluice::flink
