// SPDX-License-Identifier: Apache-2.0
// A field of a wrong type reads as absent, so everything that hangs on it goes unjudged.
#include "rules/support/helpers.h"
#include "sluice/flink/binding.h"

namespace sluice::rules {
namespace {

void Say(const flink::Unreadable& field, Findings& findings) {
  findings.Add(field.node != nullptr ? At(*field.node) : Place{},
               "this is not " + std::string(field.expected),
               {.fix = "Write " + std::string(field.expected) + " here."});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  for (const flink::Unreadable& field : subject.unreadable) Say(field, findings);
  for (const flink::Unreadable& field : flink::JavaMistakes(subject.resource)) {
    if (std::ranges::find(subject.unreadable, field.node, &flink::Unreadable::node) ==
        subject.unreadable.end()) {
      Say(field, findings);
    }
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule resource_unreadable;
constinit const Rule resource_unreadable{
    .meta = {.id = "resource-unreadable",
             .title = "Every field has the type that the operator expects",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "A field of the wrong type cannot be judged, and the operator cannot read "
                       "it either.",
             .consequence = "The operator fails on the resource or ignores the field.",
             .remediation = "Write the field as the kind's reference describes it.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/reference/",
             .params = {}},
    .kinds = rulebook::kEveryKind,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
