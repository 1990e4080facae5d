// SPDX-License-Identifier: Apache-2.0
// Policies: which rules and defaults hold for a request, and what happens to their findings.
//
// Two kinds of file, both policy.sluice.dev/v1alpha1: FlinkProfile (a named set of rules, actions,
// parameters and defaults) and FlinkPolicy (match + profile + overrides).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/flink/config.h"
#include "sluice/k8s/review.h"
#include "sluice/rulebook/rulebook.h"

namespace sluice::policy {

// What may lift a policy's denials, besides exceptions.
struct Conduct {
  std::vector<std::string> break_glass_groups;  // exact names, sorted
  bool strict_ratchet = false;  // an UPDATE of the spec that keeps a violation is denied too
};

// A rule as one policy binds it.
struct BoundRule {
  const rulebook::Rule* rule = nullptr;
  rulebook::Check check = nullptr;  // of the revision that the policy's catalogueVersion pins
  // Of the newest revision where the pin keeps an older one: what it finds beyond that warns at
  // most. Else null.
  rulebook::Check newer = nullptr;
  rulebook::Action action = rulebook::Action::kWarn;
  rulebook::Params params;
  const std::string* policy = nullptr;  // its name
  const Conduct* conduct = nullptr;     // the policy's
  // Of several policies the highest holds: the strictest action, then the newest judgement, then
  // whose parameters are said most directly (policy, profile, nobody).
  std::uint16_t rank = 0;
};

struct BoundDefault {
  const rulebook::Default* def = nullptr;
  rulebook::Params params;
  const std::string* policy = nullptr;
  std::uint16_t rank = 0;  // whose parameters are said most directly
};

// What holds for one request: valid as long as the PolicySet lives.
struct Selection {
  std::vector<const BoundRule*> rules;        // by rule id, one per rule: the strictest
  std::vector<const BoundDefault*> defaults;  // in running order, one per default
  std::vector<const std::string*> policies;   // names that hold, by name
  std::vector<const std::string*> perhaps;    // of these, the ones that hold only Fit::kMaybe
  bool enforces = false;                      // some holding policy can Deny
};

// What a policy matches on. What is not known makes a policy hold that could hold: a webhook knows
// all of it, the command line only what it is told.
struct Scope {
  std::string_view namespace_name;
  std::string_view kind;  // empty = unknown
  std::optional<k8s::Operation> operation = k8s::Operation::kCreate;
  std::optional<std::string_view> username;                 // the whole userInfo.username
  std::optional<std::span<const std::string_view>> groups;  // userInfo.groups
  const doc::Value* object = nullptr;      // whose labels an objectSelector reads; both null =
  const doc::Value* old_object = nullptr;  // unknown, as for the scale subresource
};

// Whether a policy, or a part of its match, fits a scope. kMaybe: the scope does not say enough.
enum class Fit : std::uint8_t { kNo, kMaybe, kYes };

// One text to load: a file's name (for messages) and content.
struct Source {
  std::string file;
  std::string text;
};

struct Explanation;  // sluice/policy/explain.h

// The whole set of a --policy-dir, immutable, shared by all threads.
class PolicySet {
 public:
  // Loads every document of every source. All errors are returned, each with file, line, column and
  // "did you mean". Profiles of `shipped` may be overridden by name in `sources`. A set without any
  // policy is an error, for it would let everything pass.
  static tl::expected<PolicySet, std::vector<base::Error>> Load(const rulebook::Rulebook& rulebook,
                                                                std::span<const Source> shipped,
                                                                std::span<const Source> sources);
  // One policy for everything that binds a profile of `shipped` by name: `sluice check --profile`.
  static tl::expected<PolicySet, std::vector<base::Error>> ForProfile(
      const rulebook::Rulebook& rulebook, std::span<const Source> shipped,
      std::string_view profile);

  PolicySet(PolicySet&&) noexcept;
  PolicySet& operator=(PolicySet&&) noexcept;
  ~PolicySet();

  [[nodiscard]] Selection Select(const Scope& scope) const;
  // What holds there, from which file and line, and why: with the same matcher as Select.
  [[nodiscard]] Explanation Explain(const rulebook::Rulebook& rulebook, const Scope& scope) const;
  // Every binding of `rule` that holds under `selection` (one of this set's), the strictest first:
  // what remains when the first of them does not deny, because something lifts that policy's
  // denial.
  [[nodiscard]] std::vector<const BoundRule*> BindingsOf(const Selection& selection,
                                                         const rulebook::Rule& rule) const;
  // What the policies say about the operator and Flink; of the whole cluster, so contradicting
  // policies do not load.
  [[nodiscard]] const flink::Knowledge& knowledge() const;
  // Whether `username` is the operator's service account (knowledge.operatorServiceAccounts,
  // patterns): nothing it writes is mutated.
  [[nodiscard]] bool IsOperator(std::string_view username) const;
  // Remarks on what was loaded that are worth a log line, with file and line.
  [[nodiscard]] const std::vector<std::string>& notes() const;
  // SHA-256 over the loaded texts in the order of their names, 16 hexadecimal digits.
  [[nodiscard]] const std::string& digest() const;
  [[nodiscard]] std::size_t policies() const;
  [[nodiscard]] std::vector<std::string_view> policy_names() const;  // sorted
  // The policy's binding of the rule, null when it has none.
  [[nodiscard]] const BoundRule* Find(std::string_view policy, const rulebook::Rule& rule) const;
  [[nodiscard]] std::vector<std::string> profile_names() const;
  // Every rule that some policy switches on, by id.
  [[nodiscard]] std::vector<const rulebook::Rule*> bound_rules() const;

 private:
  PolicySet();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The *.yaml and *.yml files of a folder (and of its sub-folders, following the symlinks of a
// mounted ConfigMap but not hidden folders), sorted by path. At most 64 MiB.
base::Result<std::vector<Source>> ReadFolder(const std::filesystem::path& folder);

// The profiles compiled into the binary.
std::vector<Source> ShippedProfiles();

}  // namespace sluice::policy
