// SPDX-License-Identifier: Apache-2.0
// Flink mounts its configuration at /opt/flink/conf (FlinkConfMountDecorator). Kubernetes refuses a
// container with two mounts at one path.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  const auto conf = subject.config.Text(options::kKubernetesFlinkConfDir);
  const std::string_view folder = conf && !conf->empty() ? *conf : "/opt/flink/conf";
  const doc::Value* last = nullptr;
  for (const flink::RoleKind role : {flink::RoleKind::kJobManager, flink::RoleKind::kTaskManager}) {
    const doc::Value* container = PodOf(subject.resource, role).MainContainer();
    const doc::Value* mounts = container == nullptr ? nullptr : container->Find("volumeMounts");
    if (mounts == nullptr || mounts == last) continue;
    last = mounts;
    for (const doc::Value& mount : mounts->items()) {
      const doc::Value* path = mount.Find("mountPath");
      if (path == nullptr || mount.Find("subPath") != nullptr) continue;
      std::string_view text = path->text();
      while (text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
      if (text != folder) continue;
      findings.Add(At(*path), "a volume is mounted at " + Shown(text) +
                                  ", where Flink mounts its own configuration");
    }
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule conf_dir_mount_clash;
constinit const Rule conf_dir_mount_clash{
    .meta = {.id = "conf-dir-mount-clash",
             .title = "Flink's configuration folder is left to Flink",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "The operator adds its own mount at this path, and a container may have "
                       "only one.",
             .consequence = "Kubernetes refuses the pods, and the cluster never starts.",
             .remediation = "Mount single files with subPath, or use spec.logConfiguration and "
                            "spec.flinkConfiguration instead.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/pod-template/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
