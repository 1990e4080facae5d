// SPDX-License-Identifier: Apache-2.0
// Which programs may run in a namespace. Says nothing until a policy names classes.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kClasses };
constexpr Param kParams[] = {
    {"classes", ParamType::kStringList, "",
     "Entry classes that may run; * stands for any text, as in com.example.*."},
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const std::vector<std::string>& allowed = params.Strings(kClasses);
  if (allowed.empty() || subject.resource.job.node == nullptr) return;
  const flink::Field& entry = subject.resource.job.entry_class;
  const std::string_view name = entry.text();
  if (name.empty()) {
    findings.Add(At(entry, subject, {"job", "entryClass"}),
                 "the entry class is not set, so the jar's manifest decides what runs");
    return;
  }
  if (std::any_of(allowed.begin(), allowed.end(),
                  [name](const std::string& pattern) { return base::GlobMatch(pattern, name); })) {
    return;
  }
  findings.Add(At(*entry.node), "entry class " + Shown(name) + " is not among those allowed here");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule allowed_entry_classes;
constinit const Rule allowed_entry_classes{
    .meta = {.id = "allowed-entry-classes",
             .title = "Only programs that the policy names run here",
             .category = Category::kSecurity,
             .severity = Severity::kHigh,
             .reason = "A namespace that is meant for certain programs, such as a SQL runner, has "
                       "the credentials of those programs.",
             .consequence = "Another program runs with the credentials of the namespace.",
             .remediation = "Set job.entryClass (job.className for Spotify's operator) to a class "
                            "that the policy of this namespace allows.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/reference/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
