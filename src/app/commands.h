// SPDX-License-Identifier: Apache-2.0
// The commands of the binary. Each takes its parsed flags and returns the exit code:
// 0 fine, 1 findings at or above --fail-on, 2 usage, unreadable input or bad policy, 3 internal.
#pragma once

#include <string>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/engine/engine.h"
#include "sluice/report/check_report.h"

namespace sluice::app {

inline constexpr int kExitFine = 0;
inline constexpr int kExitFindings = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInternal = 3;

// What judges: the policies of a folder, or one profile for everything. Both empty: profile
// baseline.
struct PolicyChoice {
  std::string policy_dir;
  std::string profile;
  std::string operator_config;  // file of the operator's default configuration, empty = none
  std::vector<std::string> exception_dirs;
};

// Who asks, as policies match it: --user and --group. Empty = unknown, and what may hold then
// holds.
struct Requester {
  std::string user;
  std::vector<std::string> groups;
};

// The rulebook of all compiled-in rules and the chosen policies. `label` (when not null) is set to
// words for a report: "profile baseline". Errors are printed to stderr, one a line.
base::Result<engine::Snapshot> LoadSnapshot(const PolicyChoice& choice, std::string* label);

// The exceptions that `sources` hold for the snapshot's policies; errors are printed as above.
base::Result<void> LoadExceptions(const std::vector<policy::Source>& sources,
                                  engine::Snapshot& snapshot);

// What --now says; the moment of the call when it says nothing.
base::Result<base::Time> MomentOf(const std::string& now);

// Says on stderr that there is no such rule or default, with the nearest one; the exit code.
int UnknownRule(const rulebook::Rulebook& rulebook, const std::string& id);

// Prints the error to stderr; the exit code that fits it.
int Fail(const base::Error& error);
// Writes `text` to a file, or to standard output for an empty path; the exit code.
int Write(const std::string& text, const std::string& path);
// The exit code for findings: those at or above `fail_on` count.
int ExitFor(const report::CheckSummary& summary, const std::string& fail_on);
// Standard output is a terminal and NO_COLOR is not set.
bool WantsColor();

struct CheckFlags {
  std::vector<std::string> paths;
  PolicyChoice policy;
  Requester requester;
  std::string now;  // a moment, empty = now
  std::string namespace_name = "default";
  std::string format = "text";
  std::string output;            // empty = standard output
  std::string fail_on = "deny";  // deny, warn, audit, never
  bool no_defaults = false;
  bool allow_empty = false;
  bool complete = false;
};
int RunCheck(const CheckFlags& flags);

struct DiffFlags {
  std::string old_path, new_path;
  PolicyChoice policy;
  Requester requester;
  std::string now;  // a moment, empty = now
  std::string namespace_name = "default";
  std::string format = "text";
  std::string output;            // empty = standard output
  std::string fail_on = "deny";  // deny, warn, audit, never
  bool no_defaults = false;
  bool allow_empty = false;
};
// What an UPDATE of OLD to NEW does, and what is said to it.
int RunDiff(const DiffFlags& flags);

struct ExplainFlags {
  std::vector<std::string> paths;  // manifests that tell which exceptions are used; may be empty
  PolicyChoice policy;
  Requester requester;
  std::string namespace_name, kind, operation, rule;  // empty = any, all
  std::string now;
  std::string format = "text";
  std::string output;
  bool no_defaults = false;
};
// What holds for requests in a namespace.
int RunExplain(const ExplainFlags& flags);

struct ReviewFlags {
  std::string webhook = "validate";
  PolicyChoice policy;
  std::string path = "-";
  std::string now;
};
int RunReview(const ReviewFlags& flags);

struct BaselineFlags {
  std::vector<std::string> paths;
  PolicyChoice policy;
  std::string expires;  // a moment, or days from now: "90d"
  std::string owner, reason, ticket;
  std::string fail_on = "deny";  // deny, warn: the weakest action that is excepted
  std::string now;
  std::string namespace_name = "default";
  std::string output;
  bool no_defaults = false;
};
int RunBaseline(const BaselineFlags& flags);

struct ConfigFlags {
  std::string path;
  PolicyChoice policy;  // its assumptions and the operator's configuration are layers
  std::string namespace_name = "default";
  std::string format = "text";  // text, json, yaml
  std::string output;
  bool changed = false;
};
int RunConfig(const ConfigFlags& flags);

struct VerifyFlags {
  std::vector<std::string> paths;
  std::string run;              // RE2 over "<test>/<case>"
  std::string format = "text";  // text, json, junit
  std::string output;
  bool verbose = false;
  bool coverage = false;
  bool require_tests = false;
  bool allow_empty = false;
};
int RunVerify(const VerifyFlags& flags);

// `kind` empty: one schema for all kinds.
int RunSchema(const std::string& kind, const std::string& output);

int RunRulesList(const std::string& format);
// Of the rule and the default of that name; `flink_version` (1.20, v1_20; empty = the newest known)
// chooses the documentation.
int RunRulesExplain(const std::string& id, const std::string& flink_version);

}  // namespace sluice::app
