// SPDX-License-Identifier: Apache-2.0
// Flink sets the CPU limit to the request times kubernetes.taskmanager.cpu.limit-factor, which
// is 1. Several slots on one core are then throttled at every peak. Whoever wrote the factor or a
// limit himself, for the Guaranteed class or pinned cores, knows.
#include "rules/support/helpers.h"
#include "sluice/k8s/quantity.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  const auto option = options::kKubernetesTaskmanagerCpuLimitFactor;
  const flink::Role& role = subject.resource.task_manager;
  if (subject.config.IsSet(option)) return;
  const doc::Value* limits = role.resources == nullptr ? nullptr : role.resources->Find("limits");
  if (limits != nullptr && limits->Find("cpu") != nullptr) return;
  const auto slots = rulebook::Slots(subject);
  const auto cpu = k8s::Quantity::Parse(role.cpu.text());
  if (!role.cpu.present() || !cpu || cpu->AsDouble() > 1 || cpu->AsDouble() <= 0) return;
  if (!slots || *slots < 2) return;
  findings.Add(At(*role.cpu.node),
               std::to_string(*slots) + " slots share " + Shown(role.cpu.text()) +
                   " CPU, which is their limit as well",
               {.measure = static_cast<double>(*slots) / cpu->AsDouble()});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule cpu_limit_throttling;
constinit const Rule cpu_limit_throttling{
    .meta = {.id = "cpu-limit-throttling",
             .title = "Task managers may use more CPU at peaks than they reserve",
             .category = Category::kOperability,
             .severity = Severity::kInfo,
             .reason = "Without a factor the CPU limit of the pod equals its request, and the "
                       "kernel stops the JVM whenever it asks for more.",
             .consequence = "Start-up, garbage collection and bursts are slowed down though the "
                            "node has CPU to spare.",
             .remediation = "Set kubernetes.taskmanager.cpu.limit-factor: 2, or raise "
                            "taskManager.resource.cpu.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#kubernetes-taskmanager-cpu-limit-factor",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
