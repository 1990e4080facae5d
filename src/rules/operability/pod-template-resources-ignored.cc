// SPDX-License-Identifier: Apache-2.0
// Flink writes CPU and memory of its main container itself
// (KubernetesUtils.getResourceRequirements); other resources of the template, such as ephemeral
// storage and GPUs, stay. Native task managers get restartPolicy Never and a name of Flink's
// (InitTaskManagerDecorator, Flink 1.15 to 2.1). Job managers, and task managers of a standalone
// cluster, are pods of a Deployment, which names them and takes only Always; Flink passes the
// template's restartPolicy on (InitJobManagerDecorator logs that it does not, and leaves it). What
// becomes of hostNetwork is the business of host-network-dns-policy.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

using flink::RoleKind;

void JudgeContainer(const doc::Value& container, Findings& findings) {
  for (const std::string_view side : {"requests", "limits"}) {
    for (const std::string_view name : {"cpu", "memory"}) {
      const doc::Value* node = container.FindPath({"resources", side, name});
      if (node == nullptr) continue;
      findings.Add(At(*node), std::string(name) + " of flink-main-container is " +
                                  Shown(node->text()) + ", but that of the role replaces it");
    }
  }
}

bool IsDeployment(const Subject& subject, RoleKind role) {
  return role == RoleKind::kJobManager ||
         subject.resource.deployment_mode == flink::DeploymentMode::kStandalone;
}

void JudgeRestartPolicy(const Subject& subject, RoleKind role, Findings& findings) {
  const doc::Value* policy = PodOf(subject.resource, role).SpecField("restartPolicy");
  if (policy == nullptr || policy->text().empty()) return;
  const bool deployment = IsDeployment(subject, role);
  if (policy->text() == (deployment ? "Always" : "Never")) return;
  const std::string says = "restartPolicy is " + Shown(policy->text());
  if (deployment) {
    findings.Add(At(*policy),
                 says + ", but the Deployment of the " +
                     (role == RoleKind::kJobManager ? "job managers" : "task managers") +
                     " takes only Always",
                 {.fix = "Remove restartPolicy from the template."});
  } else {
    findings.Add(At(*policy), says + ", but Flink starts task managers with Never",
                 {.fix = "Remove restartPolicy from the template; Flink starts a new task manager "
                         "for one that is lost.",
                  .at_most = Action::kAudit,
                  .severity = Severity::kInfo});
  }
}

// Once for each template.
void JudgeName(const doc::Value* pod_template, Findings& findings) {
  const doc::Value* name =
      pod_template == nullptr ? nullptr : pod_template->FindPath({"metadata", "name"});
  if (name == nullptr || name->text().empty()) return;
  findings.Add(At(*name),
               "the template is named " + Shown(name->text()) + ", but pods get other names",
               {.fix = "Remove metadata.name from the template; tell pods by their labels app and "
                       "component.",
                .at_most = Action::kAudit,
                .severity = Severity::kInfo});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  ForEachMainContainer(subject, findings, &JudgeContainer);
  const flink::PodView job = PodOf(subject.resource, RoleKind::kJobManager);
  const flink::PodView task = PodOf(subject.resource, RoleKind::kTaskManager);
  for (const doc::Value* one : {job.common, job.own, task.own}) JudgeName(one, findings);
  JudgeRestartPolicy(subject, RoleKind::kJobManager, findings);
  JudgeRestartPolicy(subject, RoleKind::kTaskManager, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule pod_template_resources_ignored;
constinit const Rule pod_template_resources_ignored{
    .meta = {.id = "pod-template-resources-ignored",
             .title = "A pod template sets only what Flink leaves to it",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "Flink writes CPU and memory of its main container, the restart policy of "
                       "task managers and the names of pods over what a template says.",
             .consequence = "The setting has no effect: pods are larger or smaller than their "
                            "author believes; or Kubernetes refuses the Deployment.",
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
