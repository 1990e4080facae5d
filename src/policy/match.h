// SPDX-License-Identifier: Apache-2.0
// Whom a policy is for: the clauses of spec.match, the one matcher over them, and whether two of
// them can meet in one request.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/doc/reader.h"
#include "sluice/policy/policy.h"

namespace sluice::policy {

using doc::Spot;

// "file:line:column"
std::string Show(const Spot& spot);

// An entry of a list in spec.match: a name, or a pattern with `*` and `?`.
struct Word {
  std::string text;
  Spot spot;
};

// An entry of serviceAccounts. Both halves are names or patterns; a `*` never crosses the colon, so
// that no namespace and no account can be named to look like another.
struct Account {
  std::string namespace_name;
  std::string name;
  std::string text;  // as written
  Spot spot;
};

// Who asks: one of these, whichever list it stands in.
struct People {
  std::vector<Word> users;
  std::vector<Word> groups;
  std::vector<Account> accounts;
  [[nodiscard]] bool empty() const { return users.empty() && groups.empty() && accounts.empty(); }
};

// One requirement of an objectSelector, as metav1.LabelSelectorRequirement means it.
struct Requirement {
  enum class Operator : std::uint8_t { kIn, kNotIn, kExists, kDoesNotExist };
  std::string key;
  Operator op = Operator::kIn;
  std::vector<std::string> values;
  Spot spot;
};

struct Match {
  std::vector<Word> namespaces;  // empty = every one
  std::vector<Word> exclude_namespaces;
  std::vector<Word> kinds;         // names; empty = every one
  std::uint8_t operations = 0x0F;  // bits by k8s::Operation
  Spot operations_spot;
  People people;  // empty = everybody
  People exclude_people;
  std::vector<Requirement> labels;  // empty = no objectSelector
};

// Parts of a match; a policy holds where all of them fit. A namespaceSelector would be one more.
enum class Clause : std::uint8_t {
  kOperation,
  kKind,
  kNamespace,
  kExcludedNamespace,
  kPeople,
  kExcludedPeople,
  kLabels
};
inline constexpr std::array<Clause, 7> kClauses = {
    Clause::kOperation, Clause::kKind,           Clause::kNamespace, Clause::kExcludedNamespace,
    Clause::kPeople,    Clause::kExcludedPeople, Clause::kLabels};
// The field of spec.match: "namespaces".
std::string_view FieldOf(Clause clause);

// What decided about a clause: the entry, or the first of the list when none did.
struct Reason {
  const Spot* spot = nullptr;
  std::string_view word;  // the entry as written; empty when none decided
};

// Whether one clause fits; `reason` is filled when it is not null and the match has the clause.
Fit FitOf(const Match& match, Clause clause, const Scope& scope, Reason* reason = nullptr);
// All clauses together: the weakest of them.
Fit FitOf(const Match& match, const Scope& scope);

// A namespace in which both can hold, for some request; nothing when no request meets both. Never
// misses one; what it cannot decide (labels, somebody in a group) it takes for possible.
std::optional<std::string> Overlap(const Match& a, const Match& b);

}  // namespace sluice::policy
