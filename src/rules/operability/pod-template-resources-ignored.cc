// SPDX-License-Identifier: Apache-2.0
// Flink writes CPU and memory of its main container itself
// (KubernetesUtils.getResourceRequirements); other resources of the template, such as ephemeral
// storage and GPUs, stay.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

void JudgeContainer(const doc::Value& container, Findings& findings) {
  for (const std::string_view side : {"requests", "limits"}) {
    for (const std::string_view name : {"cpu", "memory"}) {
      const doc::Value* node = container.FindPath({"resources", side, name});
      if (node == nullptr) continue;
      findings.Add(At(*node), std::string(name) +
                                  " of flink-main-container is replaced by that of "
                                  "the role");
    }
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  ForEachMainContainer(subject, findings, &JudgeContainer);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule pod_template_resources_ignored;
constinit const Rule pod_template_resources_ignored{
    .meta = {.id = "pod-template-resources-ignored",
             .title = "CPU and memory stand where Flink reads them",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "The pod gets the CPU and memory of the role, whatever the template says.",
             .consequence = "The setting has no effect; the pods are larger or smaller than "
                            "their author believes.",
             .remediation = "Set cpu and memory under jobManager.resource and "
                            "taskManager.resource, and remove them from the template.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/pod-template/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
