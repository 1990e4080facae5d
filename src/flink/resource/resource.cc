// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/resource.h"

#include <initializer_list>

#include "sluice/k8s/quantity.h"

namespace sluice::flink {
namespace {

using doc::Value;

// Reads members of one object and notes those of a wrong kind. JSON null reads as absent, as it
// does for Jackson and for Go.
class Reader {
 public:
  // `strict`: Go's decoder (the other operator) takes no "2" for 2; Jackson does.
  Reader(std::vector<Unreadable>& unreadable, bool strict)
      : unreadable_(unreadable), strict_(strict) {}

  const Value* Any(const Value* object, std::string_view key) const {
    if (object == nullptr) return nullptr;
    const Value* node = object->Find(key);
    return node == nullptr || node->IsNull() ? nullptr : node;
  }
  const Value* Object(const Value* object, std::string_view key) const {
    const Value* node = Any(object, key);
    return node == nullptr || node->IsObject() ? node : Refuse(node, "an object");
  }
  const Value* Array(const Value* object, std::string_view key) const {
    const Value* node = Any(object, key);
    return node == nullptr || node->IsArray() ? node : Refuse(node, "a list");
  }
  Field Text(const Value* object, std::string_view key) const {
    const Value* node = Any(object, key);
    if (node == nullptr) return {};
    const bool fits = strict_ ? node->IsString() : node->IsScalar();
    return {fits ? node : Refuse(node, "a string")};
  }
  // A quantity or a number: `cpu: 2`, `memory: 2Gi`.
  Field Amount(const Value* object, std::string_view key) const {
    const Value* node = Any(object, key);
    if (node == nullptr) return {};
    return {node->IsString() || node->IsNumber() ? node : Refuse(node, "a string or a number")};
  }
  Field Integer(const Value* object, std::string_view key) const {
    const Value* node = Any(object, key);
    if (node == nullptr) return {};
    const bool fits = (!strict_ || node->IsNumber()) && Field{node}.integer().has_value();
    return {fits ? node : Refuse(node, "an integer")};
  }
  Field Boolean(const Value* object, std::string_view key) const {
    const Value* node = Any(object, key);
    if (node == nullptr) return {};
    const bool fits = (!strict_ || node->IsBool()) && Field{node}.boolean().has_value();
    return {fits ? node : Refuse(node, "true or false")};
  }

 private:
  const Value* Refuse(const Value* node, std::string_view expected) const {
    unreadable_.push_back({node, expected});
    return nullptr;
  }
  std::vector<Unreadable>& unreadable_;
  bool strict_;
};

// The first of two spellings that is present.
Field Either(Field first, Field second) { return first.present() ? first : second; }

bool NotEmpty(const Value* object) { return object != nullptr && !object->members().empty(); }

// The Kubernetes form: request, else limit (operator 1.16, `resources` of both roles).
void ReadRequirements(const Reader& read, const Value* resources, Role& role) {
  const Value* requests = read.Object(resources, "requests");
  const Value* limits = read.Object(resources, "limits");
  if (!NotEmpty(requests) && !NotEmpty(limits)) return;
  role.resources = resources;
  const auto amount = [&](std::string_view key) {
    return Either(read.Amount(requests, key), read.Amount(limits, key));
  };
  role.cpu = amount("cpu");
  role.memory = amount("memory");
  role.ephemeral_storage = amount("ephemeral-storage");
}

// The flat form {cpu, memory, ephemeralStorage}.
void ReadFlat(const Reader& read, const Value* resource, Role& role) {
  role.cpu = read.Amount(resource, "cpu");
  role.memory = read.Amount(resource, "memory");
  role.ephemeral_storage = read.Amount(resource, "ephemeralStorage");
}

Role ReadApacheRole(const Reader& read, const Value* spec, std::string_view key) {
  Role role;
  role.node = read.Object(spec, key);
  if (role.node == nullptr) return role;
  role.replicas = read.Integer(role.node, "replicas");
  role.pod_template = read.Object(role.node, "podTemplate");
  ReadRequirements(read, read.Object(role.node, "resources"), role);
  // The new field replaces the old one as a whole, even when it names no memory.
  if (role.resources == nullptr) ReadFlat(read, read.Object(role.node, "resource"), role);
  return role;
}

// The simplified kind: cpu and memory stand directly under `resources`, or under `resource`.
Role ReadArticleRole(const Reader& read, const Value* spec, std::string_view key) {
  Role role;
  role.node = read.Object(spec, key);
  if (role.node == nullptr) return role;
  role.replicas = read.Integer(role.node, "replicas");
  role.pod_template = read.Object(role.node, "podTemplate");
  const Value* resources = read.Object(role.node, "resources");
  ReadRequirements(read, resources, role);
  if (role.resources == nullptr) {
    ReadFlat(read, resources != nullptr ? resources : read.Object(role.node, "resource"), role);
  }
  role.service_exposure = read.Text(read.Object(role.node, "service"), "type");
  return role;
}

bool IsZeroQuantity(Field amount) {
  const auto quantity = k8s::Quantity::Parse(amount.text());
  return quantity.has_value() && quantity->IsZero();
}

// Limits decide, requests where the limit is absent or zero (flinkcluster_types_util.go, Spotify
// 1746257).
Role ReadSpotifyRole(const Reader& read, const Value* spec, std::string_view key) {
  Role role;
  role.node = read.Object(spec, key);
  if (role.node == nullptr) return role;
  role.replicas = read.Integer(role.node, "replicas");
  role.service_exposure = read.Text(role.node, "accessScope");
  role.resources = read.Object(role.node, "resources");
  const Value* requests = read.Object(role.resources, "requests");
  const Value* limits = read.Object(role.resources, "limits");
  const auto amount = [&](std::string_view name) {
    const Field limit = read.Amount(limits, name);
    if (limit.present() && !IsZeroQuantity(limit)) return limit;
    return Either(read.Amount(requests, name), limit);
  };
  role.cpu = amount("cpu");
  role.memory = amount("memory");
  role.ephemeral_storage = amount("ephemeral-storage");
  return role;
}

void ReadApacheJob(const Reader& read, const Value* spec, Job& job) {
  job.node = read.Object(spec, "job");
  if (job.node == nullptr) return;
  job.jar_uri = read.Text(job.node, "jarURI");
  job.entry_class = read.Text(job.node, "entryClass");
  job.parallelism = read.Integer(job.node, "parallelism");
  job.upgrade_mode = read.Text(job.node, "upgradeMode");
  job.state = read.Text(job.node, "state");
  job.args = {read.Array(job.node, "args")};
  job.allow_non_restored_state = read.Boolean(job.node, "allowNonRestoredState");
  job.initial_savepoint_path = read.Text(job.node, "initialSavepointPath");
}

void ReadSpotifyJob(const Reader& read, const Value* spec, Job& job) {
  job.node = read.Object(spec, "job");
  if (job.node == nullptr) return;
  job.jar_uri = read.Text(job.node, "jarFile");
  job.entry_class = read.Text(job.node, "className");
  job.parallelism = read.Integer(job.node, "parallelism");
  job.args = {read.Array(job.node, "args")};
  job.allow_non_restored_state = read.Boolean(job.node, "allowNonRestoredState");
  job.initial_savepoint_path = read.Text(job.node, "fromSavepoint");
}

void ReadDeployment(const Reader& read, Resource& resource) {
  const Value* spec = resource.spec;
  resource.image = read.Text(spec, "image");
  resource.flink_version = read.Text(spec, "flinkVersion");
  resource.service_account = read.Text(spec, "serviceAccount");
  resource.mode = read.Text(spec, "mode");
  if (resource.mode.text() == "standalone") resource.deployment_mode = DeploymentMode::kStandalone;
  resource.configuration = read.Object(spec, "flinkConfiguration");
  resource.pod_template = read.Object(spec, "podTemplate");
  resource.ingress = read.Object(spec, "ingress");
  resource.job_manager = ReadApacheRole(read, spec, "jobManager");
  resource.task_manager = ReadApacheRole(read, spec, "taskManager");
  ReadApacheJob(read, spec, resource.job);
}

void ReadSessionJob(const Reader& read, Resource& resource) {
  resource.deployment_name = read.Text(resource.spec, "deploymentName");
  resource.configuration = read.Object(resource.spec, "flinkConfiguration");
  ReadApacheJob(read, resource.spec, resource.job);
}

// The article's kind has no schema but ours; both operators' words are understood.
void ReadArticleCluster(const Reader& read, Resource& resource) {
  const Value* spec = resource.spec;
  resource.image = read.Text(spec, "image");
  resource.flink_version = read.Text(spec, "flinkVersion");
  resource.service_account =
      Either(read.Text(spec, "serviceAccount"), read.Text(spec, "serviceAccountName"));
  resource.configuration = read.Object(spec, "flinkConfiguration");
  if (resource.configuration == nullptr && read.Any(spec, "flinkProperties") != nullptr) {
    resource.configuration = read.Object(spec, "flinkProperties");
    resource.configuration_field = "flinkProperties";
  }
  resource.pod_template = read.Object(spec, "podTemplate");
  resource.ingress = read.Object(spec, "ingress");
  resource.job_manager = ReadArticleRole(read, spec, "jobManager");
  resource.task_manager = ReadArticleRole(read, spec, "taskManager");
  ReadApacheJob(read, spec, resource.job);
}

void ReadSpotifyCluster(const Reader& read, Resource& resource) {
  const Value* spec = resource.spec;
  resource.image = read.Text(read.Object(spec, "image"), "name");
  resource.flink_version = read.Text(spec, "flinkVersion");
  resource.service_account = read.Text(spec, "serviceAccountName");
  resource.deployment_mode = DeploymentMode::kStandalone;
  resource.configuration = read.Object(spec, "flinkProperties");
  resource.configuration_field = "flinkProperties";
  resource.job_manager = ReadSpotifyRole(read, spec, "jobManager");
  resource.task_manager = ReadSpotifyRole(read, spec, "taskManager");
  resource.ingress = read.Object(resource.job_manager.node, "ingress");
  ReadSpotifyJob(read, spec, resource.job);
}

void SplitApiVersion(std::string_view api_version, Resource& resource) {
  const std::size_t slash = api_version.find('/');
  if (slash == std::string_view::npos) {
    resource.version = api_version;
    return;
  }
  resource.group = api_version.substr(0, slash);
  resource.version = api_version.substr(slash + 1);
}

void ReadMetadata(const Reader& read, Resource& resource) {
  resource.metadata = read.Object(resource.root, "metadata");
  resource.name = read.Text(resource.metadata, "name").text();
  resource.generate_name = read.Text(resource.metadata, "generateName").text();
  resource.namespace_name = read.Text(resource.metadata, "namespace").text();
}

void ReadSpec(const Reader& read, Resource& resource) {
  switch (resource.kind) {
    case ResourceKind::kFlinkDeployment:
      return ReadDeployment(read, resource);
    case ResourceKind::kFlinkBlueGreenDeployment:
      resource.spec = read.Object(read.Object(resource.spec, "template"), "spec");
      return ReadDeployment(read, resource);
    case ResourceKind::kFlinkSessionJob:
      return ReadSessionJob(read, resource);
    case ResourceKind::kFlinkCluster:
      return ReadArticleCluster(read, resource);
    case ResourceKind::kSpotifyFlinkCluster:
      return ReadSpotifyCluster(read, resource);
    case ResourceKind::kFlinkStateSnapshot:
    case ResourceKind::kUnknown:
      return;
  }
}

void ReadPods(Resource& resource) {
  if (resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    resource.job_manager.pod = PodView::OfSpec(resource.job_manager.node);
    resource.task_manager.pod = PodView::OfSpec(resource.task_manager.node);
    resource.job.pod = PodView::OfSpec(resource.job.node);
    return;
  }
  for (Role* role : {&resource.job_manager, &resource.task_manager}) {
    role->pod = PodView::OfTemplates(resource.pod_template, role->pod_template);
  }
}

}  // namespace

bool Resource::HasCluster() const {
  return kind == ResourceKind::kFlinkDeployment ||
         kind == ResourceKind::kFlinkBlueGreenDeployment || kind == ResourceKind::kFlinkCluster ||
         kind == ResourceKind::kSpotifyFlinkCluster;
}
bool Resource::IsSessionCluster() const { return HasCluster() && job.node == nullptr; }
bool Resource::IsApplication() const { return HasCluster() && job.node != nullptr; }

std::string_view Resource::Annotation(std::string_view key) const {
  const Value* node = metadata == nullptr ? nullptr : metadata->FindPath({"annotations", key});
  return TextOf(node);
}
std::string_view Resource::Label(std::string_view key) const {
  const Value* node = metadata == nullptr ? nullptr : metadata->FindPath({"labels", key});
  return TextOf(node);
}

ReadResource Read(const doc::Value& object) {
  Resource identity;
  const doc::Value* api_version = object.Find("apiVersion");
  const doc::Value* kind = object.Find("kind");
  if (api_version != nullptr) SplitApiVersion(api_version->text(), identity);
  return ReadAs(object, identity.group, identity.version, TextOf(kind));
}

ReadResource ReadAs(const doc::Value& object, std::string_view group, std::string_view version,
                    std::string_view kind) {
  ReadResource result;
  Resource& resource = result.resource;
  resource.root = &object;
  resource.group = group;
  resource.version = version;
  resource.kind_name = kind;
  resource.kind = KindOf(group, kind);
  if (!object.IsObject()) {
    result.unreadable.push_back({&object, "an object"});
    return result;
  }
  const bool strict = resource.kind == ResourceKind::kSpotifyFlinkCluster;
  const Reader read(result.unreadable, strict);
  ReadMetadata(read, resource);
  resource.spec = read.Object(&object, "spec");
  ReadSpec(read, resource);
  ReadPods(resource);
  return result;
}

Scale ReadScale(const doc::Value& object, ResourceKind parent) {
  Scale scale{.parent = parent, .root = &object};
  std::vector<Unreadable> ignored;
  const Reader read(ignored, true);
  scale.replicas = read.Integer(read.Object(&object, "spec"), "replicas");
  return scale;
}

}  // namespace sluice::flink
