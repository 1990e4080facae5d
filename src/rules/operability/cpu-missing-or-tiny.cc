// SPDX-License-Identifier: Apache-2.0
// Half a core for a JVM that collects garbage, answers heartbeats and runs a job is too little.
// Unset, a job manager gets one core and a task manager one a slot (KubernetesConfigOptions,
// TaskExecutorProcessUtils), which is often not what was planned.
#include <cstdio>

#include "rules/support/helpers.h"
#include "sluice/k8s/quantity.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kMinimum };
constexpr Param kParams[] = {
    {"minimumCpu", ParamType::kNumber, "0.5", "The least CPU cores of a job or task manager.", 0,
     1000},
};

struct RoleCpu {
  std::string_view name, spec_field;
  options::OptionId amount;
  const flink::Role& role;
};

std::optional<double> Cores(const Subject& subject, const RoleCpu& cpu) {
  if (cpu.role.cpu.present()) {
    const auto quantity = k8s::Quantity::Parse(cpu.role.cpu.text());
    return quantity ? std::optional(quantity->AsDouble()) : std::nullopt;
  }
  const auto amount = subject.config.Number(cpu.amount);
  return amount && amount->has_value() ? std::optional(**amount) : std::nullopt;
}

std::string CoresText(double cores) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", cores);
  return text;
}

void Judge(const Subject& subject, const RoleCpu& cpu, const Params& params, Findings& findings) {
  const Entry* option = subject.config.Find(cpu.amount);
  const bool tasks = cpu.amount == options::kKubernetesTaskmanagerCpuAmount;
  if (!cpu.role.cpu.present() && option == nullptr) {
    // Spotify's kind has defaults of its own in the schema.
    const bool flinks = subject.resource.kind != ResourceKind::kSpotifyFlinkCluster;
    if (!flinks || (tasks && subject.config.IsSet(options::kTaskmanagerCpuCores))) return;
    findings.Add(SpecPlace(subject, {cpu.spec_field, "resource", "cpu"}),
                 "the CPU of the " + std::string(cpu.name) + " is not set, so it gets " +
                     (tasks ? "one core per slot" : "one core"),
                 {.at_most = Action::kAudit, .severity = Severity::kLow});
    return;
  }
  const auto cores = Cores(subject, cpu);
  const double least = params.Number(kMinimum);
  if (!cores || *cores >= least) return;
  const Place place =
      cpu.role.cpu.present() ? At(*cpu.role.cpu.node) : PlaceOf(*option, subject, cpu.amount);
  findings.Add(place,
               "the " + std::string(cpu.name) + " has " + CoresText(*cores) + " CPU, less than " +
                   CoresText(least),
               {.measure = least - *cores});
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  Judge(subject,
        {"job manager", "jobManager", options::kKubernetesJobmanagerCpuAmount,
         subject.resource.job_manager},
        params, findings);
  Judge(subject,
        {"task manager", "taskManager", options::kKubernetesTaskmanagerCpuAmount,
         subject.resource.task_manager},
        params, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule cpu_missing_or_tiny;
constinit const Rule cpu_missing_or_tiny{
    .meta = {.id = "cpu-missing-or-tiny",
             .title = "Job and task managers have CPU to work with",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason =
                 "The same cores run the job, garbage collection, heartbeats and checkpoints, "
                 "and the limit is as low as the request.",
             .consequence = "Garbage collection stretches, heartbeats time out, and task managers "
                            "are declared lost under load.",
             .remediation =
                 "Set jobManager.resource.cpu and taskManager.resource.cpu (resources.limits.cpu "
                 "for Spotify's operator) to at least 0.5, better one core per slot.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#kubernetes-taskmanager-cpu-amount",
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
