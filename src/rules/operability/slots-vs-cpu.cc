// SPDX-License-Identifier: Apache-2.0
// A slot is not a thread and Flink pins nothing, but one core a slot is where to begin. Far more
// slots than cores starve each other.
#include <cstdio>

#include "rules/support/helpers.h"
#include "sluice/k8s/quantity.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kWarnFactor };
constexpr Param kParams[] = {
    {"warnFactor", ParamType::kNumber, "4",
     "More slots than this many times the cores is a warning; fewer is only noted.", 1, 1000},
};

// Cores of a task manager as somebody set them. Unset, Flink takes one a slot.
double Cores(const Subject& subject) {
  const flink::Field& cpu = subject.resource.task_manager.cpu;
  if (cpu.present()) {
    const auto quantity = k8s::Quantity::Parse(cpu.text());
    return quantity ? quantity->AsDouble() : 0;
  }
  if (!subject.config.IsSet(options::kKubernetesTaskmanagerCpuAmount)) return 0;
  const auto amount = subject.config.Number(options::kKubernetesTaskmanagerCpuAmount);
  return amount && amount->has_value() ? **amount : 0;
}

std::string CoresText(double cores) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", cores);
  return text;
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const Entry* set = subject.config.Find(options::kTaskmanagerNumberOfTaskSlots);
  const auto slots = rulebook::Slots(subject);
  const double cores = Cores(subject);
  if (set == nullptr || !slots || cores <= 0) return;
  const double each = static_cast<double>(*slots) / cores;
  if (each <= 1) return;
  const bool noted = each <= params.Number(kWarnFactor);
  findings.Add(PlaceOf(*set, subject, options::kTaskmanagerNumberOfTaskSlots),
               Says(*set) + " on " + CoresText(cores) + " CPU",
               {.at_most = noted ? Action::kAudit : Action::kDeny,
                .severity = noted ? Severity::kInfo : Severity::kMedium,
                .measure = each});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule slots_vs_cpu;
constinit const Rule slots_vs_cpu{
    .meta = {.id = "slots-vs-cpu",
             .title = "Slots of a task manager have cores to run on",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "Flink does not isolate CPU between slots; one core per slot is the usual "
                       "beginning, more slots only for operators that mostly wait.",
             .consequence = "Subtasks starve each other, and heartbeats and checkpoints time out "
                            "under load.",
             .remediation =
                 "Set taskmanager.numberOfTaskSlots to about the number of CPU cores, or "
                 "raise taskManager.resource.cpu.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#taskmanager-numberoftaskslots",
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
