// SPDX-License-Identifier: Apache-2.0
// validateResourceRequirements of Spotify's operator (1746257): each role states cpu and memory, as
// a request or a limit. Without `resources` at all the CRD fills them in.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

bool IsStated(const doc::Value* resources, std::string_view name) {
  return std::ranges::any_of(
      std::array{std::string_view("requests"), std::string_view("limits")},
      [&](std::string_view kind) {
        const doc::Value* amount = spotify::go::Member(spotify::go::Member(resources, kind), name);
        const auto quantity = amount == nullptr ? std::nullopt : spotify::go::ReadQuantity(*amount);
        return quantity && !quantity->IsZero();
      });
}

void CheckRole(const spotify::Role& role, spotify::Reporter& out) {
  const doc::Value* resources = spotify::go::Member(role.node, "resources");
  if (resources == nullptr || !resources->IsObject()) return;
  if (spotify::go::Member(resources, "requests") == nullptr &&
      spotify::go::Member(resources, "limits") == nullptr) {
    out.Add(At(*resources), std::string(role.key) + ".resources has neither requests nor limits");
    return;
  }
  for (const std::string_view name : {"cpu", "memory"}) {
    if (IsStated(resources, name)) continue;
    out.Add(At(*resources), std::string(role.key) + ".resources states no " + std::string(name));
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  spotify::Reporter out(subject, findings);
  for (const spotify::Role& role : spotify::RolesOf(subject)) CheckRole(role, out);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_resources_missing;
constinit const Rule flinkcluster_resources_missing{
    .meta = {.id = "flinkcluster-resources-missing",
             .title = "Both roles state their cpu and memory",
             .category = Category::kMemory,
             .severity = Severity::kHigh,
             .reason = "The operator computes Flink's memory and slots from them.",
             .consequence = "The operator's webhook refuses the resource.",
             .remediation = "Set cpu and memory in the limits of jobManager.resources and "
                            "taskManager.resources, or leave resources out altogether.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
