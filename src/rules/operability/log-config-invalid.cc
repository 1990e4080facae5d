// SPDX-License-Identifier: Apache-2.0
// The operator writes spec.logConfiguration into the configuration folder of the pods under two
// names and refuses every other (DefaultValidator.validateLogConfig, 1.16-SNAPSHOT). A pattern
// that looks values up shows secrets of the environment, or fetches code.
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kOperatorChecksOnly };
constexpr Param kParams[] = {kOperatorChecksOnlyParam};

bool IsFile(std::string_view name) {
  return name == "log4j-console.properties" || name == "logback-console.xml";
}

// Where Flink's own log4j-console.properties writes to: the start script sets it (1.15 to 2.3).
constexpr std::string_view kLogFile = "${sys:log.file}";

// The beginning of the first lookup of log4j 2 that reaches beyond the file.
std::string_view Lookup(std::string_view text) {
  for (const std::string_view word : {"${jndi:", "${env:", "${sys:"}) {
    for (std::size_t at = text.find('$'); at != std::string_view::npos;
         at = text.find('$', at + 1)) {
      if (text.substr(at).starts_with(kLogFile)) continue;
      if (base::EqualsIgnoringCase(text.substr(at, word.size()), word)) return word;
    }
  }
  return {};
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const doc::Value* files = PresentMember(subject.resource.spec, "logConfiguration");
  if (files == nullptr || !files->IsObject()) return;
  for (const doc::Member& file : files->members()) {
    if (!IsFile(file.key)) {
      findings.Add(
          At(file.value),
          "logConfiguration has a file " + Shown(file.key) + ", which the operator does not take",
          {.fix = "Name it log4j-console.properties or logback-console.xml."});
    }
    const std::string_view lookup = Lookup(file.value.text());
    if (lookup.empty()) continue;
    const bool fetches_code = lookup == "${jndi:";
    findings.Add(At(file.value),
                 "logConfiguration looks values up with " + std::string(lookup) + "...}",
                 {.fix = "Write the values themselves.",
                  .at_most = std::min(fetches_code ? Action::kDeny : Action::kWarn,
                                      Ceiling(false, params.Bool(kOperatorChecksOnly))),
                  .severity = fetches_code ? Severity::kHigh : Severity::kMedium});
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule log_config_invalid;
constinit const Rule log_config_invalid{
    .meta =
        {.id = "log-config-invalid",
         .title = "The log configuration is one that the operator writes and that is safe to use",
         .category = Category::kOperability,
         .severity = Severity::kHigh,
         .reason = "The operator knows two files of log configuration; lookups in them print what "
                   "should stay secret.",
         .consequence = "The operator refuses the resource, or log lines carry secrets of the pod.",
         .remediation = "Name the files log4j-console.properties and logback-console.xml, and "
                        "write values instead of lookups such as ${env:NAME} or ${jndi:...}.",
         .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/docs/"
                 "operations/metrics-logging/",
         .params = kParams},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
