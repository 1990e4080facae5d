// SPDX-License-Identifier: Apache-2.0
// Resource: every Flink kind read through one view.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sluice/doc/value.h"
#include "sluice/flink/pod_view.h"
#include "sluice/flink/version.h"

namespace sluice::flink {

enum class ResourceKind : std::uint8_t {
  kFlinkDeployment,           // flink.apache.org FlinkDeployment
  kFlinkSessionJob,           // flink.apache.org FlinkSessionJob
  kFlinkStateSnapshot,        // flink.apache.org FlinkStateSnapshot
  kFlinkBlueGreenDeployment,  // flink.apache.org FlinkBlueGreenDeployment: judged by its template
  kFlinkCluster,              // flink.apache.org FlinkCluster, the simplified one of the article
  kSpotifyFlinkCluster,       // flinkoperator.k8s.io FlinkCluster
  kUnknown,                   // another kind or version in these groups
};
inline constexpr int kResourceKinds = 7;
std::string_view ToString(ResourceKind kind);  // "FlinkDeployment", ...

// One field of the user's object: the node as it stands, null when absent (or JSON null).
struct Field {
  const doc::Value* node = nullptr;
  [[nodiscard]] bool present() const { return node != nullptr; }
  // Text of a string, number or boolean; empty when absent or of another kind.
  [[nodiscard]] std::string_view text() const {
    return node == nullptr ? std::string_view() : node->text();
  }
  // An integer when the node is one (or a string of one, as Jackson coerces), else nothing.
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  [[nodiscard]] std::optional<bool> boolean() const;
};

// Job manager or task manager of a resource.
struct Role {
  const doc::Value* node = nullptr;  // spec.jobManager or spec.taskManager, null when absent
  Field replicas;
  Field cpu;     // resource.cpu; FlinkCluster: resources.cpu; Spotify: limits, else requests
  Field memory;  // resource.memory and alike; the field that decides process size
  Field ephemeral_storage;
  const doc::Value* resources = nullptr;     // the Kubernetes form {requests, limits}, when used
  const doc::Value* pod_template = nullptr;  // this role's own template
  Field service_exposure;  // Spotify jobManager.accessScope; article jobManager.service.type
  PodView pod;
};

struct Job {
  const doc::Value* node = nullptr;  // spec.job, null for a session cluster
  Field jar_uri;                     // jarURI, jarFile
  Field entry_class;                 // entryClass, className
  Field parallelism;
  Field upgrade_mode;  // FlinkDeployment, FlinkSessionJob
  Field state;
  Field args;  // an array
  Field allow_non_restored_state;
  Field initial_savepoint_path;  // initialSavepointPath, fromSavepoint
  PodView pod;                   // of Spotify's submitter
};

enum class DeploymentMode : std::uint8_t { kNative, kStandalone };

// A const view; nodes belong to the request's document, which must outlive it.
struct Resource {
  ResourceKind kind = ResourceKind::kUnknown;
  const doc::Value* root = nullptr;  // the whole object
  const doc::Value* metadata = nullptr;
  const doc::Value* spec = nullptr;  // the spec that is judged: for blue/green /spec/template/spec
  std::string_view group, version, kind_name;
  std::string_view name;  // empty for generateName
  std::string_view generate_name;
  std::string_view namespace_name;

  Field image;
  Field flink_version;  // as written: "v1_20", "1.18"
  Field service_account;
  Field mode;  // FlinkDeployment native|standalone
  DeploymentMode deployment_mode = DeploymentMode::kNative;
  Field deployment_name;  // FlinkSessionJob
  // spec.flinkConfiguration or spec.flinkProperties; null when absent. `configuration_field` is its
  // name for this kind.
  const doc::Value* configuration = nullptr;
  std::string_view configuration_field = "flinkConfiguration";
  const doc::Value* pod_template = nullptr;  // the template common to both roles
  const doc::Value* ingress = nullptr;
  Role job_manager;
  Role task_manager;
  Job job;

  [[nodiscard]] bool IsSessionCluster() const;  // a cluster kind without a job
  [[nodiscard]] bool IsApplication() const;     // a cluster kind with a job
  [[nodiscard]] bool HasCluster() const;        // runs job and task managers of its own
  // Annotation or label of the object, empty when absent.
  [[nodiscard]] std::string_view Annotation(std::string_view key) const;
  [[nodiscard]] std::string_view Label(std::string_view key) const;
};

// Which kind a group and kind name. The version does not matter here; UnderstandsVersion() tells
// whether we know that version.
ResourceKind KindOf(std::string_view group, std::string_view kind);
// The same by the plural of a request's resource ("flinkdeployments").
ResourceKind KindOfPlural(std::string_view group, std::string_view plural);
bool UnderstandsVersion(std::string_view group, std::string_view version);
bool IsFlinkGroup(std::string_view group);

// Reads `object` (a whole Kubernetes object). Never fails: fields of a wrong kind are recorded in
// `unreadable` (they are what rule `resource-unreadable` reports) and read as absent.
struct Unreadable {
  const doc::Value* node = nullptr;
  std::string_view expected;  // "an object", "a string", "an integer"
};
struct ReadResource {
  Resource resource;
  std::vector<Unreadable> unreadable;
};
ReadResource Read(const doc::Value& object);
// The same with the kind that the API server names, whatever the object says of itself.
ReadResource ReadAs(const doc::Value& object, std::string_view group, std::string_view version,
                    std::string_view kind);

// The pod of a role of the resource, which owns it.
const PodView& PodOf(const Resource& resource, RoleKind role);

// The request of a scale subresource (autoscaling/v1 Scale): its spec.replicas.
struct Scale {
  ResourceKind parent = ResourceKind::kUnknown;
  const doc::Value* root = nullptr;
  Field replicas;  // absent means 0, as autoscaling/v1 leaves out a zero
};
// `object` is the Scale; `parent` the kind of the resource whose subresource it is.
Scale ReadScale(const doc::Value& object, ResourceKind parent);

}  // namespace sluice::flink
