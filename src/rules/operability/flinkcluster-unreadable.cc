// SPDX-License-Identifier: Apache-2.0
// The operator's webhook decodes a FlinkCluster into Go types before anything else; what does not
// decode it answers with HTTP 400 (controller-runtime 0.24, Spotify 1746257).
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  const doc::Value* spec = subject.resource.root->Find("spec");
  for (const flink::Unreadable& field : spotify::go::Undecodable(spec)) {
    findings.Add(At(*field.node), "this is not " + std::string(field.expected),
                 {.fix = "Write " + std::string(field.expected) + " here."});
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_unreadable;
constinit const Rule flinkcluster_unreadable{
    .meta = {.id = "flinkcluster-unreadable",
             .title = "Every field of the FlinkCluster has the type that its operator decodes",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "The operator decodes the whole object at once, so one field of a wrong "
                       "type stops it altogether.",
             .consequence = "The operator's webhook answers with HTTP 400, and without it the "
                            "operator cannot read the object.",
             .remediation = "Write the field as the reference of FlinkCluster describes it: texts "
                            "in quotes, numbers without.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
