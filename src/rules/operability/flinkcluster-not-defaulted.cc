// SPDX-License-Identifier: Apache-2.0
// What the CRD and the operator's own webhook always fill in, and without which its validation
// refuses (ratios, resources) or crashes (ports, restart policy; 1746257). Only objects that went
// round the API server lack it, and manifests before they are applied: so a policy has to ask.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

constexpr std::string_view kJobManagerPorts[] = {"rpc", "blob", "query", "ui"};
constexpr std::string_view kTaskManagerPorts[] = {"data", "rpc", "query"};

void Miss(const doc::Value& holder, std::string_view what, std::string_view key,
          spotify::Reporter& out) {
  if (spotify::go::Member(&holder, key) != nullptr) return;
  out.Add(spotify::MemberPlace(holder, key),
          std::string(what) + "." + std::string(key) + " is missing");
}

void CheckRole(const Subject& subject, const spotify::Role& role,
               std::span<const std::string_view> names, spotify::Reporter& out) {
  if (role.node == nullptr) return;
  const doc::Value* ports = spotify::go::Member(role.node, "ports");
  if (ports == nullptr) {
    Miss(*role.node, role.key, "ports", out);
  } else {
    const std::string what = std::string(role.key) + ".ports";
    for (const std::string_view name : names) Miss(*ports, what, name, out);
  }
  Miss(*role.node, role.key, "resources", out);
  const bool old = spotify::go::IsOld(spotify::Text(subject.resource.spec, "flinkVersion"));
  Miss(*role.node, role.key, old ? "memoryOffHeapRatio" : "memoryProcessRatio", out);
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  spotify::Reporter out(subject, findings);
  const auto roles = spotify::RolesOf(subject);
  CheckRole(subject, roles[0], kJobManagerPorts, out);
  CheckRole(subject, roles[1], kTaskManagerPorts, out);
  const doc::Value* job = spotify::JobOf(subject.resource);
  if (job != nullptr) Miss(*job, "job", "restartPolicy", out);
  if (!subject.old_resource) return;
  // An UPDATE looks at both task managers, whatever else it finds.
  const doc::Value* before = spotify::go::Member(subject.old_resource->spec, "taskManager");
  if (roles[1].node == nullptr || before == nullptr) {
    out.Add(SpecPlace(subject, {"taskManager"}), roles[1].node == nullptr
                                                     ? "taskManager is missing"
                                                     : "the object had no taskManager before");
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_not_defaulted;
constinit const Rule flinkcluster_not_defaulted{
    .meta = {.id = "flinkcluster-not-defaulted",
             .title = "The object holds what the CRD and the operator's webhook fill in",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "The operator reads these fields without asking whether they are there.",
             .consequence = "The operator's webhook refuses the resource or fails with HTTP 500.",
             .remediation = "Send the object through the API server with the operator's CRD "
                            "installed, or write the field.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {},
             .opt_in = true},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
