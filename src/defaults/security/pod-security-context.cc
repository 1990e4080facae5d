// SPDX-License-Identifier: Apache-2.0
// Runs Flink's pods as the user `flink` of the stock image. That image starts as root and drops to
// 9999 itself (docker-flink), so runAsNonRoot alone would keep it from starting: user, group and
// file group always come with it.
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

using flink::RoleKind;

enum Index : std::size_t { kUser, kGroup, kFileGroup };
constexpr Param kParams[] = {
    {"runAsUser", ParamType::kInteger, "9999", "The user that Flink runs as.", 1, 2'147'483'647},
    {"runAsGroup", ParamType::kInteger, "9999", "Its group.", 1, 2'147'483'647},
    {"fsGroup", ParamType::kInteger, "9999", "The group that owns the volumes.", 1, 2'147'483'647},
};

// Somebody decided already who runs: a pod's or a container's securityContext.
bool IsChosen(const Subject& subject) {
  for (const RoleKind role : {RoleKind::kJobManager, RoleKind::kTaskManager}) {
    const flink::PodView& pod = PodOf(subject.resource, role);
    if (pod.SpecField("securityContext") != nullptr) return true;
    for (const doc::Value* container : pod.Containers()) {
      if (container->Find("securityContext") != nullptr) return true;
    }
  }
  return false;
}

void Apply(const Subject& subject, const Params& params, PatchBuilder& patch) {
  if (IsChosen(subject)) return;
  // One object, so that the four settings never stand without each other. An object of the common
  // template is merged into that of each role; lists, which are merged by their order, are not
  // touched.
  patch.SetField(InSpec(subject, {"podTemplate", "spec", "securityContext"}),
                 R"({"runAsNonRoot":true,"runAsUser":)" + std::to_string(params.Integer(kUser)) +
                     R"(,"runAsGroup":)" + std::to_string(params.Integer(kGroup)) +
                     R"(,"fsGroup":)" + std::to_string(params.Integer(kFileGroup)) + "}");
}

}  // namespace

extern const Default pod_security_context;
constinit const Default pod_security_context{
    .meta = {.id = "pod-security-context",
             .title = "Flink's pods do not run as root",
             .category = Category::kSecurity,
             .severity = Severity::kInfo,
             .reason = "The stock image starts as root, which Pod Security refuses at its level "
                       "restricted.",
             .consequence = "Job and task managers run as this user and group; an image whose "
                            "files belong to another user may not start, and is what the "
                            "parameters are for.",
             .remediation = "Set a securityContext in any of the pod templates, and all of this is "
                            "yours.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/resource-providers/standalone/docker/",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkCluster),
    .order = 55,
    .apply = &Apply,
};

}  // namespace sluice::defaults
