// SPDX-License-Identifier: Apache-2.0
// An option has one value: of a key that is written twice, nested and flat, the later counts; of
// two names of one option Flink reads the newer. What is read in the resource may then not be what
// runs.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

void Report(const Entry& lost, const Entry& winner, Findings& findings) {
  const bool same_key = lost.key == winner.key;
  const std::string key = base::Printable(lost.key, 120);
  findings.Add(At(*lost.node),
               Says(lost) + ", but it is not read: " +
                   (same_key ? "the key is set again further down" : Says(winner)),
               {.fix = "Remove " + key +
                       (same_key ? " here, or the other one." : ", or give both the same value.")});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const flink::EffectiveConfig& config = subject.config;
  for (const Entry& lost : config.duplicates()) {
    const Entry* winner = config.FindKey(lost.key);
    if (lost.node == nullptr || winner == nullptr || winner->value == lost.value) continue;
    Report(lost, *winner, findings);
  }
  for (const Entry* lost : config.Shadowed()) {
    const auto uses = options::OptionsOf(*lost->key_id, subject.version());
    const Entry* winner = config.Find(uses.front().option);
    // Both names with one value are a step of an upgrade.
    if (lost->node == nullptr || winner == nullptr || winner->value == lost->value) continue;
    // Replaced by a field: config-overridden-by-field says so of the field's own key.
    if (winner->origin != flink::Origin::kUser) continue;
    Report(*lost, *winner, findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule config_set_twice;
constinit const Rule config_set_twice{
    .meta = {.id = "config-set-twice",
             .title = "Every option is set once",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "Of two values for one option Flink takes one, and it need not be the one "
                       "that a reader sees first.",
             .consequence = "The other value has no effect, and whoever changes it wonders why.",
             .remediation = "Keep one key for the option, the newest name that the version reads.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/",
             .params = {}},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
