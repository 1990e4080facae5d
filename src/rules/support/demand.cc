// SPDX-License-Identifier: Apache-2.0
#include "rules/support/demand.h"

#include <algorithm>

#include "sluice/flink/options/ids.h"
#include "sluice/rulebook/facts.h"

namespace sluice::rules {
namespace {

namespace options = flink::options;
using flink::RoleKind;
using flink::Subject;

double Number(const Subject& subject, options::OptionId option, double otherwise) {
  const auto value = subject.config.Number(option);
  return value && value->has_value() ? **value : otherwise;
}

std::int64_t TaskManagersOf(const Subject& subject) {
  const flink::Resource& resource = subject.resource;
  const auto replicas = resource.task_manager.replicas.integer();
  const bool standalone = resource.deployment_mode == flink::DeploymentMode::kStandalone;
  if (resource.IsSessionCluster()) return standalone ? replicas.value_or(1) : 0;
  const auto parallelism = rulebook::ParallelismOf(subject);
  const auto slots = rulebook::Slots(subject);
  if (replicas && standalone) return *replicas;
  if (!parallelism || !slots || parallelism->value < 1) return 0;
  return (parallelism->value - 1) / *slots + 1;
}

}  // namespace

PodDemand DemandOf(const Subject& subject, RoleKind role) {
  PodDemand demand;
  if (role == RoleKind::kJobManager) {
    demand.cpu = Number(subject, options::kKubernetesJobmanagerCpuAmount, 1);
    demand.cpu_limit =
        demand.cpu * Number(subject, options::kKubernetesJobmanagerCpuLimitFactor, 1);
    if (subject.job_manager_memory && subject.job_manager_memory->has_value()) {
      demand.memory = static_cast<double>((*subject.job_manager_memory)->process_size());
    }
    demand.memory_limit =
        demand.memory * Number(subject, options::kKubernetesJobmanagerMemoryLimitFactor, 1);
    demand.pods =
        std::max<std::int64_t>(1, subject.resource.job_manager.replicas.integer().value_or(1));
    return demand;
  }
  demand.cpu = Number(subject, options::kKubernetesTaskmanagerCpuAmount, -1);
  // -1 stands for the number of slots.
  if (demand.cpu <= 0) demand.cpu = static_cast<double>(rulebook::Slots(subject).value_or(1));
  demand.cpu_limit = demand.cpu * Number(subject, options::kKubernetesTaskmanagerCpuLimitFactor, 1);
  if (subject.task_manager_memory && subject.task_manager_memory->has_value()) {
    demand.memory = static_cast<double>((*subject.task_manager_memory)->process_size());
  }
  demand.memory_limit =
      demand.memory * Number(subject, options::kKubernetesTaskmanagerMemoryLimitFactor, 1);
  demand.pods = std::max<std::int64_t>(0, TaskManagersOf(subject));
  return demand;
}

}  // namespace sluice::rules
