// SPDX-License-Identifier: Apache-2.0
// What the Apache operator makes of a FlinkDeployment's fields, in the order of its
// FlinkConfigBuilder.buildFrom (1.16-SNAPSHOT, 6e9caeb).
#include <algorithm>
#include <vector>

#include "flink/config/resolver.h"
#include "flink/operators/apache_resources.h"
#include "sluice/flink/java_quantity.h"
#include "sluice/flink/java_uri.h"
#include "flink/operators/write_value.h"
#include "sluice/base/text.h"
#include "sluice/flink/options/ids.h"

namespace sluice::flink {
namespace {

using doc::Value;

// The operator writes pod templates and log settings to files of its own, whose paths nobody knows.
constexpr std::string_view kOperatorFile = "(a file that the operator writes)";

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos;
}

// HighAvailabilityMode.isHighAvailabilityModeActivated, read with Flink 1.20's keys: everything but
// "none" counts, the empty text too.
bool HighAvailabilityIsOn(const Resolver& resolver) {
  const Entry* entry = resolver.FindIn(options::kHighAvailabilityType, kOperatorFlink);
  return entry != nullptr && !base::EqualsIgnoringCase(entry->value, "none");
}

void PutAlwaysSet(Resolver& resolver, const Resource& resource) {
  resolver.PutIfUnset(options::kKubernetesRestServiceExposedType,
                      "kubernetes.rest-service.exposed.type", "ClusterIP");
  resolver.PutIfUnset(options::kWebCancelEnable, "web.cancel.enable", "false");
  if (resource.job.node != nullptr) {
    resolver.PutIfUnset(options::kPipelineName, "pipeline.name", resource.name);
    if (resource.job.upgrade_mode.text() == "last-state") {
      resolver.PutIfUnset(options::kExecutionCheckpointingInterval,
                          "execution.checkpointing.interval", "5 min");
    }
    resolver.Put("execution.shutdown-on-application-finish", "false", Origin::kOperator);
    resolver.PutIfUnset(options::kExecutionSubmitFailedJobOnApplicationError,
                        "execution.submit-failed-job-on-application-error", "true");
    resolver.PutIfUnset(options::kExecutionCheckpointingExternalizedCheckpointRetention,
                        "execution.checkpointing.externalized-checkpoint-retention",
                        "RETAIN_ON_CANCELLATION");
  }
}

void PutField(Resolver& resolver, std::string_view key, Field field) {
  resolver.Put(key, field.text(), Origin::kResourceField, field.node);
}

const Value* SpecMember(const Resource& resource, std::string_view key) {
  const Value* node = resource.spec == nullptr ? nullptr : resource.spec->Find(key);
  return node == nullptr || node->IsNull() ? nullptr : node;
}

void PutPullPolicy(Resolver& resolver, const Value* policy) {
  if (policy == nullptr || !policy->IsString() || IsBlank(policy->text())) return;
  constexpr std::string_view kPolicies[] = {"IfNotPresent", "Always", "Never"};
  if (std::ranges::find(kPolicies, policy->text()) == std::end(kPolicies)) {
    return resolver.Fail(
        policy,
        {{{"IllegalArgumentException",
           "No enum constant org.apache.flink.kubernetes.configuration.KubernetesConfigOptions."
           "ImagePullPolicy." +
               std::string(policy->text())}}});
  }
  PutField(resolver, "kubernetes.container.image.pull-policy", {policy});
}

// Configuration.get of a value that cannot be read.
JavaError CouldNotParse(const Entry& entry, std::string_view option_key, JavaError cause) {
  cause.chain.insert(cause.chain.begin(), {"IllegalArgumentException",
                                           "Could not parse value '" + std::string(entry.value) +
                                               "' for key '" + std::string(option_key) + "'."});
  return cause;
}

// What the operator itself reads while it builds; a text that it cannot read stops it.
bool ReadSwitch(Resolver& resolver, options::OptionId option, bool by_default) {
  const Entry* entry = resolver.FindIn(option, kOperatorFlink);
  if (entry == nullptr) return by_default;
  const Parsed<bool> value = ParseBoolean(entry->value);
  if (value) return *value;
  resolver.Fail(entry->node, CouldNotParse(*entry, options::CanonicalName(option), value.error()));
  return by_default;
}

void PutIdentity(Resolver& resolver, const Resource& resource) {
  if (SpecMember(resource, "logConfiguration") != nullptr) {
    resolver.Put("$internal.deployment.config-dir", kOperatorFile, Origin::kOperator);
  }
  if (!resource.flink_version.text().empty()) {
    PutField(resolver, "$internal.flink.version", resource.flink_version);
  }
  if (!IsBlank(resource.image.text())) {
    PutField(resolver,
             resolver.version() >= FlinkVersion::k1_17 ? "kubernetes.container.image.ref"
                                                       : "kubernetes.container.image",
             resource.image);
  }
  PutPullPolicy(resolver, SpecMember(resource, "imagePullPolicy"));
  if (resource.service_account.present()) {
    PutField(resolver, "kubernetes.service-account", resource.service_account);
  }
}

void PutPodTemplates(Resolver& resolver, const Resource& resource) {
  ReadSwitch(resolver, options::kKubernetesOperatorPodTemplateMergeArraysByName, false);
  const auto has_template = [&](const Role& role) {
    const bool storage = !IsBlank(role.ephemeral_storage.text());
    if (storage) {
      if (auto error = JavaQuantityError(role.ephemeral_storage.text())) {
        resolver.Fail(role.ephemeral_storage.node, std::move(*error));
      }
    }
    return resource.pod_template != nullptr || role.pod_template != nullptr || storage;
  };
  const bool job_manager_template = has_template(resource.job_manager);
  const bool startup_probe =
      ReadSwitch(resolver, options::kKubernetesOperatorJmDeploymentStartupProbeEnabled, true);
  if (startup_probe || job_manager_template) {
    resolver.Put("kubernetes.pod-template-file.jobmanager", kOperatorFile, Origin::kOperator);
  }
  if (has_template(resource.task_manager)) {
    resolver.Put("kubernetes.pod-template-file.taskmanager", kOperatorFile, Origin::kOperator);
  }
}

std::int32_t ToInt(std::int64_t value) {
  return static_cast<std::int32_t>(static_cast<std::uint64_t>(value));
}

std::int32_t Slots(Resolver& resolver) {
  const Entry* entry = resolver.FindIn(options::kTaskmanagerNumberOfTaskSlots, kOperatorFlink);
  if (entry == nullptr) return 1;
  const Parsed<std::int32_t> slots = ParseInt(entry->value);
  if (slots) return *slots;
  resolver.Fail(entry->node, CouldNotParse(*entry, "taskmanager.numberOfTaskSlots", slots.error()));
  return 1;
}

// The greatest of pipeline.jobvertex-parallelism-overrides, which the autoscaler sets.
std::optional<std::int32_t> OverriddenParallelism(const Resolver& resolver) {
  const Entry* entry =
      resolver.FindIn(options::kPipelineJobvertexParallelismOverrides, kOperatorFlink);
  if (entry == nullptr) return std::nullopt;
  const auto overrides = ParseMap(entry->value, true);
  if (!overrides) return std::nullopt;
  std::int32_t greatest = 0;
  for (const auto& [vertex, parallelism] : *overrides) {
    greatest = std::max(greatest, ParseInt(parallelism).value_or(0));
  }
  return greatest > 0 ? std::optional(greatest) : std::nullopt;
}

struct Parallelism {
  std::int32_t value = 0;
  const Value* node = nullptr;
};

Parallelism ParallelismOf(Resolver& resolver, const Resource& resource) {
  if (const auto replicas = resource.task_manager.replicas.integer()) {
    // Java's int product, overflow included.
    return {ToInt(std::int64_t{ToInt(*replicas)} * Slots(resolver)),
            resource.task_manager.replicas.node};
  }
  if (const auto overridden = OverriddenParallelism(resolver)) return {*overridden, nullptr};
  return {ToInt(resource.job.parallelism.integer().value_or(0)), resource.job.parallelism.node};
}

void PutReplicas(Resolver& resolver, const Resource& resource) {
  const Role& jobs = resource.job_manager;
  // An int field in Java: absent keeps its default of 1, null becomes 0.
  const Value* given = jobs.node == nullptr ? nullptr : jobs.node->Find("replicas");
  const std::int64_t absent = given != nullptr && given->IsNull() ? 0 : 1;
  const std::int64_t job_managers = jobs.replicas.integer().value_or(absent);
  if (jobs.node != nullptr && job_managers > 0) {
    resolver.Put("kubernetes.jobmanager.replicas",
                 job_managers == 1 ? "1" : resolver.KeepInteger(job_managers),
                 jobs.replicas.present() ? Origin::kResourceField : Origin::kOperator,
                 jobs.replicas.node);
  }
  constexpr std::string_view kTaskManagers = "kubernetes.internal.taskmanager.replicas";
  const Field tasks = resource.task_manager.replicas;
  if (tasks.integer().value_or(0) > 0) {
    resolver.Put(kTaskManagers, resolver.KeepInteger(*tasks.integer()), Origin::kResourceField,
                 tasks.node);
  } else if (resource.job.node != nullptr &&
             resource.deployment_mode == DeploymentMode::kStandalone &&
             resolver.FindKey(kTaskManagers) == nullptr) {
    const std::int64_t slots = Slots(resolver);
    const Parallelism parallelism = ParallelismOf(resolver, resource);
    if (slots != 0) {
      resolver.Put(kTaskManagers, resolver.KeepInteger((parallelism.value + slots - 1) / slots),
                   Origin::kOperator, parallelism.node);
    }
  }
}

void PutList(Resolver& resolver, std::string_view key, std::span<const std::string_view> items,
             const Value* node, Origin origin) {
  resolver.Put(key, resolver.Keep(WriteList(items, UsesStandardYaml(resolver.version()))), origin,
               node);
}

void PutJar(Resolver& resolver, const Resource& resource) {
  const Field jar = resource.job.jar_uri;
  if (!jar.present()) return;
  if (auto error = JavaUriError(jar.text())) return resolver.Fail(jar.node, std::move(*error));
  const std::string_view uri = jar.text();
  if (resource.deployment_mode != DeploymentMode::kStandalone) {
    return PutList(resolver, "pipeline.jars", {&uri, 1}, jar.node, Origin::kResourceField);
  }
  // A standalone job manager reads its jar from the class path, where local: is file:.
  std::string_view path = uri;
  if (JavaUriScheme(uri) == "local") path = resolver.arena().Join({"file", uri.substr(5)});
  PutList(resolver, "pipeline.classpaths", {&path, 1}, jar.node, Origin::kResourceField);
}

void PutJob(Resolver& resolver, const Resource& resource) {
  const Job& job = resource.job;
  const bool standalone = resource.deployment_mode == DeploymentMode::kStandalone;
  std::string_view target = job.node == nullptr ? "kubernetes-session" : "kubernetes-application";
  if (standalone) target = "remote";
  resolver.Put("execution.target", target, Origin::kOperator);
  if (standalone) {
    resolver.Put("kubernetes.internal.cluster-mode",
                 job.node == nullptr ? "SESSION" : "APPLICATION", Origin::kOperator);
  }
  if (job.node == nullptr) return;
  PutJar(resolver, resource);
  const Parallelism parallelism = ParallelismOf(resolver, resource);
  resolver.Put("parallelism.default", resolver.KeepInteger(parallelism.value),
               parallelism.node == nullptr ? Origin::kOperator : Origin::kResourceField,
               parallelism.node);
  if (job.allow_non_restored_state.present()) {
    resolver.Put("execution.savepoint.ignore-unclaimed-state",
                 *job.allow_non_restored_state.boolean() ? "true" : "false", Origin::kResourceField,
                 job.allow_non_restored_state.node);
  }
  if (job.entry_class.present()) {
    PutField(resolver, "$internal.application.main", job.entry_class);
  }
  std::vector<std::string_view> args;
  if (job.args.node != nullptr) {
    args.reserve(job.args.node->items().size());
    for (const Value& arg : job.args.node->items()) args.push_back(arg.text());
  }
  PutList(resolver, "$internal.application.program-args", args, job.args.node,
          job.args.present() ? Origin::kResourceField : Origin::kOperator);
}

// The generation stands as an annotation on the job manager's deployment, beside the user's own.
void PutGeneration(Resolver& resolver, const Resource& resource) {
  const Value* generation =
      resource.metadata == nullptr ? nullptr : resource.metadata->Find("generation");
  if (generation == nullptr || !generation->IsScalar()) return;
  constexpr std::string_view kKey = "kubernetes.jobmanager.annotations";
  constexpr std::string_view kName = "flinkdeployment.flink.apache.org/generation";
  const bool yaml = UsesStandardYaml(resolver.version());
  std::vector<std::pair<std::string, std::string>> annotations;
  if (const Entry* entry = resolver.FindKey(kKey)) {
    auto given = ParseMap(entry->value, true);
    if (!given) return resolver.Fail(entry->node, CouldNotParse(*entry, kKey, given.error()));
    annotations = std::move(*given);
  } else {
    annotations = resolver.TakeBelow(kKey);
  }
  if (annotations.empty()) {
    const std::string_view text =
        yaml ? resolver.arena().Join({"{", kName, ": '", generation->text(), "'}"})
             : resolver.arena().Join({kName, ":", generation->text()});
    return resolver.Put(kKey, text, Origin::kOperator);
  }
  annotations.emplace_back(kName, generation->text());
  resolver.Put(kKey, resolver.Keep(WriteMap(annotations, yaml)), Origin::kOperator);
}

}  // namespace

void DeriveApache(Resolver& resolver, const Resource& resource) {
  resolver.WritesNestedFile();
  PutAlwaysSet(resolver, resource);
  PutIdentity(resolver, resource);
  PutPodTemplates(resolver, resource);
  if (resource.ingress != nullptr) {
    resolver.Put("kubernetes.rest-service.exposed.type", "ClusterIP", Origin::kResourceField,
                 resource.ingress);
  }
  PutResources(resolver, resource.job_manager, RoleKind::kJobManager);
  PutResources(resolver, resource.task_manager, RoleKind::kTaskManager);
  PutReplicas(resolver, resource);
  PutJob(resolver, resource);
  PutGeneration(resolver, resource);
  if (!resource.namespace_name.empty()) {
    resolver.Put("kubernetes.namespace", resource.namespace_name, Origin::kOperator);
  }
  if (!resource.name.empty()) {
    resolver.Put("kubernetes.cluster-id", resource.name, Origin::kOperator);
    if (HighAvailabilityIsOn(resolver)) {
      resolver.Put("high-availability.cluster-id", resource.name, Origin::kOperator);
    }
  }
}

void DeriveSessionJob(Resolver& resolver, const Resource& resource) {
  const Field parallelism = resource.job.parallelism;
  if (parallelism.integer().value_or(0) > 0) {
    resolver.Put("parallelism.default", resolver.KeepInteger(*parallelism.integer()),
                 Origin::kResourceField, parallelism.node);
  }
}

}  // namespace sluice::flink
