// SPDX-License-Identifier: Apache-2.0
// For Flink 2 Spotify's operator writes "key: value" into config.yaml without quotes, and Flink
// reads that as YAML: an empty value or one with ": " makes the file unreadable, 012 becomes 12,
// and # begins a comment.
#include "rules/support/helpers.h"
#include "sluice/flink/config_file.h"

namespace sluice::rules {
namespace {

using options::ValueType;

// Retyping numbers and switches ("1.50" to 1.5, "True" to true) changes nothing for these.
bool ReadsAnyForm(const Entry& entry, FlinkVersion version) {
  if (!entry.key_id) return false;
  const auto uses = options::OptionsOf(*entry.key_id, version);
  const options::OptionInfo* info =
      uses.empty() ? nullptr : options::Info(uses.front().option, version);
  if (info == nullptr || info->is_list || info->is_map) return false;
  return info->type == ValueType::kBoolean || info->type == ValueType::kInteger ||
         info->type == ValueType::kLong || info->type == ValueType::kFloat ||
         info->type == ValueType::kDouble;
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (subject.version() < FlinkVersion::k2_0 ||
      subject.config.version_origin() != flink::VersionOrigin::kField) {
    return;
  }
  for (const Entry& entry : subject.config.entries()) {
    if (entry.origin != flink::Origin::kUser || entry.node == nullptr) continue;
    const auto read = flink::RereadAsYaml(entry.value);
    if (read && *read == entry.value) continue;
    const std::string key = base::Printable(entry.key, 120);
    if (!read) {
      findings.Add(
          At(*entry.node),
          key + (entry.value.empty() ? " is empty" : " is no plain YAML value") +
              ", which makes config.yaml unreadable for Flink",
          {.fix = entry.value.empty() ? "Remove " + key + "."
                                      : "Put the value of " + key + " in quotes of YAML."});
      continue;
    }
    if (ReadsAnyForm(entry, subject.version())) continue;
    findings.Add(At(*entry.node),
                 rulebook::MayShow(entry.key)
                     ? key + " is " + Shown(entry.value) + ", which Flink reads as " + Shown(*read)
                     : key + " reaches Flink with another value than was written",
                 {.fix = "Put the value of " + key + " in quotes of YAML.",
                  .at_most = Action::kWarn,
                  .severity = Severity::kMedium});
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule value_retyped_by_yaml_file;
constinit const Rule value_retyped_by_yaml_file{
    .meta = {.id = "value-retyped-by-yaml-file",
             .title = "Values survive the way through config.yaml",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "This operator writes values into YAML as they are, without quotes.",
             .consequence =
                 "Flink cannot read its configuration and no process starts, or it reads "
                 "another value than was written.",
             .remediation = "Write the value with quotes of its own inside the text, such as "
                            "\"'a: b'\".",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#flink-configuration-file",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
