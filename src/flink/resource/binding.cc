// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/binding.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "sluice/base/text.h"
#include "sluice/flink/value.h"

namespace sluice::flink {
namespace {

using doc::Value;

enum class Type : std::uint8_t {
  kText,
  kInt,
  kLong,
  kDouble,
  kBool,
  kEnum,
  kObject,
  kMap,
  kTextMap,
  kList,
  kTexts,
  kObjects
};

// The constants of an enum, and how a person is told of them.
struct Constants {
  std::span<const std::string_view> names;
  std::string_view words;
};

struct Schema {
  std::string_view name;
  Type type = Type::kText;
  std::span<const Schema> fields = {};
  const Constants* constants = nullptr;
  bool may_be_null = true;
};

constexpr std::string_view kVersionNames[] = {"v1_13", "v1_14", "v1_15", "v1_16", "v1_17",
                                              "v1_18", "v1_19", "v1_20", "v2_0",  "v2_1",
                                              "v2_2",  "v2_3",  "v2_4"};
constexpr Constants kVersions = {kVersionNames, "a version from v1_13 to v2_4"};
constexpr std::string_view kUpgradeModeNames[] = {"savepoint", "last-state", "stateless"};
constexpr Constants kUpgradeModes = {kUpgradeModeNames, "one of savepoint, last-state, stateless"};
constexpr std::string_view kJobStateNames[] = {"running", "suspended"};
constexpr Constants kJobStates = {kJobStateNames, "running or suspended"};
constexpr std::string_view kModeNames[] = {"native", "standalone"};
constexpr Constants kModes = {kModeNames, "native or standalone"};
constexpr std::string_view kJobKindNames[] = {"FlinkDeployment", "FlinkSessionJob"};
constexpr Constants kJobKinds = {kJobKindNames, "FlinkDeployment or FlinkSessionJob"};
constexpr std::string_view kFormatNames[] = {"CANONICAL", "NATIVE", "UNKNOWN"};
constexpr Constants kFormats = {kFormatNames, "CANONICAL or NATIVE"};
constexpr std::string_view kCheckpointTypeNames[] = {"FULL", "INCREMENTAL", "UNKNOWN"};
constexpr Constants kCheckpointTypes = {kCheckpointTypeNames, "FULL or INCREMENTAL"};
constexpr std::string_view kSnapshotStateNames[] = {"COMPLETED", "FAILED", "IN_PROGRESS",
                                                    "TRIGGER_PENDING", "ABANDONED"};
constexpr Constants kSnapshotStates = {kSnapshotStateNames, "a state of a snapshot"};
constexpr std::string_view kFlinkStateNames[] = {
    "INITIALIZING", "CREATED",  "RUNNING",    "FAILING",   "FAILED",     "CANCELLING",
    "CANCELED",     "FINISHED", "RESTARTING", "SUSPENDED", "RECONCILING"};
constexpr Constants kFlinkStates = {kFlinkStateNames, "a state of a Flink job"};
constexpr std::string_view kDeploymentStatusNames[] = {"READY", "DEPLOYED_NOT_READY", "DEPLOYING",
                                                       "MISSING", "ERROR"};
constexpr Constants kDeploymentStatuses = {kDeploymentStatusNames, "a state of a deployment"};
constexpr std::string_view kReconciliationNames[] = {"DEPLOYED", "UPGRADING", "ROLLING_BACK",
                                                     "ROLLED_BACK"};
constexpr Constants kReconciliations = {kReconciliationNames, "a state of a reconciliation"};

constexpr std::string_view kLifecycleNames[] = {
    "CREATED",      "SUSPENDED",   "UPGRADING", "DEPLOYED", "STABLE",
    "ROLLING_BACK", "ROLLED_BACK", "FAILED",    "DELETING", "DELETED"};
constexpr Constants kLifecycles = {kLifecycleNames, "a state of a resource"};

constexpr Schema Enum(std::string_view name, const Constants& constants) {
  return {.name = name, .type = Type::kEnum, .constants = &constants};
}
constexpr Schema Object(std::string_view name, std::span<const Schema> fields) {
  return {.name = name, .type = Type::kObject, .fields = fields};
}

constexpr Schema kJobFields[] = {{"jarURI"},
                                 {"parallelism", Type::kInt},
                                 {"entryClass"},
                                 {"args", Type::kTexts},
                                 Enum("state", kJobStates),
                                 {"savepointTriggerNonce", Type::kLong},
                                 {"initialSavepointPath"},
                                 {"checkpointTriggerNonce", Type::kLong},
                                 Enum("upgradeMode", kUpgradeModes),
                                 {"allowNonRestoredState", Type::kBool},
                                 {"savepointRedeployNonce", Type::kLong},
                                 {"autoscalerResetNonce", Type::kLong}};
constexpr Schema kResourceFields[] = {{"cpu", Type::kDouble}, {"memory"}, {"ephemeralStorage"}};
constexpr Schema kRequirementsFields[] = {{"requests", Type::kMap}, {"limits", Type::kMap}};
// Of fabric8's PodTemplateSpec the parts that everything else hangs on.
constexpr Schema kTemplateMetadataFields[] = {{"labels", Type::kTextMap},
                                              {"annotations", Type::kTextMap}};
constexpr Schema kPodFields[] = {{"containers", Type::kObjects},
                                 {"initContainers", Type::kObjects},
                                 {"volumes", Type::kObjects},
                                 {"tolerations", Type::kObjects},
                                 {"nodeSelector", Type::kTextMap},
                                 {"hostNetwork", Type::kBool},
                                 {"terminationGracePeriodSeconds", Type::kLong}};
constexpr Schema kTemplateFields[] = {Object("metadata", kTemplateMetadataFields),
                                      Object("spec", kPodFields)};
constexpr Schema kRoleFields[] = {Object("resource", kResourceFields),
                                  Object("resources", kRequirementsFields),
                                  {"replicas", Type::kInt},
                                  Object("podTemplate", kTemplateFields)};
constexpr Schema kIngressFields[] = {{"template"},
                                     {"className"},
                                     {"annotations", Type::kTextMap},
                                     {"labels", Type::kTextMap},
                                     {"tls", Type::kList}};
constexpr Schema kDeploymentFields[] = {{"image"},
                                        {"imagePullPolicy"},
                                        {"serviceAccount"},
                                        Enum("flinkVersion", kVersions),
                                        Object("flinkConfiguration", {}),
                                        Object("ingress", kIngressFields),
                                        Object("podTemplate", kTemplateFields),
                                        Object("jobManager", kRoleFields),
                                        Object("taskManager", kRoleFields),
                                        Object("job", kJobFields),
                                        {"restartNonce", Type::kLong},
                                        {"logConfiguration", Type::kTextMap},
                                        Enum("mode", kModes)};
constexpr Schema kSessionJobFields[] = {{"deploymentName"},
                                        Object("job", kJobFields),
                                        {"restartNonce", Type::kLong},
                                        Object("flinkConfiguration", {})};
constexpr Schema kSavepointFields[] = {
    {"path"},
    Enum("formatType", kFormats),
    {"disposeOnDelete", Type::kBool},
    {.name = "alreadyExists", .type = Type::kBool, .may_be_null = false}};
constexpr Schema kCheckpointFields[] = {Enum("checkpointType", kCheckpointTypes)};
constexpr Schema kReferenceFields[] = {Enum("kind", kJobKinds), {"name"}};
constexpr Schema kSnapshotFields[] = {Object("savepoint", kSavepointFields),
                                      Object("checkpoint", kCheckpointFields),
                                      {"backoffLimit", Type::kInt},
                                      Object("jobReference", kReferenceFields)};

constexpr Schema kJobStatusFields[] = {{"jobName"},
                                       {"jobId"},
                                       Enum("state", kFlinkStates),
                                       {"startTime"},
                                       {"updateTime"},
                                       Object("savepointInfo", {}),
                                       Object("checkpointInfo", {})};
constexpr Schema kReconciliationFields[] = {{"reconciliationTimestamp", Type::kLong},
                                            {"lastReconciledSpec"},
                                            {"lastStableSpec"},
                                            Enum("state", kReconciliations)};
constexpr Schema kReconciliationStatus = {.name = "reconciliationStatus",
                                          .type = Type::kObject,
                                          .fields = kReconciliationFields,
                                          .may_be_null = false};
constexpr Schema kTaskManagerStatusFields[] = {{"labelSelector"}, {"replicas", Type::kInt}};
constexpr Schema kDeploymentStatusFields[] = {
    Object("jobStatus", kJobStatusFields),
    {"error"},
    {"observedGeneration", Type::kLong},
    Enum("lifecycleState", kLifecycles),
    {"clusterInfo", Type::kTextMap},
    Enum("jobManagerDeploymentStatus", kDeploymentStatuses),
    kReconciliationStatus,
    Object("taskManager", kTaskManagerStatusFields)};
constexpr Schema kSessionJobStatusFields[] = {Object("jobStatus", kJobStatusFields),
                                              {"error"},
                                              {"observedGeneration", Type::kLong},
                                              Enum("lifecycleState", kLifecycles),
                                              kReconciliationStatus};
constexpr Schema kSnapshotStatusFields[] = {
    Enum("state", kSnapshotStates), {"path"}, {"error"}, {"triggerId"}, {"failures", Type::kInt}};

constexpr Schema kMetadataFields[] = {{"labels", Type::kTextMap},
                                      {"annotations", Type::kTextMap},
                                      {"finalizers", Type::kTexts},
                                      {"ownerReferences", Type::kList},
                                      {"generation", Type::kLong},
                                      {"deletionGracePeriodSeconds", Type::kLong},
                                      {"creationTimestamp"},
                                      {"resourceVersion"},
                                      {"uid"}};
// What all kinds have; the status is bound by its kind.
constexpr Schema kObjectFields[] = {Object("metadata", kMetadataFields), Object("status", {})};

// A text that Jackson takes for zero, false or null.
bool IsNullText(const Value& value) {
  const std::string_view text = value.IsString() ? base::JavaTrim(value.text()) : "?";
  return text.empty() || text == "null";
}

// What Jackson takes for an int or a long: a number (its fraction is cut), or a text of one.
bool IsWhole(const Value& value, bool is_long) {
  if (IsNullText(value)) return true;
  if (!value.IsString() && !value.IsNumber()) return false;
  const auto number = Field{&value}.integer();
  return number && (is_long || (*number >= INT32_MIN && *number <= INT32_MAX));
}

bool IsDouble(const Value& value) {
  if (value.IsNumber() || IsNullText(value)) return true;
  if (!value.IsString()) return false;
  // Jackson asks for digits at the end before it asks Java: not 1d, 1f, 0x1p0 and +NaN.
  const std::string_view text = base::JavaTrim(value.text());
  const bool named = text == "NaN" || text.ends_with("INF") || text.ends_with("Infinity");
  return (named || (base::IsDigit(text.back()) && text.find_first_of("xX") == text.npos)) &&
         ParseDouble(text).has_value();
}

bool IsBool(const Value& value) {
  // 0 is false, every other whole number true.
  if (value.IsNumber()) return value.text().find_first_of(".eE") == std::string_view::npos;
  if (IsNullText(value)) return true;
  return Field{&value}.boolean().has_value();
}

bool IsConstant(const Value& value, const Constants& constants) {
  return value.IsString() &&
         std::ranges::find(constants.names, value.text()) != constants.names.end();
}

// What Jackson takes for a string in a list or a map; null stays null.
bool IsText(const Value& value) { return value.IsScalar() || value.IsNull(); }
bool IsObjectOrNull(const Value& value) { return value.IsObject() || value.IsNull(); }

// What is expected instead; empty when the value fits.
std::string_view Expected(const Value& value, const Schema& schema) {
  const auto unless = [](bool fits, std::string_view words) {
    return fits ? std::string_view() : words;
  };
  switch (schema.type) {
    case Type::kText:
      return unless(value.IsScalar(), "a string");
    case Type::kInt:
      return unless(IsWhole(value, false), "an integer of 32 bits");
    case Type::kLong:
      return unless(IsWhole(value, true), "an integer");
    case Type::kDouble:
      return unless(IsDouble(value), "a number");
    case Type::kBool:
      return unless(IsBool(value), "true or false");
    case Type::kEnum:
      return unless(IsConstant(value, *schema.constants), schema.constants->words);
    case Type::kObject:
    case Type::kMap:
      return unless(value.IsObject(), "an object");
    case Type::kTextMap:
      return unless(
          value.IsObject() && std::ranges::all_of(value.members(), IsText, &doc::Member::value),
          "an object of strings");
    case Type::kList:
      return unless(value.IsArray(), "a list");
    case Type::kTexts:
      return unless(value.IsArray() && std::ranges::all_of(value.items(), IsText),
                    "a list of strings");
    case Type::kObjects:
      return unless(value.IsArray() && std::ranges::all_of(value.items(), IsObjectOrNull),
                    "a list of objects");
  }
  return {};
}

void Walk(const Value* object, std::span<const Schema> fields, std::vector<Unreadable>& mistakes) {
  if (object == nullptr || !object->IsObject()) return;
  for (const doc::Member& member : object->members()) {
    const auto schema = std::ranges::find(fields, member.key, &Schema::name);
    if (schema == fields.end()) continue;
    const Value& value = member.value;
    if (value.IsNull()) {
      if (!schema->may_be_null) mistakes.push_back({&value, "anything but null"});
      continue;
    }
    const std::string_view expected = Expected(value, *schema);
    if (!expected.empty()) mistakes.push_back({&value, expected});
    if (schema->type == Type::kObject) Walk(&value, schema->fields, mistakes);
  }
}

}  // namespace

std::vector<Unreadable> JavaMistakes(const Resource& resource) {
  std::vector<Unreadable> mistakes;
  if (resource.root == nullptr || !resource.root->IsObject()) return mistakes;
  const Value* status = resource.root->Find("status");
  switch (resource.kind) {
    case ResourceKind::kFlinkDeployment:
      Walk(resource.spec, kDeploymentFields, mistakes);
      Walk(status, kDeploymentStatusFields, mistakes);
      break;
    case ResourceKind::kFlinkBlueGreenDeployment:
      Walk(resource.spec, kDeploymentFields, mistakes);
      break;
    case ResourceKind::kFlinkSessionJob:
      Walk(resource.spec, kSessionJobFields, mistakes);
      Walk(status, kSessionJobStatusFields, mistakes);
      break;
    case ResourceKind::kFlinkStateSnapshot:
      Walk(resource.spec, kSnapshotFields, mistakes);
      Walk(status, kSnapshotStatusFields, mistakes);
      break;
    case ResourceKind::kFlinkCluster:
    case ResourceKind::kSpotifyFlinkCluster:
    case ResourceKind::kUnknown:
      return mistakes;
  }
  Walk(resource.root, kObjectFields, mistakes);
  return mistakes;
}

}  // namespace sluice::flink
