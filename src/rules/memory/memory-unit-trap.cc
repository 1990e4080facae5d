// SPDX-License-Identifier: Apache-2.0
// To Kubernetes the suffix m is a thousandth: 2048m of memory are two bytes. To Flink it is
// mebibytes. In pod templates, and in the resources of Spotify's operator, Kubernetes reads. In
// `resources` of the Apache operator both do: sizes are Flink's first, the factor between request
// and limit is Kubernetes' (ResourceConfigUtils.computeLimitFactor, 1.16-SNAPSHOT; read, not run).
#include "rules/support/containers.h"
#include "rules/support/helpers.h"
#include "sluice/k8s/quantity.h"

namespace sluice::rules {
namespace {

bool IsSize(std::string_view name) {
  return name == "memory" || name == "ephemeral-storage" || name.starts_with("hugepages-");
}

void JudgeAmount(const doc::Value& amount, std::string_view name, Findings& findings) {
  const auto quantity = k8s::Quantity::Parse(amount.text());
  constexpr double kMebibyte = 1048576;
  if (!quantity || quantity->IsZero() || quantity->AsDouble() >= kMebibyte) return;
  const std::string_view text = amount.text();
  const bool milli = text.ends_with('m');
  findings.Add(At(amount),
               std::string(name) + " is " + Shown(text) +
                   (milli ? ", and to Kubernetes m means thousandths of a byte"
                          : ", which is less than 1 MiB"),
               {.fix = milli ? "Write " + base::Printable(text.substr(0, text.size() - 1), 20) +
                                   "Mi if mebibytes are meant."
                             : "Write the size with its unit, such as 512Mi."});
}

// requests and limits of one container or role.
void JudgeResources(const doc::Value* resources, Findings& findings) {
  if (resources == nullptr) return;
  for (const std::string_view side : {"requests", "limits"}) {
    const doc::Value* amounts = resources->Find(side);
    if (amounts == nullptr) continue;
    for (const doc::Member& member : amounts->members()) {
      if (IsSize(member.key)) JudgeAmount(member.value, member.key, findings);
    }
  }
}

// A size as the Apache operator reads it: by Flink's units, else as a quantity.
std::optional<double> FlinkFirst(std::string_view text) {
  if (const auto bytes = flink::ParseMemorySize(text)) return static_cast<double>(*bytes);
  const auto quantity = k8s::Quantity::Parse(text);
  return quantity ? std::optional(quantity->AsDouble()) : std::nullopt;
}

// A request and a limit that stand in another proportion for Kubernetes than for Flink.
void JudgeMixed(const flink::Role& role, Findings& findings) {
  const doc::Value* resources = role.resources;
  const doc::Value* request =
      resources == nullptr ? nullptr : resources->FindPath({"requests", "memory"});
  const doc::Value* limit =
      resources == nullptr ? nullptr : resources->FindPath({"limits", "memory"});
  if (request == nullptr || limit == nullptr) return;
  const auto from = FlinkFirst(request->text()), to = FlinkFirst(limit->text());
  const auto raw_from = k8s::Quantity::Parse(request->text());
  const auto raw_to = k8s::Quantity::Parse(limit->text());
  if (!from || !to || !raw_from || !raw_to || *from <= 0 || raw_from->AsDouble() <= 0) return;
  const double meant = *to / *from, made = raw_to->AsDouble() / raw_from->AsDouble();
  constexpr double kFar = 1.5;  // 2G beside 2Gi is no trap
  if (made < meant * kFar && meant < made * kFar) return;
  findings.Add(
      At(*limit),
      "memory is requested as " + Shown(request->text()) + " and limited to " +
          Shown(limit->text()) + ", one in units of Flink, the other in those of Kubernetes",
      {.fix = "Write both in the same unit, such as 2Gi and 4Gi.", .at_most = Action::kWarn});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const flink::Resource& resource = subject.resource;
  if (resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    JudgeResources(resource.job_manager.resources, findings);
    JudgeResources(resource.task_manager.resources, findings);
    if (resource.job.node != nullptr) {
      JudgeResources(resource.job.node->Find("resources"), findings);
    }
  } else if (resource.kind != ResourceKind::kFlinkCluster) {
    JudgeMixed(resource.job_manager, findings);
    JudgeMixed(resource.task_manager, findings);
  }
  for (const doc::Value* container : EveryContainer(resource)) {
    JudgeResources(container->Find("resources"), findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule memory_unit_trap;
constinit const Rule memory_unit_trap{
    .meta = {.id = "memory-unit-trap",
             .title = "Sizes that Kubernetes reads are in units of Kubernetes",
             .category = Category::kMemory,
             .severity = Severity::kHigh,
             .reason = "Flink reads 2048m as 2 GiB; Kubernetes reads it as two bytes.",
             .consequence = "The pod is refused, or killed as soon as it starts.",
             .remediation = "Write Mi or Gi in pod templates and in resources that Kubernetes "
                            "reads.",
             .docs = ""
                     "https://kubernetes.io/docs/concepts/configuration/"
                     "manage-resources-containers/#meaning-of-memory",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
