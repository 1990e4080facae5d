// SPDX-License-Identifier: Apache-2.0
// EffectiveConfig: the configuration that Flink will run with, and where each value comes from.
//
// Layers, later wins: Flink's defaults; the operator's default configuration with its namespace and
// version sections; the policy's assumptions; the resource's own configuration; and the fields of
// the resource that override it (memory, replicas, parallelism, image, service account).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sluice/flink/options/catalogue.h"
#include "sluice/flink/resource.h"
#include "sluice/flink/value.h"
#include "sluice/flink/version.h"

namespace sluice::flink {

enum class Origin : std::uint8_t {
  kFlinkDefault,      // nobody set it
  kOperatorDefault,   // the operator's default configuration
  kPolicyAssumption,  // knowledge.assumedConfiguration of a policy
  kSessionCluster,    // the session cluster a session job runs on
  kUser,              // the resource's configuration
  kResourceField,     // a field of the resource that the operator writes over the configuration
  kOperator,          // what the operator itself always sets
};
std::string_view ToString(Origin origin);

// One key that somebody set. Views point into the document, the knowledge, or the config's own
// storage; they live as long as the config and what it was resolved from.
struct Entry {
  std::string_view key;    // as spelled after flattening
  std::string_view value;  // as Flink receives it
  Origin origin = Origin::kUser;
  const doc::Value* node = nullptr;  // the line the user must touch; null for operator and policy
  std::optional<options::KeyId> key_id;  // nothing for a key outside the catalogue
};

// What a cluster's platform team told us; shared by all requests, immutable.
struct Knowledge {
  // The operator's default configuration, flat key -> value in file order, with the prefixes
  // kubernetes.operator.default-configuration.{namespace,flink-version}.* still in place.
  std::vector<std::pair<std::string, std::string>> operator_configuration;
  // The policy's assumptions, flat.
  std::vector<std::pair<std::string, std::string>> assumed_configuration;
  std::optional<FlinkVersion> assumed_flink_version;
  std::string operator_version;  // empty = the newest
};

// A value of the resource at which the operator's own code throws while it builds the
// configuration: the resource is admitted by its validator and then never deployed.
struct OperatorFailure {
  const doc::Value* node = nullptr;
  JavaError error;
};

// Where the version came from (decision: field, image tag, assumption, newest known).
enum class VersionOrigin : std::uint8_t { kField, kImageTag, kAssumed, kNewestKnown };

class EffectiveConfig {
 public:
  // The entry that decides `option` (any of its keys, in Flink's order for this version; several
  // spellings of one key: the later wins), or null when only the default holds.
  [[nodiscard]] const Entry* Find(options::OptionId option) const;
  [[nodiscard]] bool IsSet(options::OptionId option) const { return Find(option) != nullptr; }
  // The text of the option: what was set, else Flink's default for this version; nothing when the
  // option has no default, or does not exist in this version.
  [[nodiscard]] std::optional<std::string_view> Text(options::OptionId option) const;

  // Typed readings of Text(). Nothing when there is no text; an error when Flink could not read it.
  [[nodiscard]] std::optional<Parsed<bool>> Bool(options::OptionId option) const;
  [[nodiscard]] std::optional<Parsed<std::int64_t>> Integer(options::OptionId option) const;
  [[nodiscard]] std::optional<Parsed<double>> Number(options::OptionId option) const;
  [[nodiscard]] std::optional<Parsed<Duration>> DurationOf(options::OptionId option) const;
  [[nodiscard]] std::optional<Parsed<std::int64_t>> Bytes(options::OptionId option) const;
  // True only when the option reads as true; false when unreadable.
  [[nodiscard]] bool IsTrue(options::OptionId option) const;

  // The entry of one exact key, whatever option it speaks for.
  [[nodiscard]] const Entry* FindKey(std::string_view key) const;
  [[nodiscard]] const Entry* FindKey(options::KeyId key) const;
  // Every entry that is in force, in the order of the layers and then of the document.
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  // Keys of the resource that were written twice (nested and flat): the earlier nodes.
  [[nodiscard]] const std::vector<Entry>& duplicates() const { return duplicates_; }
  // Entries of the resource's configuration that a field of the resource or the operator replaced
  // by another value. Identity and namespace of the cluster (kubernetes.cluster-id,
  // kubernetes.namespace, high-availability.cluster-id) also where the value is the same, and where
  // the operator's configuration or a policy's assumption set them.
  [[nodiscard]] const std::vector<Entry>& overridden() const { return overridden_; }
  // Values on which the operator gives up. Empty for nearly every resource.
  [[nodiscard]] const std::vector<OperatorFailure>& operator_failures() const {
    return operator_failures_;
  }
  // From 2.0 on the operator refuses to write a file in which one key is a dotted prefix of another
  // ("state.backend" beside "state.backend.incremental"). The first such pair by key order: the
  // prefix and the longer key; nothing before 2.0 and for other operators.
  [[nodiscard]] std::optional<std::pair<const Entry*, const Entry*>> PrefixClash() const;
  // The resource's configuration was so large that a part of it was left out (config limit 4 MiB of
  // joined keys and values). Its judgement would be incomplete.
  [[nodiscard]] bool truncated() const { return truncated_; }
  // User entries whose option is decided by another key of it (an alias beside it).
  [[nodiscard]] std::vector<const Entry*> Shadowed() const;

  // The same entries as the code of another Flink version reads them: the operator, for one, judges
  // memory by its own Flink.
  [[nodiscard]] EffectiveConfig ReadBy(FlinkVersion version) const;

  [[nodiscard]] FlinkVersion version() const { return version_; }
  [[nodiscard]] VersionOrigin version_origin() const { return version_origin_; }
  // The user wrote nested YAML (at least one object under the configuration field).
  [[nodiscard]] bool nested_style() const { return nested_style_; }

 private:
  friend class Resolver;
  std::vector<Entry> entries_;
  std::vector<Entry> duplicates_;
  std::vector<Entry> overridden_;
  std::vector<OperatorFailure> operator_failures_;
  // key id -> index into entries_ plus one; 0 = not set.
  std::vector<std::uint32_t> by_key_;
  // Texts that exist nowhere else: flattened keys, joined arrays, derived sizes.
  struct Storage;
  std::shared_ptr<Storage> storage_;
  FlinkVersion version_ = kNewestCatalogued;
  VersionOrigin version_origin_ = VersionOrigin::kNewestKnown;
  bool nested_style_ = false;
  bool truncated_ = false;
  bool writes_nested_file_ = false;  // the Apache operator's config.yaml
};

// A configuration of these keys and values alone (origin: the user), as Flink of `version` reads
// it. The views must outlive it.
EffectiveConfig ConfigOf(
    std::span<const std::pair<std::string_view, std::string_view>> configuration,
    FlinkVersion version);

// Resolves the configuration of a resource. `session_cluster` is the cluster of a session job when
// it is known. Never fails: what cannot be read stays as text and is a rule's business.
EffectiveConfig Resolve(const Resource& resource, const Knowledge& knowledge,
                        const Resource* session_cluster = nullptr);

}  // namespace sluice::flink
