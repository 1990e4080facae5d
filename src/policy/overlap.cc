// SPDX-License-Identifier: Apache-2.0
// Whether two policies can meet in one request.
#include <algorithm>

#include "policy/match.h"
#include "policy/pattern.h"
#include "sluice/base/text.h"

namespace sluice::policy {
namespace {

bool KindsMeet(const std::vector<Word>& a, const std::vector<Word>& b) {
  if (a.empty() || b.empty()) return true;
  return std::any_of(a.begin(), a.end(), [&](const Word& one) {
    return std::any_of(b.begin(), b.end(),
                       [&](const Word& other) { return one.text == other.text; });
  });
}

// User names, as patterns. In a group can be anybody.
std::vector<std::string> UsersOf(const People& people) {
  std::vector<std::string> users;
  users.reserve(people.users.size() + people.accounts.size() + 1);
  for (const Word& user : people.users) users.push_back(user.text);
  for (const Account& account : people.accounts) {
    users.push_back("system:serviceaccount:" + account.namespace_name + ":" + account.name);
  }
  if (people.empty() || !people.groups.empty()) users.emplace_back("*");
  return users;
}

bool Excludes(const Match& match, const std::string& user) {
  const People& people = match.exclude_people;
  if (people.users.empty() && people.accounts.empty()) return false;
  const auto names = UsersOf({.users = people.users, .groups = {}, .accounts = people.accounts});
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return base::GlobMatch(name, user); });
}

bool PeopleMeet(const Match& a, const Match& b) {
  for (const std::string& one : UsersOf(a.people)) {
    for (const std::string& other : UsersOf(b.people)) {
      if (!PatternsMeet(one, other)) continue;
      const std::string& name = HasWildcard(one) ? other : one;
      if (HasWildcard(name) || !(Excludes(a, name) || Excludes(b, name))) return true;
    }
  }
  return false;
}

std::vector<std::string_view> TextsOf(const std::vector<Word>& words) {
  std::vector<std::string_view> texts;
  texts.reserve(words.size() + 1);
  for (const Word& word : words) texts.push_back(word.text);
  if (texts.empty()) texts.emplace_back("*");
  return texts;
}

bool LiteralsPart(std::string_view a, std::string_view b) {
  const std::size_t a_head = std::min(a.find_first_of("*?"), a.size());
  const std::size_t b_head = std::min(b.find_first_of("*?"), b.size());
  const std::size_t common = std::min(a_head, b_head);
  return a.substr(0, common) != b.substr(0, common);
}

std::optional<std::string> CommonOf(const Match& a, const Match& b) {
  std::vector<std::string_view> excluded;
  for (const Match* match : {&a, &b}) {
    for (const Word& word : match->exclude_namespaces) excluded.push_back(word.text);
  }
  for (const std::string_view one : TextsOf(a.namespaces)) {
    for (const std::string_view other : TextsOf(b.namespaces)) {
      if (LiteralsPart(one, other)) continue;
      if (auto common = CommonNamespace(one, other, excluded)) return common;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> Overlap(const Match& a, const Match& b) {
  if ((a.operations & b.operations) == 0) return std::nullopt;
  if (!KindsMeet(a.kinds, b.kinds) || !PeopleMeet(a, b)) return std::nullopt;
  return CommonOf(a, b);
}

}  // namespace sluice::policy
