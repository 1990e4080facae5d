// SPDX-License-Identifier: Apache-2.0
// checkDupPorts of Spotify's operator (1746257). A port that is not written has the CRD's default.

#include <set>

#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

struct Port {
  std::string_view name;
  std::int64_t fallback;
};
constexpr Port kJobManager[] = {{"rpc", 6123}, {"blob", 6124}, {"query", 6125}, {"ui", 8081}};
constexpr Port kTaskManager[] = {{"rpc", 6122}, {"data", 6121}, {"query", 6125}};

class Seen {
 public:
  Seen(std::string_view role, spotify::Reporter& out) : role_(role), out_(out) {}

  void Take(const Place& place, std::int64_t number, std::string_view name) {
    if (!numbers_.insert(number).second) {
      out_.Add(place, std::string(role_) + " has port " + std::to_string(number) + " twice");
    }
    if (!name.empty() && !names_.insert(name).second) {
      out_.Add(place, std::string(role_) + " has two ports called " + Shown(name));
    }
  }

 private:
  std::string_view role_;
  spotify::Reporter& out_;
  std::set<std::int64_t> numbers_;
  std::set<std::string_view> names_;
};

void CheckRole(const spotify::Role& role, std::span<const Port> known, spotify::Reporter& out) {
  if (role.node == nullptr) return;
  Seen seen(role.key, out);
  const doc::Value* ports = spotify::go::Member(role.node, "ports");
  for (const Port& port : known) {
    const auto number = spotify::Integer(ports, port.name);
    seen.Take(ports == nullptr ? At(*role.node) : spotify::MemberPlace(*ports, port.name),
              number.value_or(port.fallback), port.name);
  }
  const doc::Value* extra = spotify::go::Member(role.node, "extraPorts");
  if (extra == nullptr) return;
  for (const doc::Value& port : extra->items()) {
    seen.Take(At(port), spotify::Integer(&port, "containerPort").value_or(0),
              spotify::Text(&port, "name"));
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  spotify::Reporter out(subject, findings);
  const auto roles = spotify::RolesOf(subject);
  CheckRole(roles[0], kJobManager, out);
  CheckRole(roles[1], kTaskManager, out);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_ports_duplicate;
constinit const Rule flinkcluster_ports_duplicate{
    .meta = {.id = "flinkcluster-ports-duplicate",
             .title = "No two ports of a role have the same number or name",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "All ports of a role, extraPorts included, are ports of one container.",
             .consequence = "The operator's webhook refuses the resource; two servers could not "
                            "listen on one port.",
             .remediation = "Give each of ports and extraPorts a number and a name of its own.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
