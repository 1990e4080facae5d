// SPDX-License-Identifier: Apache-2.0
#include "sluice/rulebook/facts.h"

#include <algorithm>
#include <span>

#include "sluice/base/text.h"
#include "sluice/flink/options/ids.h"
#include "sluice/flink/secrets.h"

namespace sluice::rulebook {
namespace {

namespace options = flink::options;
using flink::Entry;
using flink::FlinkVersion;
using flink::ResourceKind;
using flink::Subject;

constexpr std::size_t kShownBytes = 120;

}  // namespace

bool MayShow(std::string_view key) { return !flink::NamesSecret(key); }

std::string Shown(std::string_view value) {
  return base::Printable(flink::Redacted(value), kShownBytes);
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
