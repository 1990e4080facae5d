// SPDX-License-Identifier: Apache-2.0
// validateMeta of Spotify's operator (1746257): the namespace is a DNS-1123 label.
#include "rules/support/spotify.h"

namespace sluice::rules {
namespace {

bool IsLabel(std::string_view text) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= 63 && good(text.front()) && good(text.back()) &&
         std::ranges::all_of(text, [good](char c) { return good(c) || c == '-'; });
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  spotify::Reporter out(subject, findings);
  const doc::Value* node = spotify::go::Member(subject.resource.metadata, "namespace");
  const std::string_view name = node != nullptr ? node->text() : subject.namespace_name;
  if (IsLabel(name)) return;
  const std::string detail = name.empty() ? "the object names no namespace"
                                          : "namespace " + Shown(name) + " is no DNS label";
  out.Add(node != nullptr ? At(*node) : Place{}, detail);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flinkcluster_namespace_invalid;
constinit const Rule flinkcluster_namespace_invalid{
    .meta = {.id = "flinkcluster-namespace-invalid",
             .title = "The cluster stands in a namespace with a valid name",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "The operator creates everything in the namespace of the object and "
                       "refuses a name that Kubernetes could not have given.",
             .consequence = "The operator's webhook refuses the resource.",
             .remediation = "Name an existing namespace: at most 63 lower-case letters, digits and "
                            "dashes, first and last no dash.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
