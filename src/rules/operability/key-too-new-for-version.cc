// SPDX-License-Identifier: Apache-2.0
// A key that a later Flink introduced is ignored by the one that runs, without a word, while the
// operator, built on 1.20, may believe it.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

// Ignoring these loses state.
bool LosesState(options::OptionId option) {
  return option == options::kHighAvailabilityType ||
         option == options::kExecutionCheckpointingDir ||
         option == options::kExecutionCheckpointingSavepointDir;
}

void Judge(const Entry& entry, const Subject& subject, Findings& findings) {
  const FlinkVersion version = subject.version();
  const options::VersionMask known = options::VersionsOf(*entry.key_id);
  if (known.Empty() || known.Has(version) || known.First() < version) return;
  // Handed on to a file system or reporter (s3.*), which read it before Flink declared it.
  if (options::IsPassThrough(entry.key)) return;
  const auto uses = options::OptionsOf(*entry.key_id, known.First());
  if (uses.empty()) return;
  const options::OptionId option = uses.front().option;
  // Written beside the old key for a later upgrade: harmless.
  if (subject.config.IsSet(option)) return;
  const auto keys = options::KeysOf(option, version);
  const std::string key = base::Printable(entry.key, 120);
  const std::string running(ToString(version));
  findings.Add(At(*entry.node),
               key + " came with Flink " + std::string(ToString(known.First())) + "; Flink " +
                   running + " ignores it",
               {.fix = keys.empty() ? "Remove " + key + ", or upgrade Flink."
                                    : "Rename " + key + " to " +
                                          std::string(options::KeyName(keys.front())) + ".",
                .severity = LosesState(option) ? Severity::kHigh : Severity::kMedium});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  for (const Entry& entry : subject.config.entries()) {
    if (entry.origin != flink::Origin::kUser || entry.node == nullptr || !entry.key_id) continue;
    Judge(entry, subject, findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule key_too_new_for_version;
constinit const Rule key_too_new_for_version{
    .meta = {.id = "key-too-new-for-version",
             .title = "The running Flink version knows every key of the configuration",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "Flink ignores keys it does not know, and says nothing.",
             .consequence = "The setting has no effect; for high availability and checkpoint "
                            "directories that means lost state.",
             .remediation = "Write the key that the running Flink version reads.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
