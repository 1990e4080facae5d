// SPDX-License-Identifier: Apache-2.0
// What the Apache operator makes of a FlinkDeployment's fields, in the order of its
// FlinkConfigBuilder.buildFrom (1.16-SNAPSHOT, 6e9caeb).
#include <charconv>
#include <vector>

#include "flink/config/flatten.h"
#include "flink/config/java_number.h"
#include "flink/config/resolver.h"
#include "flink/operators/java_quantity.h"
#include "flink/operators/java_uri.h"
#include "flink/operators/write_value.h"
#include "sluice/base/text.h"
#include "sluice/flink/options/ids.h"

namespace sluice::flink {
namespace {

using doc::Value;

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

void PutIdentity(Resolver& resolver, const Resource& resource) {
  if (!resource.flink_version.text().empty()) {
    PutField(resolver, "$internal.flink.version", resource.flink_version);
  }
  if (!IsBlank(resource.image.text())) {
    PutField(resolver,
             resolver.version() >= FlinkVersion::k1_17 ? "kubernetes.container.image.ref"
                                                       : "kubernetes.container.image",
             resource.image);
  }
  const Value* policy = resource.spec == nullptr ? nullptr : resource.spec->Find("imagePullPolicy");
  if (policy != nullptr && policy->IsString() && !IsBlank(policy->text())) {
    PutField(resolver, "kubernetes.container.image.pull-policy", {policy});
  }
  if (resource.service_account.present()) {
    PutField(resolver, "kubernetes.service-account", resource.service_account);
  }
}

// The operator writes the merged pod templates to files of its own; their paths are not knowable.
constexpr std::string_view kTemplateFile = "(a file that the operator writes)";

void PutPodTemplates(Resolver& resolver, const Resource& resource) {
  const Entry* probe =
      resolver.FindIn(options::kKubernetesOperatorJmDeploymentStartupProbeEnabled, kOperatorFlink);
  const bool startup_probe = probe == nullptr || ParseBoolean(probe->value).value_or(true);
  const auto has_template = [&](const Role& role) {
    return resource.pod_template != nullptr || role.pod_template != nullptr ||
           role.ephemeral_storage.present();
  };
  if (startup_probe || has_template(resource.job_manager)) {
    resolver.Put("kubernetes.pod-template-file.jobmanager", kTemplateFile, Origin::kOperator);
  }
  if (has_template(resource.task_manager)) {
    resolver.Put("kubernetes.pod-template-file.taskmanager", kTemplateFile, Origin::kOperator);
  }
}

// Keys of one role.
struct RoleKeys {
  std::string_view process_size, cpu_amount, cpu_old, memory_limit_factor, cpu_limit_factor;
};
constexpr RoleKeys kJobManagerKeys = {
    "jobmanager.memory.process.size", "kubernetes.jobmanager.cpu.amount",
    "kubernetes.jobmanager.cpu", "kubernetes.jobmanager.memory.limit-factor",
    "kubernetes.jobmanager.cpu.limit-factor"};
constexpr RoleKeys kTaskManagerKeys = {
    "taskmanager.memory.process.size", "kubernetes.taskmanager.cpu.amount",
    "kubernetes.taskmanager.cpu", "kubernetes.taskmanager.memory.limit-factor",
    "kubernetes.taskmanager.cpu.limit-factor"};

std::optional<double> ToDouble(std::string_view text) {
  double value = 0;
  text = base::JavaTrim(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// `cpu: 1` is a double for the flat form and a quantity for the Kubernetes form.
std::optional<double> CpuOf(Resolver& resolver, Field cpu, bool quantity) {
  if (!cpu.present()) return std::nullopt;
  if (!quantity) return ToDouble(cpu.text());
  const Parsed<std::string> amount = JavaQuantityAmount(cpu.text());
  if (!amount) {
    resolver.Fail(cpu.node, amount.error());
    return std::nullopt;
  }
  return ToDouble(*amount);
}

void PutDouble(Resolver& resolver, std::string_view key, double value, const Value* node) {
  char buffer[kJavaDoubleBytes];
  resolver.Put(key, resolver.Keep(JavaDouble(value, buffer)), Origin::kResourceField, node);
}

void PutCpu(Resolver& resolver, const Role& role, const RoleKeys& keys) {
  const std::optional<double> cpu = CpuOf(resolver, role.cpu, role.resources != nullptr);
  if (!cpu) return;
  if (resolver.version() < FlinkVersion::k1_17) {
    PutDouble(resolver, keys.cpu_old, *cpu, role.cpu.node);
  }
  PutDouble(resolver, keys.cpu_amount, *cpu, role.cpu.node);
}

void PutMemory(Resolver& resolver, Field memory, std::string_view key) {
  if (!memory.present()) return;
  const Parsed<std::string> text = ResourceMemoryText(memory.text());
  if (!text) {
    // The operator stops here; the raw text lets the memory model say why.
    resolver.Fail(memory.node, text.error());
    return PutField(resolver, key, memory);
  }
  resolver.Put(key, resolver.Keep(*text), Origin::kResourceField, memory.node);
}

std::optional<double> BytesOf(Field memory) {
  const Parsed<std::string> text = ResourceMemoryText(memory.text());
  if (!text) return std::nullopt;
  if (const auto bytes = ParseMemorySize(*text)) return static_cast<double>(*bytes);
  return ToDouble(*text);
}

// A limit beside a different request becomes a factor on what Flink asks for.
void PutLimitFactors(Resolver& resolver, const Role& role, const RoleKeys& keys) {
  const Value* requests = role.resources->Find("requests");
  const Value* limits = role.resources->Find("limits");
  if (requests == nullptr || limits == nullptr) return;
  const auto both = [&](std::string_view name, auto read, std::string_view key) {
    const Field request{requests->Find(name)};
    const Field limit{limits->Find(name)};
    if (!request.present() || !limit.present()) return;
    const std::optional<double> from = read(request);
    const std::optional<double> to = read(limit);
    if (from && to && *from != *to && *from != 0) {
      PutDouble(resolver, key, *to / *from, limit.node);
    }
  };
  both("memory", BytesOf, keys.memory_limit_factor);
  both("cpu", [&](Field cpu) { return CpuOf(resolver, cpu, true); }, keys.cpu_limit_factor);
}

void PutRole(Resolver& resolver, const Role& role, const RoleKeys& keys) {
  PutMemory(resolver, role.memory, keys.process_size);
  PutCpu(resolver, role, keys);
  if (role.resources != nullptr) PutLimitFactors(resolver, role, keys);
}

std::int32_t ToInt(std::int64_t value) {
  return static_cast<std::int32_t>(static_cast<std::uint64_t>(value));
}

std::int32_t Slots(const Resolver& resolver) {
  const Entry* entry = resolver.FindIn(options::kTaskmanagerNumberOfTaskSlots, kOperatorFlink);
  return entry == nullptr ? 1 : ParseInt(entry->value).value_or(1);
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

Parallelism ParallelismOf(const Resolver& resolver, const Resource& resource) {
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
  const std::int64_t job_managers = jobs.replicas.integer().value_or(1);
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

// The generation stands as an annotation on the job manager's deployment.
void PutGeneration(Resolver& resolver, const Resource& resource) {
  const Value* generation =
      resource.metadata == nullptr ? nullptr : resource.metadata->Find("generation");
  constexpr std::string_view kKey = "kubernetes.jobmanager.annotations";
  if (generation == nullptr || !generation->IsScalar() || resolver.FindKey(kKey) != nullptr) return;
  constexpr std::string_view kName = "flinkdeployment.flink.apache.org/generation";
  const std::string_view text =
      UsesStandardYaml(resolver.version())
          ? resolver.arena().Join({"{", kName, ": '", generation->text(), "'}"})
          : resolver.arena().Join({kName, ":", generation->text()});
  resolver.Put(kKey, text, Origin::kOperator);
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
  PutRole(resolver, resource.job_manager, kJobManagerKeys);
  PutRole(resolver, resource.task_manager, kTaskManagerKeys);
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
