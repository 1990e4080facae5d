// SPDX-License-Identifier: Apache-2.0
// Flink reads its configuration from a folder. A variable or a mount that puts another file there
// replaces everything that the resource says, and everything that was judged.
#include "rules/support/containers.h"
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

std::string_view WithoutSlashes(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

// Whether a mount there hides Flink's configuration file: the file itself, or a folder above the
// configuration. (A mount at the folder: conf-dir-mount-clash, but for Spotify's kind.)
bool Hides(std::string_view mount, std::string_view folder, bool whole_folder) {
  if (mount == folder) return whole_folder;
  if (folder.starts_with(mount) && (mount == "/" || folder[mount.size()] == '/')) return true;
  if (!mount.starts_with(folder) || mount[folder.size()] != '/') return false;
  const std::string_view file = mount.substr(folder.size() + 1);
  return file == "flink-conf.yaml" || file == "config.yaml";
}

void JudgeMounts(const Subject& subject, const doc::Value* mounts, std::string_view folder,
                 Findings& findings) {
  if (mounts == nullptr) return;
  const bool spotify = subject.resource.kind == ResourceKind::kSpotifyFlinkCluster;
  for (const doc::Value& mount : mounts->items()) {
    const doc::Value* path = mount.Find("mountPath");
    if (path == nullptr || path->text().empty()) continue;
    // Under the Apache operator a second mount at the folder itself keeps the pods from starting.
    if (!Hides(WithoutSlashes(path->text()), folder, spotify)) continue;
    findings.Add(At(*path), "a volume mounted at " + Shown(path->text()) +
                                " hides the configuration in " + Shown(folder));
  }
}

void JudgeVariables(const Subject& subject, std::string_view folder, Findings& findings) {
  for (const doc::Value* env : EveryEnvironment(subject.resource)) {
    for (const doc::Value& variable : env->items()) {
      if (TextOf(variable, "name") != "FLINK_CONF_DIR") continue;
      const doc::Value* value = variable.Find("value");
      if (value != nullptr && WithoutSlashes(value->text()) == folder) continue;
      findings.Add(At(value != nullptr ? *value : variable),
                   "FLINK_CONF_DIR is " +
                       (value != nullptr ? Shown(value->text()) : std::string("set")) +
                       ", but the configuration of the resource is in " + Shown(folder));
    }
  }
}

// containerized.master.env.X and containerized.taskmanager.env.X become variables of the pods.
void JudgeKeys(const Subject& subject, std::string_view folder, Findings& findings) {
  for (const std::string_view key : {"containerized.master.env.FLINK_CONF_DIR",
                                     "containerized.taskmanager.env.FLINK_CONF_DIR"}) {
    const Entry* entry = subject.config.FindKey(key);
    if (entry == nullptr || entry->node == nullptr) continue;
    if (WithoutSlashes(entry->value) == folder) continue;
    findings.Add(At(*entry->node),
                 Says(*entry) + ", but the configuration of the resource is in " + Shown(folder));
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const auto conf = subject.config.Text(options::kKubernetesFlinkConfDir);
  const std::string_view folder =
      WithoutSlashes(conf && !conf->empty() ? *conf : std::string_view("/opt/flink/conf"));
  JudgeKeys(subject, folder, findings);
  JudgeVariables(subject, folder, findings);
  if (subject.resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    for (const doc::Value* role :
         {subject.resource.job_manager.node, subject.resource.task_manager.node}) {
      if (role != nullptr) JudgeMounts(subject, role->Find("volumeMounts"), folder, findings);
    }
    return;
  }
  for (const doc::Value* container : EveryContainer(subject.resource)) {
    if (TextOf(*container, "name") != "flink-main-container") continue;
    JudgeMounts(subject, container->Find("volumeMounts"), folder, findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule conf_dir_override;
constinit const Rule conf_dir_override{
    .meta = {.id = "conf-dir-override",
             .title = "Flink reads the configuration that the resource shows",
             .category = Category::kSecurity,
             .severity = Severity::kHigh,
             .reason = "Another file in the place of Flink's configuration cannot be seen here, so "
                       "nothing that was judged need be true.",
             .consequence = "Flink runs with options that nobody has reviewed, whatever the "
                            "resource and the policies say.",
             .remediation = "Remove the variable or the mount, and write the options into the "
                            "resource's configuration.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
