// SPDX-License-Identifier: Apache-2.0
// Flink ignores keys that it does not know, without a word: those of older versions, and those with
// a slip of the pen. A few values are gone too.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

// State backends that the loader of 2.x does not know by name.
void JudgeBackend(const Subject& subject, Findings& findings) {
  const Entry* backend = subject.config.Find(options::kStateBackendType);
  if (backend == nullptr || subject.version() < FlinkVersion::k2_0) return;
  if (!base::EqualsIgnoringCase(backend->value, "filesystem") &&
      !base::EqualsIgnoringCase(backend->value, "jobmanager")) {
    return;
  }
  findings.Add(PlaceOf(*backend, subject, options::kStateBackendType),
               Says(*backend) + ", which Flink 2 does not know: the job does not start",
               {.fix = "Set state.backend.type: hashmap, and execution.checkpointing.storage: "
                       "filesystem with a checkpoint directory.",
                .severity = Severity::kHigh});
}

bool IsReporterClass(std::string_view key) {
  return key.starts_with("metrics.reporter.") && key.ends_with(".class") &&
         !key.ends_with(".factory.class");
}

// The top-level words of Flink's keys under which nobody else has keys of his own.
bool IsFlinksNamespace(std::string_view key) {
  for (const std::string_view word :
       {"state.", "execution.", "taskmanager.", "jobmanager.", "high-availability", "kubernetes.",
        "restart-strategy", "parallelism.", "pipeline.", "rest.", "heartbeat."}) {
    if (key.starts_with(word)) return true;
  }
  return false;
}

// A guess walks the whole catalogue, some 50 us, and a request may hold 100,000 keys.
constexpr int kMostGuesses = 50;

void JudgeUnknown(const Entry& entry, const Subject& subject, int& guesses, Findings& findings) {
  if (guesses == kMostGuesses) return;
  if (!IsFlinksNamespace(entry.key) || options::IsPassThrough(entry.key)) return;
  if (options::PrefixMapOf(entry.key, subject.version())) return;
  ++guesses;
  const auto meant = options::DidYouMean(entry.key, subject.version(), 1);
  if (meant.empty()) return;
  const std::string key = base::Printable(entry.key, 120);
  findings.Add(At(*entry.node), key + " is no key of Flink or its operator, so it is ignored",
               {.fix = "Write " + std::string(meant.front()) + " if you meant that.",
                .severity = Severity::kMedium});
}

void JudgeKey(const Entry& entry, const Subject& subject, int& guesses, Findings& findings) {
  const FlinkVersion version = subject.version();
  if (IsReporterClass(entry.key) && version >= FlinkVersion::k1_17) {
    const std::string key = base::Printable(entry.key, 120);
    // ReporterSetup 1.17.2:377 only logs and starts no reporter.
    findings.Add(At(*entry.node), key + " starts no reporter since Flink 1.17",
                 {.fix = "Set " + key.substr(0, key.size() - 5) + "factory.class.",
                  .severity = Severity::kMedium});
    return;
  }
  if (!entry.key_id) return JudgeUnknown(entry, subject, guesses, findings);
  const options::VersionMask known = options::VersionsOf(*entry.key_id);
  if (known.Empty() || known.Last() >= version || options::IsPassThrough(entry.key)) return;
  const std::string key = base::Printable(entry.key, 120);
  findings.Add(At(*entry.node),
               key + " was last read by Flink " + std::string(ToString(known.Last())) + "; Flink " +
                   std::string(ToString(version)) + " ignores it",
               {.fix = "Remove " + key + ".", .severity = Severity::kMedium});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (rulebook::FlinkVersionUnknown(subject)) return;
  JudgeBackend(subject, findings);
  int guesses = 0;
  for (const Entry& entry : subject.config.entries()) {
    if (entry.origin != flink::Origin::kUser || entry.node == nullptr) continue;
    JudgeKey(entry, subject, guesses, findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule removed_or_ignored_for_version;
constinit const Rule removed_or_ignored_for_version{
    .meta = {.id = "removed-or-ignored-for-version",
             .title = "Flink reads every key of the configuration",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "A key that Flink does not know is ignored without a word.",
             .consequence = "The setting has no effect; its author believes it has.",
             .remediation = "Remove the key, or write the one that the running version reads.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
