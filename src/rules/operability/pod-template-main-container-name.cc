// SPDX-License-Identifier: Apache-2.0
// Flink merges its own container into a pod template by the name flink-main-container. A template
// without it is fine for sidecars (FLINK-22158), but what was meant for Flink then runs beside it.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

constexpr std::string_view kMain = "flink-main-container";

bool IsFlinkVariable(std::string_view name) {
  return name.starts_with("FLINK_") || name == "ENABLE_BUILT_IN_PLUGINS";
}

// What about the container was meant for Flink; empty when nothing was.
std::string SignOfFlink(const doc::Value& container) {
  const std::string_view name = TextOf(container, "name");
  if (base::EditDistance(name, kMain, 2) <= 2) return "is named nearly right";
  std::string_view image = TextOf(container, "image");
  image = image.substr(image.rfind('/') + 1);
  if (image == "flink" || image.starts_with("flink:") || image.starts_with("flink@")) {
    return "runs the image " + Shown(TextOf(container, "image"));
  }
  const doc::Value* mounts = container.Find("volumeMounts");
  for (const doc::Value& mount :
       mounts == nullptr ? std::span<const doc::Value>() : mounts->items()) {
    const std::string_view path = TextOf(mount, "mountPath");
    if (path == "/opt/flink" || path.starts_with("/opt/flink/")) return "mounts " + Shown(path);
  }
  const doc::Value* env = container.Find("env");
  for (const doc::Value& variable : env == nullptr ? std::span<const doc::Value>() : env->items()) {
    if (!IsFlinkVariable(TextOf(variable, "name"))) continue;
    return "sets " + Shown(TextOf(variable, "name"));
  }
  return {};
}

void JudgeTemplate(const doc::Value* spec, Findings& findings) {
  const doc::Value* containers = spec == nullptr ? nullptr : spec->Find("containers");
  if (containers == nullptr) return;
  for (const doc::Value& container : containers->items()) {
    const std::string sign = SignOfFlink(container);
    if (sign.empty()) continue;
    findings.Add(At(container), "container " + Shown(TextOf(container, "name")) + " " + sign +
                                    ", but no container is named " + std::string(kMain));
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const flink::PodView& jobs = PodOf(subject.resource, flink::RoleKind::kJobManager);
  const flink::PodView& tasks = PodOf(subject.resource, flink::RoleKind::kTaskManager);
  const bool jobs_lack = jobs.MainContainer() == nullptr;
  const bool tasks_lack = tasks.MainContainer() == nullptr;
  if (jobs_lack && tasks_lack) JudgeTemplate(jobs.common_spec, findings);
  if (jobs_lack) JudgeTemplate(jobs.own_spec, findings);
  if (tasks_lack) JudgeTemplate(tasks.own_spec, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule pod_template_main_container_name;
constinit const Rule pod_template_main_container_name{
    .meta = {.id = "pod-template-main-container-name",
             .title = "What is meant for Flink's container stands in flink-main-container",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "Flink knows its own container in a template only by the name "
                       "flink-main-container.",
             .consequence =
                 "The container runs as a sidecar: its mounts, variables and image never "
                 "reach Flink.",
             .remediation = "Name the container flink-main-container.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/pod-template/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
