// SPDX-License-Identifier: Apache-2.0
// ValidateCreate of Spotify's operator (1746257): a flinkVersion that is given must parse with
// hashicorp's go-version 1.9.0.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  spotify::Reporter out(subject, findings);
  const doc::Value* version = spotify::go::Member(subject.resource.spec, "flinkVersion");
  if (version == nullptr || version->text().empty()) return;
  if (spotify::go::IsVersion(version->text())) return;
  out.Add(At(*version), "flinkVersion is " + Shown(version->text()) + ", which is no version");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_version_unparsable;
constinit const Rule flinkcluster_version_unparsable{
    .meta = {.id = "flinkcluster-version-unparsable",
             .title = "The Flink version is one that the operator can read",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "How the operator sizes memory and writes the configuration depends on "
                       "the version.",
             .consequence = "The operator's webhook refuses the resource.",
             .remediation =
                 "Write flinkVersion as numbers with dots in quotes, such as \"1.18\"; a "
                 "suffix starts with a dash.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
