// SPDX-License-Identifier: Apache-2.0
// With the label flink.apache.org/canary the operator's own webhook admits anything, and its
// controller stops looking at the object (FlinkDeploymentController, 1.16-SNAPSHOT). It belongs to
// the operator's canary alone.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kNamespaces };
constexpr Param kParams[] = {
    {"operatorNamespaces", ParamType::kStringList, "",
     "Namespaces of operators, where canary resources may stand."},
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (!base::EqualsIgnoringCase(subject.resource.Label("flink.apache.org/canary"), "true")) return;
  if (params.Contains(kNamespaces, subject.namespace_name)) return;
  const doc::Value* labels = subject.resource.metadata->Find("labels");
  const doc::Value* label = labels == nullptr ? nullptr : labels->Find("flink.apache.org/canary");
  findings.Add(label != nullptr ? At(*label) : Place{},
               "the label flink.apache.org/canary is true outside the operator's namespace");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule canary_label;
constinit const Rule canary_label{
    .meta = {.id = "canary-label",
             .title = "No resource passes as the operator's canary",
             .category = Category::kSecurity,
             .severity = Severity::kHigh,
             .reason = "The operator does not validate a canary, and does not act on changes of "
                       "it.",
             .consequence = "Whatever the resource holds is admitted, and later changes of its "
                            "spec are silently ignored.",
             .remediation = "Remove the label flink.apache.org/canary.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/operations/health/",
             .params = kParams},
    .kinds = Bit(ResourceKind::kFlinkSessionJob) | rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
