// SPDX-License-Identifier: Apache-2.0
#include "policy/match.h"

#include <fmt/format.h>

#include <algorithm>

#include "sluice/base/text.h"

namespace sluice::policy {
namespace {

// The entry that `text` matches, or null.
const Word* FindMatch(const std::vector<Word>& words, std::string_view text) {
  const auto at = std::find_if(words.begin(), words.end(),
                               [&](const Word& word) { return base::GlobMatch(word.text, text); });
  return at == words.end() ? nullptr : &*at;
}

void Set(Reason* reason, const Spot& spot, std::string_view word = {}) {
  if (reason != nullptr) *reason = {.spot = &spot, .word = word};
}

// The account that a username stands for: "system:serviceaccount:<namespace>:<name>"
// (k8s.io/apiserver pkg/authentication/serviceaccount/util.go, MakeUsername). Nothing else is one.
struct AccountName {
  std::string_view namespace_name, name;
};
std::optional<AccountName> AccountOf(std::string_view username) {
  constexpr std::string_view kPrefix = "system:serviceaccount:";
  if (!username.starts_with(kPrefix)) return std::nullopt;
  username.remove_prefix(kPrefix.size());
  const std::size_t colon = username.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const AccountName account{username.substr(0, colon), username.substr(colon + 1)};
  if (account.namespace_name.empty() || account.name.empty()) return std::nullopt;
  if (account.name.find(':') != std::string_view::npos) return std::nullopt;
  return account;
}

bool FindUser(const People& people, std::string_view username, Reason* reason) {
  if (const Word* word = FindMatch(people.users, username))
    return Set(reason, word->spot, word->text), true;
  if (people.accounts.empty()) return false;
  const auto account = AccountOf(username);
  if (!account) return false;
  for (const Account& one : people.accounts) {
    if (!base::GlobMatch(one.namespace_name, account->namespace_name)) continue;
    if (!base::GlobMatch(one.name, account->name)) continue;
    return Set(reason, one.spot, one.text), true;
  }
  return false;
}

void SetFirst(Reason* reason, const People& people) {
  if (!people.users.empty()) return Set(reason, people.users.front().spot);
  if (!people.groups.empty()) return Set(reason, people.groups.front().spot);
  if (!people.accounts.empty()) Set(reason, people.accounts.front().spot);
}

// Whether whoever asks is among `people`.
Fit Among(const People& people, const Scope& scope, Reason* reason) {
  if (scope.username && FindUser(people, *scope.username, reason)) return Fit::kYes;
  if (scope.groups) {
    for (const std::string_view group : *scope.groups) {
      if (const Word* word = FindMatch(people.groups, group))
        return Set(reason, word->spot, word->text), Fit::kYes;
    }
  }
  const bool user_unknown = !scope.username && !(people.users.empty() && people.accounts.empty());
  const bool groups_unknown = !scope.groups && !people.groups.empty();
  return user_unknown || groups_unknown ? Fit::kMaybe : Fit::kNo;
}

Fit Not(Fit fit) {
  if (fit == Fit::kMaybe) return fit;
  return fit == Fit::kYes ? Fit::kNo : Fit::kYes;
}

bool Meets(const Requirement& requirement, const doc::Value* labels) {
  const doc::Value* value = labels == nullptr ? nullptr : labels->Find(requirement.key);
  const bool among =
      value != nullptr && std::find(requirement.values.begin(), requirement.values.end(),
                                    value->text()) != requirement.values.end();
  switch (requirement.op) {
    case Requirement::Operator::kIn:
      return among;
    case Requirement::Operator::kNotIn:
      return !among;
    case Requirement::Operator::kExists:
      return value != nullptr;
    case Requirement::Operator::kDoesNotExist:
      return value == nullptr;
  }
  return false;
}

// The first requirement that the object does not meet, or null.
const Requirement* Unmet(const std::vector<Requirement>& labels, const doc::Value& object) {
  const doc::Value* own = object.FindPath({"metadata", "labels"});
  const auto at = std::find_if(labels.begin(), labels.end(),
                               [&](const Requirement& one) { return !Meets(one, own); });
  return at == labels.end() ? nullptr : &*at;
}

// Either object counts, as the API server's own objectSelector (plugin/webhook/predicates/object,
// 1.35): else whoever edits a label would step out of the policy by the same request.
Fit LabelsFit(const std::vector<Requirement>& labels, const Scope& scope, Reason* reason) {
  if (labels.empty()) return Fit::kYes;
  Set(reason, labels.front().spot);
  if (scope.object == nullptr && scope.old_object == nullptr) return Fit::kMaybe;
  for (const doc::Value* object : {scope.object, scope.old_object}) {
    if (object == nullptr) continue;
    const Requirement* unmet = Unmet(labels, *object);
    if (unmet == nullptr) return Fit::kYes;
    Set(reason, unmet->spot, unmet->key);
  }
  return Fit::kNo;
}

Fit OperationFits(const Match& match, const Scope& scope, Reason* reason) {
  constexpr unsigned kAll = 0x07;  // CREATE, UPDATE, DELETE: CONNECT is never judged
  if ((match.operations & kAll) == kAll) return Fit::kYes;
  Set(reason, match.operations_spot);
  if (!scope.operation) return Fit::kMaybe;
  const unsigned bit = 1U << static_cast<unsigned>(*scope.operation);
  return (match.operations & bit) != 0 ? Fit::kYes : Fit::kNo;
}

Fit KindFits(const Match& match, const Scope& scope, Reason* reason) {
  if (match.kinds.empty()) return Fit::kYes;
  Set(reason, match.kinds.front().spot);
  if (scope.kind.empty()) return Fit::kMaybe;
  for (const Word& kind : match.kinds) {
    if (kind.text == scope.kind) return Set(reason, kind.spot, kind.text), Fit::kYes;
  }
  return Fit::kNo;
}

Fit NamespaceFits(const Match& match, const Scope& scope, Reason* reason) {
  if (match.namespaces.empty()) return Fit::kYes;
  Set(reason, match.namespaces.front().spot);
  const Word* word = FindMatch(match.namespaces, scope.namespace_name);
  if (word == nullptr) return Fit::kNo;
  return Set(reason, word->spot, word->text), Fit::kYes;
}

}  // namespace

std::string Show(const Spot& spot) {
  return fmt::format("{}:{}:{}", spot.file, spot.mark.line, spot.mark.column);
}

std::string_view FieldOf(Clause clause) {
  switch (clause) {
    case Clause::kOperation:
      return "operations";
    case Clause::kKind:
      return "kinds";
    case Clause::kNamespace:
      return "namespaces";
    case Clause::kExcludedNamespace:
      return "excludeNamespaces";
    case Clause::kPeople:
      return "users, groups and serviceAccounts";
    case Clause::kExcludedPeople:
      return "excludeUsers, excludeGroups and excludeServiceAccounts";
    case Clause::kLabels:
      return "objectSelector";
  }
  return "";
}

Fit FitOf(const Match& match, Clause clause, const Scope& scope, Reason* reason) {
  switch (clause) {
    case Clause::kOperation:
      return OperationFits(match, scope, reason);
    case Clause::kKind:
      return KindFits(match, scope, reason);
    case Clause::kNamespace:
      return NamespaceFits(match, scope, reason);
    case Clause::kExcludedNamespace: {
      const Word* word = FindMatch(match.exclude_namespaces, scope.namespace_name);
      if (word == nullptr) return Fit::kYes;
      return Set(reason, word->spot, word->text), Fit::kNo;
    }
    case Clause::kPeople:
      SetFirst(reason, match.people);
      return match.people.empty() ? Fit::kYes : Among(match.people, scope, reason);
    case Clause::kExcludedPeople: {
      const Fit among = Among(match.exclude_people, scope, reason);
      if (among == Fit::kMaybe) SetFirst(reason, match.exclude_people);
      return Not(among);
    }
    case Clause::kLabels:
      return LabelsFit(match.labels, scope, reason);
  }
  return Fit::kNo;
}

Fit FitOf(const Match& match, const Scope& scope) {
  Fit all = Fit::kYes;
  for (const Clause clause : kClauses) {
    all = std::min(all, FitOf(match, clause, scope));
    if (all == Fit::kNo) break;
  }
  return all;
}

}  // namespace sluice::policy
