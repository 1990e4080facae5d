// SPDX-License-Identifier: Apache-2.0
// To Kubernetes the suffix m is a thousandth: 2048m of memory are two bytes. To Flink it is
// mebibytes. In pod templates, and in the resources of Spotify's operator, Kubernetes reads.
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

void JudgeTemplates(const Subject& subject, Findings& findings) {
  std::vector<const doc::Value*> seen;
  for (const flink::RoleKind role : {flink::RoleKind::kJobManager, flink::RoleKind::kTaskManager}) {
    for (const doc::Value* container : PodOf(subject.resource, role).Containers()) {
      if (std::ranges::find(seen, container) != seen.end()) continue;
      seen.push_back(container);
      JudgeResources(container->Find("resources"), findings);
    }
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const flink::Resource& resource = subject.resource;
  if (resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    JudgeResources(resource.job_manager.resources, findings);
    JudgeResources(resource.task_manager.resources, findings);
    if (resource.job.node != nullptr)
      JudgeResources(resource.job.node->Find("resources"), findings);
    return;
  }
  if (resource.pod_template == nullptr && resource.job_manager.pod_template == nullptr &&
      resource.task_manager.pod_template == nullptr) {
    return;
  }
  JudgeTemplates(subject, findings);
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
