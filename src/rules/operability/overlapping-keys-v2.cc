// SPDX-License-Identifier: Apache-2.0
// From Flink 2.0 the configuration is a YAML tree, in which a key cannot be a value and the parent
// of another key. The operator finds that out only when it deploys
// (FlinkConfMountDecorator.validateConfigKeysForV2, 1.16-SNAPSHOT).
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

bool IsParent(std::string_view key, std::string_view of) {
  return of.size() > key.size() && of[key.size()] == '.' && of.starts_with(key);
}

// The newest name of the option that an old key speaks for: what to write instead.
std::string_view NewName(const Entry& entry, FlinkVersion version) {
  if (!entry.key_id) return {};
  const auto uses = options::OptionsOf(*entry.key_id, version);
  if (uses.empty()) return {};
  const auto keys = options::KeysOf(uses.front().option, version);
  return keys.empty() ? std::string_view() : options::KeyName(keys.front());
}

void Report(const Entry& parent, const Entry& child, FlinkVersion version, Findings& findings) {
  const Entry& mine = parent.node != nullptr ? parent : child;
  const std::string_view name = NewName(parent, version);
  const bool rename = !name.empty() && name != parent.key;
  findings.Add(
      At(*mine.node),
      base::Printable(parent.key, 120) + " is set beside " + base::Printable(child.key, 120) +
          ", and Flink 2 cannot hold both: the operator fails to deploy",
      {.fix = rename ? "Rename " + std::string(parent.key) + " to " + std::string(name) + "."
                     : "Remove one of the two keys."});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (subject.version() < FlinkVersion::k2_0) return;
  const auto& entries = subject.config.entries();
  for (const Entry& parent : entries) {
    const auto child = std::ranges::find_if(
        entries, [&parent](const Entry& other) { return IsParent(parent.key, other.key); });
    if (child == entries.end()) continue;
    if (parent.node != nullptr || child->node != nullptr) {
      Report(parent, *child, subject.version(), findings);
    }
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule overlapping_keys_v2;
constinit const Rule overlapping_keys_v2{
    .meta = {.id = "overlapping-keys-v2",
             .title = "On Flink 2 no key is the beginning of another",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "Flink 2 reads its configuration as a tree, where a key with a value has no "
                       "keys below it; keys that the operator adds count as well.",
             .consequence = "The operator accepts the resource and then cannot deploy it.",
             .remediation = "Write the newest name of each key, such as high-availability.type "
                            "instead of high-availability.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#flink-configuration-file",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
