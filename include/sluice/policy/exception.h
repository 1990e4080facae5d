// SPDX-License-Identifier: Apache-2.0
// FlinkPolicyException: what the platform team lets pass for a while, although a policy objects.
//
// An exception names policies and rules, the objects it is for, a reason, an owner and a moment
// when it ends. It lowers nothing that it does not name: where another policy objects too, that
// objection stays.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/base/time.h"
#include "sluice/policy/policy.h"
#include "sluice/rulebook/finding.h"

namespace sluice::policy {

// Narrows an exception to single findings.
struct ExceptedFinding {
  const rulebook::Rule* rule = nullptr;
  std::string field;              // Kubernetes field path, or a pattern of them
  std::optional<double> at_most;  // Finding::measure may not be larger
  std::string value;              // FingerprintOf must be this; empty = any
};

// One document. Immutable, shared by all threads.
struct Exception {
  struct Ref {
    std::string policy;
    std::vector<const rulebook::Rule*> rules;
  };
  std::string name;
  std::string file;  // where it stands, for messages
  std::uint32_t line = 0;
  std::vector<Ref> refs;
  std::vector<std::string> namespaces;    // names and patterns, never empty
  std::vector<std::string> kinds;         // empty = every one
  std::vector<std::string> names;         // names and patterns of objects; empty = every one
  std::vector<ExceptedFinding> findings;  // empty = every finding of the rules
  std::string reason, owner, ticket;      // the ticket may be empty
  base::Time expires;
};

enum class ExceptionState : std::uint8_t { kActive, kExpiring, kExpired };
std::string_view ToString(ExceptionState state);  // "active", "expiring", "expired"

// Before an exception ends, people want to hear of it.
inline constexpr std::chrono::hours kExpiringSoon{7 * 24};

// Expired from its very moment on; expiring in the time `soon` before.
ExceptionState StateOf(const Exception& exception, base::Time now,
                       base::Time::duration soon = kExpiringSoon);

// The object that an exception may be for.
struct ExceptionScope {
  std::string_view namespace_name, kind, name;
};

// One line for a person: "orders-hashmap (exceptions/a.yaml:1) until 2026-12-31T00:00:00Z, owner
// data-team: waits for the new storage [rules a, b of policy production; FlinkDeployment orders in
// payments]". Cut to 400 bytes.
std::string Describe(const Exception& exception);

// Tells findings of one rule at one place apart without showing anything of them: 16 hexadecimal
// digits. Made of the value at the place if the finding shows it, else of the finding's words.
// Empty where the place is that something is missing.
std::string FingerprintOf(const rulebook::Finding& finding);

// All exceptions of the folders, immutable, shared by all threads. Keeps pointers to the rules of
// the rulebook.
class ExceptionSet {
 public:
  ExceptionSet() = default;

  // Loads every document of every source. All errors are returned, each with file, line, column and
  // "did you mean"; a policy that `policies` does not have, or a rule that the rulebook does not
  // have, is one. An exception that has expired loads, and does nothing.
  static tl::expected<ExceptionSet, std::vector<base::Error>> Load(
      const rulebook::Rulebook& rulebook, const PolicySet& policies,
      std::span<const Source> sources);

  // The exception that lifts what `policy` makes of the finding, null when there is none. Without a
  // `now` every exception has expired. Of several, the one that ends last.
  [[nodiscard]] const Exception* Find(std::string_view policy, const rulebook::Finding& finding,
                                      const ExceptionScope& scope,
                                      std::optional<base::Time> now) const;

  [[nodiscard]] const std::vector<Exception>& all() const { return all_; }  // by name
  [[nodiscard]] bool empty() const { return all_.empty(); }
  // Those that are for some object of the namespace and (when not empty) of the kind, by name.
  [[nodiscard]] std::vector<const Exception*> For(std::string_view namespace_name,
                                                  std::string_view kind) const;
  // Remarks that are worth a log line, with file and line: an exception that can do nothing.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  // SHA-256 over the loaded texts, 16 hexadecimal digits; empty without a source.
  [[nodiscard]] const std::string& digest() const { return digest_; }

 private:
  // One rule of one reference, found by the rule.
  struct Entry {
    const rulebook::Rule* rule = nullptr;
    std::uint32_t exception = 0;  // places in all_ and its refs
    std::uint32_t ref = 0;
  };
  std::vector<Exception> all_;
  std::vector<Entry> index_;  // by rule, then exception
  std::vector<std::string> notes_;
  std::string digest_;
};

}  // namespace sluice::policy
