// SPDX-License-Identifier: Apache-2.0
// Kinds and versions of the Flink groups that this release does not know are named, never passed in
// silence.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  const flink::Resource& resource = subject.resource;
  const bool unknown = resource.kind == ResourceKind::kUnknown;
  if (!unknown && flink::UnderstandsVersion(resource.group, resource.version)) return;
  const doc::Value* node = subject.root().Find(unknown ? "kind" : "apiVersion");
  const std::string what = base::Printable(resource.group, 80) + "/" +
                           base::Printable(resource.version, 40) + " " +
                           base::Printable(resource.kind_name, 80);
  findings.Add(node != nullptr ? At(*node) : Place{},
               what + (unknown ? " is not a known kind, so nothing else about it was judged"
                               : " is not a known version, so it was judged as v1beta1"));
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule kind_unknown;
constinit const Rule kind_unknown{
    .meta = {.id = "kind-unknown",
             .title = "The kind and version of the resource are known",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "A kind or version that this release does not know cannot be judged.",
             .consequence = "Whatever the resource starts runs unchecked.",
             .remediation = "Use a kind and version that this release knows, or update it.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/overview/",
             .params = {}},
    .kinds = rulebook::kEveryKind,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
