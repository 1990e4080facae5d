// SPDX-License-Identifier: Apache-2.0
// Up to Flink 1.20 the operators write flink-conf.yaml, which Flink reads line by line: # starts a
// comment anywhere, a line ends the value, edges are trimmed, and what is empty is no pair
// (GlobalConfiguration.loadLegacyYAMLResource). A second line may even be another key, which no
// rule saw. Arguments of the job travel in the same file.
#include "rules/support/helpers.h"
#include "sluice/flink/config_file.h"

namespace sluice::rules {
namespace {

bool IsEdge(char c) { return static_cast<unsigned char>(c) <= ' '; }

// Looked at for every value of every request, so: no set of characters to search in.
bool IsPlain(std::string_view text) {
  if (text.empty() || IsEdge(text.front()) || IsEdge(text.back())) return false;
  return std::ranges::none_of(
      text, [](char c) { return c <= '#' && (c == '#' || c == '\n' || c == '\r'); });
}

// A key of the catalogue holds nothing that a line-based file trips over.
bool IsPlainKey(const Entry& entry) {
  return entry.key_id || (IsPlain(entry.key) && entry.key.find(": ") == std::string_view::npos);
}

std::string Name(const Entry& entry) {
  const bool args = entry.key == "$internal.application.program-args";
  return args ? "the list of job arguments" : base::Printable(entry.key, 120);
}

void Report(const Entry& entry, std::string_view what, std::string_view fix, Severity severity,
            Findings& findings) {
  findings.Add(At(*entry.node), Name(entry) + " " + std::string(what),
               {.fix = std::string(fix),
                .at_most = severity == Severity::kHigh  ? Action::kDeny
                           : severity == Severity::kLow ? Action::kAudit
                                                        : Action::kWarn,
                .severity = severity});
}

void Judge(const Entry& entry, Findings& findings) {
  const auto read =
      flink::ReadLegacyConfig(std::string(entry.key) + ": " + std::string(entry.value));
  const std::string_view own = base::JavaTrim(entry.key);
  for (const auto& [key, value] : read) {
    if (key == own) continue;
    return Report(entry, "makes Flink read the key " + base::Printable(key, 60) + " as well",
                  "Write the key by itself, on a line of its own.", Severity::kHigh, findings);
  }
  // The operator and its autoscaler read theirs from the resource, not from the file.
  if (own.starts_with("kubernetes.operator.") || own.starts_with("job.autoscaler.")) return;
  const std::string_view value = base::JavaTrim(entry.value);
  if (value.empty()) {
    // An absent field writes an empty list; only what the user wrote empty is worth a word.
    if (entry.origin != flink::Origin::kUser) return;
    return Report(entry, "is empty, and Flink then takes its default", "Remove the key, or set it.",
                  Severity::kLow, findings);
  }
  const std::size_t cut = entry.value.find_first_of("#\r\n");
  if (cut == std::string_view::npos && own == entry.key) {
    return Report(entry, "begins or ends with spaces, which Flink drops", "Remove the spaces.",
                  Severity::kLow, findings);
  }
  if (cut == std::string_view::npos || entry.value[cut] == '#') {
    return Report(entry, "holds #, and Flink drops everything from there on",
                  "Write the value without #; before Flink 2.0 no quoting helps.",
                  Severity::kMedium, findings);
  }
  Report(entry, "has several lines, and Flink reads only the first", "Write the value on one line.",
         Severity::kMedium, findings);
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (subject.version() >= FlinkVersion::k2_0) return;
  for (const Entry& entry : subject.config.entries()) {
    if (entry.node == nullptr) continue;
    const bool own = entry.origin == flink::Origin::kUser;
    if (!own && entry.origin != flink::Origin::kResourceField) continue;
    if (!IsPlainKey(entry) || !IsPlain(entry.value)) Judge(entry, findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule value_truncated_by_legacy_file;
constinit const Rule value_truncated_by_legacy_file{
    .meta = {.id = "value-truncated-by-legacy-file",
             .title = "Values reach Flink as they were written",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "Before Flink 2.0 the configuration is a file of lines, in which # begins a "
                       "comment wherever it stands and quotes protect nothing.",
             .consequence = "Passwords, JVM options and arguments lose their end without a word, "
                            "and a value of two lines can set a key that nobody reviewed.",
             .remediation = "Write values on one line and without #.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
