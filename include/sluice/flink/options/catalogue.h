// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sluice/flink/version.h"

// Every ConfigOption of Flink 1.15 to 2.3 and of the Flink Kubernetes Operator, from the real jars
// (data/options/, tools/options/README.md), as sorted constant tables. Look-ups allocate nothing,
// fail never and may be made from any thread. A version older or newer than the catalogue is
// answered as its oldest or newest one.
//
// A *key* is one configuration key string. An *option* is Flink's ConfigOption over all versions:
// it has, in each version, an ordered list of keys that Flink tries. Its canonical name is its
// newest primary key: `high-availability` (primary up to 1.16) and `high-availability.type`
// (since 1.17, with `high-availability` and `recovery.mode` behind it) are one option,
// `high-availability.type`. A key may speak for several options: `kubernetes.service-account` is an
// option itself and the fallback of the two roles' accounts.
//
// Names of options as constants: "sluice/flink/options/ids.h" (generated).
namespace sluice::flink::options {

struct KeyId {
  std::uint16_t value = 0;
  friend constexpr auto operator<=>(KeyId, KeyId) = default;
};

struct OptionId {
  std::uint16_t value = 0;
  friend constexpr auto operator<=>(OptionId, OptionId) = default;
};

// How Flink reads the text of a value. kMap is Map<String, String>; with `is_list` a list of these.
enum class ValueType : std::uint8_t {
  kString,
  kBoolean,
  kInteger,
  kLong,
  kFloat,
  kDouble,
  kDuration,
  kMemorySize,
  kEnum,
  kMap,
};

// Where a key has a meaning. Only kCluster, kInternal, kYarn and kSqlTools keys are complete keys
// of a Flink configuration; the others are suffixes or DDL options, and kTemplate keys hold a
// placeholder (`external-resource.<resource_name>.amount`).
enum class Scope : std::uint8_t {
  kCluster,
  kTableDdl,        // WITH (...) options and hints: `connector`, `path`, `scan.parallelism`
  kReporterSuffix,  // below metrics.reporter.<name>. and the like: `port`, `factory.class`
  kEndpointSuffix,  // below sql-gateway.endpoint.rest.
  kResourceSuffix,  // below external-resource.<name>.param.
  kSqlTools,        // read by sql-client and sql-gateway only
  kYarn,
  kTemplate,
  kInternal,  // `$internal.…` and its like: set by Flink itself
};

enum class Owner : std::uint8_t { kFlink, kOperator };

// What one option is in one version. All views live as long as the program.
struct OptionInfo {
  ValueType type = ValueType::kString;
  bool is_list = false;
  bool is_map = false;  // Map, not in a list: `key.sub: v` is merged into it (canBePrefixMap)
  bool is_deprecated = false;  // the declaration is marked @Deprecated
  bool has_default = false;
  Scope scope = Scope::kCluster;
  Owner owner = Owner::kFlink;
  // The default as Flink prints it: legacy form up to 1.20 (`a;b`), YAML flow from 2.0 (`[a, b]`).
  std::string_view default_text;
  // The same default as YAML flow, where a 1.19 or 1.20 with config.yaml prints it differently.
  std::string_view default_yaml;
  // The constants' toString(), which is what Flink matches, case-insensitively.
  std::span<const std::string_view> enum_constants;
  // "CheckpointingOptions.CHECKPOINTING_INTERVAL".
  std::string_view declared_in;
};

// An option that a key speaks for; rank 0 = it is the option's primary key in that version, higher
// = its place among the fallback and deprecated keys.
struct OptionUse {
  OptionId option;
  std::uint8_t rank = 0;
  bool deprecated = false;  // Flink logs "deprecated key" when it reads the value from here
};

// 0 for the oldest catalogued version.
constexpr std::size_t CatalogueIndex(FlinkVersion version) {
  return static_cast<std::size_t>(Catalogued(version)) -
         static_cast<std::size_t>(kOldestCatalogued);
}

// The inverse; `index` is below kCataloguedVersionCount.
constexpr FlinkVersion AtCatalogueIndex(std::size_t index) {
  return static_cast<FlinkVersion>(static_cast<std::size_t>(kOldestCatalogued) + index);
}

// A set of catalogued versions.
class VersionMask {
 public:
  constexpr VersionMask() = default;
  constexpr explicit VersionMask(std::uint16_t bits) : bits_(bits) {}
  constexpr bool Has(FlinkVersion version) const {
    return ((bits_ >> CatalogueIndex(version)) & 1U) != 0;
  }
  constexpr bool Empty() const { return bits_ == 0; }
  // Only of a mask that is not empty.
  constexpr FlinkVersion First() const {
    return AtCatalogueIndex(static_cast<std::size_t>(std::countr_zero(bits_)));
  }
  constexpr FlinkVersion Last() const {
    return AtCatalogueIndex(static_cast<std::size_t>(15 - std::countl_zero(bits_)));
  }
  constexpr std::uint16_t bits() const { return bits_; }
  friend constexpr bool operator==(VersionMask, VersionMask) = default;

 private:
  std::uint16_t bits_ = 0;
};

// The operator versions whose options were read. Of 1.10 only the autoscaler's and the standalone
// module's are known.
enum class OperatorRelease : std::uint8_t { k1_7, k1_10, k1_16 };

// --- keys ---------------------------------------------------------------------------------------

std::size_t KeyCount();  // KeyIds are 0 .. KeyCount()-1, in the order of their names
std::optional<KeyId> FindKey(std::string_view key);
std::string_view KeyName(KeyId key);

// The options that the key speaks for in that version, primary use first; empty when Flink of that
// version does not know the key.
std::span<const OptionUse> OptionsOf(KeyId key, FlinkVersion version);

// The versions in which the key speaks for any option.
VersionMask VersionsOf(KeyId key);

// --- options ------------------------------------------------------------------------------------

std::size_t OptionCount();  // OptionIds are 0 .. OptionCount()-1, in the order of canonical names
std::string_view CanonicalName(OptionId option);

// The keys that Flink of that version tries, in its order: primary, then fallback and deprecated
// keys. Empty when the option does not exist there. Operator options exist in every version.
std::span<const KeyId> KeysOf(OptionId option, FlinkVersion version);

// Null when the option does not exist in that version.
const OptionInfo* Info(OptionId option, FlinkVersion version);

VersionMask VersionsOf(OptionId option);

// The option of a canonical name; else of the newest version where the key speaks for an option,
// that of the lowest rank (then the first by name).
std::optional<OptionId> FindOption(std::string_view canonical_or_any_key);

// Whether that operator release declares the option. False for Flink's options.
bool InOperator(OptionId option, OperatorRelease release);

// --- declarations -------------------------------------------------------------------------------

// One static ConfigOption field as it reads in a run of versions. Several may declare one key in
// one version (1.20 has pekko.ask.timeout as String and as Duration); then the option is the
// complete key rather than a suffix, the public, the current, the typed one
// (tools/options/model.py).
struct DeclarationView {
  const OptionInfo* info = nullptr;
  std::span<const KeyId> keys;               // primary, then fallback and deprecated keys
  const std::uint8_t* deprecated = nullptr;  // for each of `keys`, 1 when Flink calls it deprecated
  std::uint16_t versions = 0;  // bits: CatalogueIndex(), or OperatorRelease for the operator's
};

std::size_t DeclarationCount();
DeclarationView DeclarationAt(std::size_t index);  // in the order of primary keys

// --- keys outside the table ---------------------------------------------------------------------

// Whether a key that no option declares is nevertheless legal: below a prefix that is handed on
// (`s3.`, `flink.hadoop.`, `metrics.reporter.`, `kubernetes.operator.default-configuration.`, …) or
// of a template's form (`external-resource.gpu.amount`).
bool IsPassThrough(std::string_view key);

// The prefix-map option of which `key` sets one entry in that version
// (`kubernetes.jobmanager.labels.team`): the longest key that is followed by a dot.
std::optional<KeyId> PrefixMapOf(std::string_view key, FlinkVersion version);

// `$internal.…` and `internal.…`.
bool IsInternal(std::string_view key);

// Keys of that version that the writer of `unknown_key` may have meant: the newer or older name of
// the same option first, then keys within edit distance 2, nearest first. For messages only: it
// walks the table and allocates.
std::vector<std::string_view> DidYouMean(std::string_view unknown_key, FlinkVersion version,
                                         std::size_t at_most);

}  // namespace sluice::flink::options
