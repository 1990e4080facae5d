// SPDX-License-Identifier: Apache-2.0
// State in shared storage belongs to a namespace only by its path. Who may choose the path freely
// reads, overwrites or deletes the state of others.
#include "rules/support/helpers.h"
#include "rules/support/locations.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kPrefixes, kReadable };
constexpr Param kParams[] = {
    {"storagePrefixes", ParamType::kStringList, "",
     "Where resources may keep state, such as s3://flink-state/{{namespace}}/; {{namespace}} and "
     "{{name}} stand for the resource's own. Empty = anywhere."},
    {"readablePrefixes", ParamType::kStringList, "",
     "Where a job may start from besides, such as s3://flink-golden/savepoints/."},
};

struct Allowed {
  std::vector<std::string> own, readable;
};

void JudgePrefix(const Location& location, const Allowed& allowed, Findings& findings) {
  if (allowed.own.empty()) return;
  if (rulebook::HasPlaceholder(location.path)) {
    return findings.Unknown("a storage location holds a placeholder");
  }
  const auto below = [&location](const std::string& prefix) {
    return IsBelow(location.path, prefix);
  };
  if (std::ranges::any_of(allowed.own, below)) return;
  if (location.reads_only && std::ranges::any_of(allowed.readable, below)) return;
  findings.Add(At(*location.node), location.name + " is " + Shown(location.path) +
                                       ", outside of what belongs to this resource");
}

void JudgePeers(const Subject& subject, const Location& location, Findings& findings) {
  // Equal paths in the pods' own file systems are different places.
  if (location.reads_only || rulebook::ReadStorageUri(location.path).authority.empty()) return;
  const doc::Value* peer = PeerAt(subject, location.path);
  if (peer == nullptr) return;
  const doc::Value* name = peer->FindPath({"metadata", "name"});
  findings.Add(At(*location.node),
               location.name + " is " + Shown(location.path) + ", which is also that of " +
                   Shown(TextOf(*peer, "kind")) + " " + Shown(TextOf(name)),
               {.fix = "Give each resource a directory of its own.",
                .at_most = Action::kWarn,
                .severity = Severity::kMedium});
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const bool bound = !params.Strings(kPrefixes).empty();
  if (!bound && subject.related.peers.empty()) return;
  const Allowed allowed{Filled(subject, params.Strings(kPrefixes)),
                        Filled(subject, params.Strings(kReadable))};
  for (const Location& location : LocationsOf(subject)) {
    JudgePrefix(location, allowed, findings);
    JudgePeers(subject, location, findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule cross_namespace_artifacts;
constinit const Rule cross_namespace_artifacts{
    .meta = {.id = "cross-namespace-artifacts",
             .title = "State lies where this resource's state belongs",
             .category = Category::kSecurity,
             .severity = Severity::kCritical,
             .reason = "Whoever names a path in shared storage reads, overwrites and deletes what "
                       "is there, with the rights of all Flink pods.",
             .consequence = "A job can start from another tenant's savepoint and read its data, or "
                            "clean up its checkpoints.",
             .remediation = "Use a directory below the prefix that the policy gives this "
                            "namespace.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/ops/"
                     "state/checkpoints/#directory-structure",
             .params = kParams},
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
