// SPDX-License-Identifier: Apache-2.0
// spec.match to typed clauses.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "policy/model.h"
#include "policy/pattern.h"
#include "sluice/base/text.h"
#include "sluice/policy/fields.h"

namespace sluice::policy {
namespace {

constexpr std::size_t kMostNameBytes = 512;  // of a user, a group, an account

// Characters of a namespace name (RFC 1123 label), and the two of a pattern.
bool IsNamespacePattern(std::string_view text) {
  return !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '*' || c == '?';
  });
}

// Characters of a service account's name (RFC 1123 subdomain), and the two of a pattern.
bool IsAccountPattern(std::string_view text) {
  return !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '*' ||
           c == '?';
  });
}

std::vector<Word> ReadNamespaces(Reader& reader, const doc::Value& match, std::string_view field) {
  std::vector<Word> words;
  const doc::Value* node = match.Find(field);
  if (node == nullptr) return words;
  for (const doc::Value& item : reader.Items(*node, field)) {
    auto text = reader.Text(item, fmt::format("each of {}", field));
    if (!text) continue;
    if (!IsNamespacePattern(*text)) {
      reader.Error(item, fmt::format("'{}' is no pattern of namespace names: lower-case letters, "
                                     "digits, '-', '*' and '?', at most 63",
                                     *text));
      continue;
    }
    words.push_back({*std::move(text), reader.At(item)});
  }
  return words;
}

std::vector<Word> ReadNames(Reader& reader, const doc::Value& match, std::string_view field,
                            bool exclude) {
  std::vector<Word> words;
  const doc::Value* node = match.Find(field);
  if (node == nullptr) return words;
  for (const doc::Value& item : reader.Items(*node, field)) {
    auto text = reader.Text(item, fmt::format("each of {}", field));
    if (!text) continue;
    if (text->size() > kMostNameBytes) {
      reader.Error(item,
                   fmt::format("a name in {} is longer than {} bytes", field, kMostNameBytes));
      continue;
    }
    if (exclude && HasWildcard(*text)) {
      reader.Note(item, fmt::format("{} '{}' is a pattern: whoever gives out names that match it "
                                    "gives out the way around this policy",
                                    field, *text));
    }
    words.push_back({*std::move(text), reader.At(item)});
  }
  return words;
}

std::vector<Account> ReadAccounts(Reader& reader, const doc::Value& match, std::string_view field) {
  std::vector<Account> accounts;
  const doc::Value* node = match.Find(field);
  if (node == nullptr) return accounts;
  for (const doc::Value& item : reader.Items(*node, field)) {
    auto text = reader.Text(item, fmt::format("each of {}", field));
    if (!text) continue;
    const std::size_t split = text->find_first_of("/:");
    const std::string_view all = *text;
    Account account{.text = *text, .spot = reader.At(item)};
    account.namespace_name = all.substr(0, split);
    if (split != all.npos) account.name = all.substr(split + 1);
    if (!IsNamespacePattern(account.namespace_name) || !IsAccountPattern(account.name)) {
      reader.Error(item, fmt::format("'{}' is no service account: write namespace/name, each a "
                                     "name or a pattern; a whole user name belongs in users",
                                     *text));
      continue;
    }
    accounts.push_back(std::move(account));
  }
  return accounts;
}

std::vector<Word> ReadKindWords(Reader& reader, const doc::Value& node) {
  std::vector<Word> kinds;
  for (const doc::Value& item : reader.Items(node, "kinds")) {
    auto text = reader.Text(item, "each of kinds");
    if (!text) continue;
    if (std::find(kKindWords.begin(), kKindWords.end(), *text) == kKindWords.end()) {
      reader.Error(item, fmt::format("unknown kind '{}'{}", *text, DidYouMean(*text, kKindWords)));
    }
    kinds.push_back({*std::move(text), reader.At(item)});
  }
  return kinds;
}

std::uint8_t ReadOperations(Reader& reader, const doc::Value& node) {
  unsigned bits = 0;
  for (const doc::Value& item : reader.Items(node, "operations")) {
    const auto at = std::find(kOperationWords.begin(), kOperationWords.end(), item.text());
    if (at == kOperationWords.end()) {
      reader.Error(item,
                   fmt::format("unknown operation '{}', known are CREATE, UPDATE and DELETE{}",
                               item.text(), DidYouMean(item.text(), kOperationWords)));
      continue;
    }
    bits |= 1U << static_cast<unsigned>(at - kOperationWords.begin());
  }
  if (node.IsArray() && node.items().empty()) {
    reader.Error(node, "operations is empty, so the policy would match nothing");
  }
  return static_cast<std::uint8_t>(bits);
}

// A label's key: an optional DNS prefix, a slash, and a name of at most 63 characters
// (k8s.io/apimachinery pkg/util/validation, IsQualifiedName).
bool IsLabelKey(std::string_view key) {
  if (const std::size_t slash = key.find('/'); slash != key.npos) {
    if (!IsAccountPattern(key.substr(0, slash)) || HasWildcard(key.substr(0, slash))) return false;
    key.remove_prefix(slash + 1);
  }
  return !key.empty() && key.size() <= 63 && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

bool CheckKey(Reader& reader, const doc::Value& node, std::string_view key) {
  if (IsLabelKey(key)) return true;
  reader.Error(node, fmt::format("'{}' is no label key", key));
  return false;
}

void ReadLabels(Reader& reader, const doc::Value& node, std::vector<Requirement>& out) {
  if (!node.IsObject()) return reader.Error(node, "matchLabels must be an object");
  for (const doc::Member& member : node.members()) {
    if (!CheckKey(reader, member.value, member.key)) continue;
    if (!member.value.IsString()) {
      reader.Error(member.value, fmt::format("label '{}' must be a string", member.key));
      continue;
    }
    out.push_back({.key = std::string(member.key),
                   .values = {std::string(member.value.text())},
                   .spot = reader.At(member.value)});
  }
}

void ReadExpression(Reader& reader, const doc::Value& node, std::vector<Requirement>& out) {
  using Operator = Requirement::Operator;
  if (!reader.Object(node, "a match expression", kExpressionFields)) return;
  const doc::Value* key = node.Find("key");
  const doc::Value* op = node.Find("operator");
  if (key == nullptr || op == nullptr) {
    return reader.Error(node, "a match expression needs key and operator");
  }
  if (!CheckKey(reader, *key, key->text())) return;
  const auto at = std::find(kOperatorWords.begin(), kOperatorWords.end(), op->text());
  if (at == kOperatorWords.end()) {
    return reader.Error(*op, fmt::format("unknown operator '{}', known are In, NotIn, Exists and "
                                         "DoesNotExist{}",
                                         op->text(), DidYouMean(op->text(), kOperatorWords)));
  }
  Requirement requirement{.key = std::string(key->text()),
                          .op = static_cast<Operator>(at - kOperatorWords.begin()),
                          .spot = reader.At(*key)};
  if (const doc::Value* values = node.Find("values")) {
    requirement.values = reader.Texts(*values, "values");
  }
  const bool takes = requirement.op == Operator::kIn || requirement.op == Operator::kNotIn;
  if (takes == requirement.values.empty()) {
    return reader.Error(node, fmt::format("operator {} {}", op->text(),
                                          takes ? "needs values" : "takes no values"));
  }
  out.push_back(std::move(requirement));
}

std::vector<Requirement> ReadSelector(Reader& reader, const doc::Value& node) {
  std::vector<Requirement> requirements;
  if (!reader.Object(node, "objectSelector", kSelectorFields)) return {};
  if (const doc::Value* labels = node.Find("matchLabels")) {
    ReadLabels(reader, *labels, requirements);
  }
  if (const doc::Value* expressions = node.Find("matchExpressions")) {
    for (const doc::Value& item : reader.Items(*expressions, "matchExpressions")) {
      ReadExpression(reader, item, requirements);
    }
  }
  if (node.members().empty()) {
    reader.Error(node, "objectSelector is empty; leave it out to match every object");
  }
  return requirements;
}

// What an unknown list of people would silently mean: everybody, or nobody.
void CheckPeople(Reader& reader, const doc::Value& match) {
  for (const std::string_view field : {"users", "groups", "serviceAccounts"}) {
    const doc::Value* node = match.Find(field);
    if (node == nullptr || !node->IsArray() || !node->items().empty()) continue;
    reader.Error(*node, fmt::format("{} is empty; leave it out to match everybody", field));
  }
}

std::vector<std::string> TextsOf(std::vector<Word> words) {
  std::vector<std::string> texts;
  texts.reserve(words.size());
  for (Word& word : words) texts.push_back(std::move(word.text));
  return texts;
}

}  // namespace

std::vector<std::string> ReadPatterns(Reader& reader, const doc::Value& match,
                                      std::string_view field) {
  return TextsOf(ReadNamespaces(reader, match, field));
}

std::vector<std::string> ReadKinds(Reader& reader, const doc::Value& node) {
  return TextsOf(ReadKindWords(reader, node));
}

Match ReadMatch(Reader& reader, const doc::Value& spec) {
  Match match;
  const doc::Value* node = spec.Find("match");
  if (node == nullptr) return match;
  if (const doc::Value* selector = node->Find("namespaceSelector")) {
    reader.Error(*selector,
                 "unknown field 'namespaceSelector' in match: the labels of namespaces need a "
                 "view of the cluster, which this release does not have; use namespaces");
  } else if (!reader.Object(*node, "match", kMatchFields)) {
    return match;
  }
  match.namespaces = ReadNamespaces(reader, *node, "namespaces");
  match.exclude_namespaces = ReadNamespaces(reader, *node, "excludeNamespaces");
  if (const doc::Value* kinds = node->Find("kinds")) match.kinds = ReadKindWords(reader, *kinds);
  if (const doc::Value* operations = node->Find("operations")) {
    match.operations = ReadOperations(reader, *operations);
    match.operations_spot = reader.At(*operations);
  }
  CheckPeople(reader, *node);
  match.people = {.users = ReadNames(reader, *node, "users", false),
                  .groups = ReadNames(reader, *node, "groups", false),
                  .accounts = ReadAccounts(reader, *node, "serviceAccounts")};
  match.exclude_people = {.users = ReadNames(reader, *node, "excludeUsers", true),
                          .groups = ReadNames(reader, *node, "excludeGroups", true),
                          .accounts = ReadAccounts(reader, *node, "excludeServiceAccounts")};
  if (const doc::Value* selector = node->Find("objectSelector")) {
    match.labels = ReadSelector(reader, *selector);
  }
  return match;
}

}  // namespace sluice::policy
