// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flink/config/storage.h"
#include "sluice/flink/config.h"

namespace sluice::flink {

// The catalogue's version by which the Apache operator reads a configuration while it builds it,
// whatever the resource's version: it is compiled against Flink 1.20 (1.16-SNAPSHOT, pom.xml).
inline constexpr FlinkVersion kOperatorFlink = FlinkVersion::k1_20;

// Builds one EffectiveConfig, layer upon layer. A later Put of the same key replaces the earlier
// one. Used by one thread for one resource, then thrown away.
class Resolver {
 public:
  Resolver(FlinkVersion version, std::size_t entries);
  Resolver(const Resource& resource, const Knowledge& knowledge);

  // `key` and `value` must outlive the configuration: document, knowledge, arena() or literals.
  void Put(std::string_view key, std::string_view value, Origin origin,
           const doc::Value* node = nullptr);
  // What the operator sets over everything, unless nothing has set `option` (any of its keys, as
  // Flink 1.20 knows them).
  void PutIfUnset(options::OptionId option, std::string_view key, std::string_view value);

  // Removes the entries below `key` (`key.sub`) and hands them over as (sub, value): the operator
  // merges a map written over several keys into one.
  std::vector<std::pair<std::string, std::string>> TakeBelow(std::string_view key);

  // The user's layer: flattened for the Apache kinds.
  void PutConfiguration(const Resource& resource, Origin origin);

  // Reading what stands so far.
  [[nodiscard]] const Entry* FindKey(std::string_view key) const { return config_.FindKey(key); }
  [[nodiscard]] const Entry* FindIn(options::OptionId option, FlinkVersion version) const;
  [[nodiscard]] FlinkVersion version() const { return config_.version_; }

  void Fail(const doc::Value* node, JavaError error);
  void WritesNestedFile() { config_.writes_nested_file_ = UsesStandardYaml(config_.version_); }
  [[nodiscard]] TextArena& arena() { return config_.storage_->arena; }
  [[nodiscard]] std::string_view Keep(std::string_view text);
  [[nodiscard]] std::string_view KeepInteger(std::int64_t value);

  // Drops replaced entries and hands the configuration over.
  [[nodiscard]] EffectiveConfig Finish() &&;

 private:
  std::uint32_t* Slot(std::string_view key, std::optional<options::KeyId> id);
  void Replace(Entry& entry, std::string_view value, Origin by);

  EffectiveConfig config_;
  std::uint32_t replaced_ = 0;
};

// The layers below the user's: operator_defaults.cc.
void PutOperatorDefaults(Resolver& resolver, const Knowledge& knowledge,
                         std::string_view namespace_name,
                         std::optional<FlinkVersion> declared_version);

// What each operator makes of the resource's fields: src/flink/operators.
void DeriveApache(Resolver& resolver, const Resource& resource);
void DeriveSessionJob(Resolver& resolver, const Resource& resource);
void DeriveSpotify(Resolver& resolver, const Resource& resource);  // puts the user's layer, too
void DeriveArticle(Resolver& resolver, const Resource& resource);

// version_of.cc: field, image tag, assumption, newest known.
std::pair<FlinkVersion, VersionOrigin> VersionOf(const Resource& resource,
                                                 const Knowledge& knowledge);

}  // namespace sluice::flink
