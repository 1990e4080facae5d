// SPDX-License-Identifier: Apache-2.0
#include "sluice/rulebook/facts.h"

#include <algorithm>
#include <span>

#include "sluice/base/text.h"
#include "sluice/flink/options/ids.h"

namespace sluice::rulebook {
namespace {

namespace options = flink::options;
using flink::Entry;
using flink::FlinkVersion;
using flink::ResourceKind;
using flink::Subject;

constexpr std::size_t kShownBytes = 120;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool StartsWithIgnoringCase(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  return std::equal(word.begin(), word.end(), text.begin(),
                    [](char a, char b) { return a == Lower(b); });
}

// GlobalConfiguration.SENSITIVE_KEYS of flink-core 1.15.4 to 2.1.3, and the names of access keys,
// by first letter.
std::span<const std::string_view> SensitiveFrom(char first) {
  static constexpr std::string_view kA[] = {"access-key", "access.key", "api-key", "apikey",
                                            "auth-params"};
  static constexpr std::string_view kB[] = {"basic-auth"};
  static constexpr std::string_view kF[] = {"fs.azure.account.key"};
  static constexpr std::string_view kH[] = {"http-headers"};
  static constexpr std::string_view kJ[] = {"jaas.config"};
  static constexpr std::string_view kP[] = {"password"};
  static constexpr std::string_view kS[] = {"secret", "service-key"};
  static constexpr std::string_view kT[] = {"token"};
  switch (first) {
    case 'a':
      return kA;
    case 'b':
      return kB;
    case 'f':
      return kF;
    case 'h':
      return kH;
    case 'j':
      return kJ;
    case 'p':
      return kP;
    case 's':
      return kS;
    case 't':
      return kT;
    default:
      return {};
  }
}

}  // namespace

bool MayShow(std::string_view key) {
  for (std::size_t i = 0; i < key.size(); ++i) {
    for (const std::string_view word : SensitiveFrom(Lower(key[i]))) {
      if (StartsWithIgnoringCase(key.substr(i), word)) return false;
    }
  }
  return true;
}

std::string Shown(std::string_view value) {
  const StorageUri uri = ReadStorageUri(value);
  std::string text;
  const std::size_t at = uri.authority.find('@');
  // container@account of Azure is no credential; `user:password@` and anything before `@` of a
  // bucket is.
  const bool azure = uri.scheme.starts_with("abfs") || uri.scheme.starts_with("wasb");
  const bool secret = at != std::string_view::npos && (!azure || uri.authority.find(':') < at);
  if (uri.slashes && (secret || !uri.query.empty())) {
    text.append(uri.scheme).append("://");
    text.append(secret ? "***@" : "").append(secret ? uri.authority.substr(at + 1) : uri.authority);
    text.append(uri.path).append(uri.query.empty() ? "" : "?...");
    return base::Printable(text, kShownBytes);
  }
  return base::Printable(value, kShownBytes);
}

std::string Says(const Entry& entry) {
  std::string text = base::Printable(entry.key, kShownBytes);
  if (!MayShow(entry.key)) {
    text += " is set";
  } else if (entry.value.empty()) {
    text += " is empty";
  } else {
    text += " is " + Shown(entry.value);
  }
  if (entry.origin != flink::Origin::kUser && entry.origin != flink::Origin::kResourceField) {
    text.append(" (").append(flink::ToString(entry.origin)).append(")");
  }
  return text;
}

std::string DurationText(const flink::Duration& duration) {
  const std::int64_t millis = duration.ToMillis();
  if (millis % 60'000 == 0) return std::to_string(millis / 60'000) + " min";
  if (millis % 1'000 == 0) return std::to_string(millis / 1'000) + " s";
  return std::to_string(millis) + " ms";
}

bool ClusterUnknown(const Subject& subject) {
  return subject.resource.kind == ResourceKind::kFlinkSessionJob &&
         subject.related.session_cluster.resource == nullptr;
}

bool IsBatch(const Subject& subject) {
  const auto mode = subject.config.Text(options::kExecutionRuntimeMode);
  return mode && base::EqualsIgnoringCase(*mode, "BATCH");
}

UpgradeMode UpgradeModeOf(const Subject& subject) {
  const flink::Resource& resource = subject.resource;
  const bool apache = resource.kind == ResourceKind::kFlinkDeployment ||
                      resource.kind == ResourceKind::kFlinkBlueGreenDeployment ||
                      resource.kind == ResourceKind::kFlinkSessionJob;
  if (!apache || resource.job.node == nullptr) return UpgradeMode::kNone;
  const std::string_view mode = resource.job.upgrade_mode.text();
  if (base::EqualsIgnoringCase(mode, "savepoint")) return UpgradeMode::kSavepoint;
  if (base::EqualsIgnoringCase(mode, "last-state")) return UpgradeMode::kLastState;
  return UpgradeMode::kStateless;
}

Checkpointing CheckpointingOf(const Subject& subject) {
  const Entry* interval = subject.config.Find(options::kExecutionCheckpointingInterval);
  if (interval == nullptr) {
    // FlinkConfigBuilder.applyFlinkConfiguration (operator 1.16-SNAPSHOT) sets 5 min for
    // last-state, so that there is a state to continue from.
    return UpgradeModeOf(subject) == UpgradeMode::kLastState ? Checkpointing::kOn
                                                             : Checkpointing::kOff;
  }
  const auto duration = flink::ParseDuration(interval->value, subject.version());
  // CheckpointConfig.setCheckpointInterval throws below CheckpointCoordinatorConfiguration
  // .MINIMAL_CHECKPOINT_TIME, 10 ms (1.15 to 2.1).
  if (!duration || duration->ToMillis() < 10) return Checkpointing::kUnreadable;
  return Checkpointing::kOn;
}

const Entry* HighAvailability(const Subject& subject) {
  const Entry* type = subject.config.Find(options::kHighAvailabilityType);
  if (type == nullptr || base::EqualsIgnoringCase(type->value, "none")) return nullptr;
  return type;
}

const Entry* HighAvailabilityTooNew(const Subject& subject) {
  // HighAvailabilityOptions.HA_MODE: `high-availability` up to 1.16.3, `.type` from 1.17.
  if (subject.version() >= flink::FlinkVersion::k1_17) return nullptr;
  return subject.config.FindKey("high-availability.type");
}

bool FlinkVersionUnknown(const Subject& subject) {
  const FlinkVersion version = subject.version();
  return subject.config.version_origin() == flink::VersionOrigin::kNewestKnown ||
         version < flink::kOldestCatalogued || version > flink::kNewestCatalogued;
}

std::optional<std::int64_t> Slots(const Subject& subject) {
  const Entry* slots = subject.config.Find(options::kTaskmanagerNumberOfTaskSlots);
  if (slots == nullptr && subject.resource.kind == ResourceKind::kSpotifyFlinkCluster) return {};
  const auto value = subject.config.Integer(options::kTaskmanagerNumberOfTaskSlots);
  if (!value || !value->has_value() || **value < 1) return {};
  return **value;
}

std::optional<Parallelism> ParallelismOf(const Subject& subject) {
  const flink::Resource& resource = subject.resource;
  const flink::Field& replicas = resource.task_manager.replicas;
  const bool apache = resource.kind == ResourceKind::kFlinkDeployment ||
                      resource.kind == ResourceKind::kFlinkBlueGreenDeployment;
  // FlinkConfigBuilder.getParallelism (operator 1.16-SNAPSHOT): replicas, when set, times slots.
  if (apache && resource.IsApplication() && replicas.integer()) {
    const auto slots = Slots(subject);
    if (!slots) return {};
    return Parallelism{*replicas.integer() * *slots, replicas.node};
  }
  if (const auto own = resource.job.parallelism.integer()) {
    return Parallelism{*own, resource.job.parallelism.node};
  }
  const Entry* fallback = subject.config.Find(options::kParallelismDefault);
  if (fallback == nullptr) return {};
  const auto value = subject.config.Integer(options::kParallelismDefault);
  if (!value || !value->has_value()) return {};
  return Parallelism{**value, fallback->node};
}

}  // namespace sluice::rulebook
