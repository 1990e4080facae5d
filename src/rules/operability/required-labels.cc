// SPDX-License-Identifier: Apache-2.0
// Labels that a platform team asks for: owner, team, region. Says nothing until a policy names
// some.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kLabels };
constexpr Param kParams[] = {
    {"labels", ParamType::kStringList, "",
     "Labels that every resource must carry, with any value that is not empty."},
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  for (const std::string& label : params.Strings(kLabels)) {
    if (!subject.resource.Label(label).empty()) continue;
    const doc::Value* metadata = subject.resource.metadata;
    const doc::Value* labels = metadata == nullptr ? nullptr : metadata->Find("labels");
    Place place{.node = metadata, .missing = {"labels", label}};
    if (metadata == nullptr) place = {.node = nullptr, .missing = {"metadata", "labels", label}};
    if (labels != nullptr) place = {.node = labels, .missing = {label}};
    if (labels != nullptr && labels->Find(label) != nullptr) place = At(*labels->Find(label));
    findings.Add(place, "label " + label + " is missing",
                 {.fix = "Set the label " + label +
                         "; it does not touch the spec, so nothing "
                         "restarts."});
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule required_labels;
constinit const Rule required_labels{
    .meta = {.id = "required-labels",
             .title = "The resource carries the labels that the platform asks for",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "Owners, costs and regions are found by labels; neither Flink nor its "
                       "operators place anything by the labels of a namespace.",
             .consequence = "Nobody knows whom to call, and reports by owner or region miss the "
                            "resource.",
             .remediation = "Set the labels that the policy names.",
             .docs = "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/",
             .params = kParams},
    .kinds = rulebook::kEveryKind & static_cast<std::uint8_t>(~Bit(ResourceKind::kUnknown)),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
