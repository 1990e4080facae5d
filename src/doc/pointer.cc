// SPDX-License-Identifier: Apache-2.0
#include "sluice/doc/pointer.h"

#include <algorithm>
#include <charconv>
#include <functional>

namespace sluice::doc {
namespace {

// One token of a pointer without its escapes; nothing when a `~` is followed by something else.
std::optional<std::string> Unescape(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      out += token[i];
      continue;
    }
    if (++i == token.size() || (token[i] != '0' && token[i] != '1')) return std::nullopt;
    out += token[i] == '0' ? '~' : '/';
  }
  return out;
}

bool AllDigits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// RFC 6901, section 4: digits without a leading zero.
const Value* Element(const Value& array, std::string_view token) {
  if (!AllDigits(token) || (token.size() > 1 && token[0] == '0')) return nullptr;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc() || index >= array.items().size()) return nullptr;
  return &array.items()[index];
}

const Value* Child(const Value& value, std::string_view token) {
  return value.IsArray() ? Element(value, token) : value.Find(token);
}

template <typename T>
bool Within(std::span<const T> range, const void* address) {
  const std::less<const void*> less;
  return !range.empty() && !less(address, range.data()) &&
         less(address, range.data() + range.size());
}

bool IsContainer(const Value& value) { return value.IsArray() || value.IsObject(); }

// Whether `node` is below `at`; fills `tokens` from the leaf upwards.
bool Search(const Value& at, const Value& node, std::vector<std::string>& tokens) {
  if (Within(at.items(), &node)) {
    tokens.push_back(std::to_string(&node - at.items().data()));
    return true;
  }
  if (Within(at.members(), &node)) {
    const auto found = std::find_if(at.members().begin(), at.members().end(),
                                    [&](const Member& member) { return &member.value == &node; });
    if (found == at.members().end()) return false;
    tokens.emplace_back(found->key);
    return true;
  }
  for (std::size_t i = 0; i < at.items().size(); ++i) {
    if (IsContainer(at.items()[i]) && Search(at.items()[i], node, tokens)) {
      tokens.push_back(std::to_string(i));
      return true;
    }
  }
  for (const Member& member : at.members()) {
    if (IsContainer(member.value) && Search(member.value, node, tokens)) {
      tokens.emplace_back(member.key);
      return true;
    }
  }
  return false;
}

bool IsPlainName(std::string_view token) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !token.empty() && is_letter(token[0]) &&
         std::all_of(token.begin(), token.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace

std::string EscapeToken(std::string_view token) {
  std::string out;
  for (const char c : token) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string JoinPointer(const std::vector<std::string>& tokens) {
  std::string out;
  for (const std::string& token : tokens) out += '/' + EscapeToken(token);
  return out;
}

const Value* Resolve(const Value& root, std::string_view pointer) {
  const Value* at = &root;
  while (!pointer.empty()) {
    if (pointer[0] != '/') return nullptr;
    pointer.remove_prefix(1);
    const std::size_t slash = std::min(pointer.find('/'), pointer.size());
    const std::optional<std::string> token = Unescape(pointer.substr(0, slash));
    if (!token) return nullptr;
    at = Child(*at, *token);
    if (at == nullptr) return nullptr;
    pointer.remove_prefix(slash);
  }
  return at;
}

std::optional<std::vector<std::string>> TokensOf(const Value& root, const Value& node) {
  std::vector<std::string> tokens;
  if (&root == &node) return tokens;
  if (!Search(root, node, tokens)) return std::nullopt;
  std::reverse(tokens.begin(), tokens.end());
  return tokens;
}

std::string FieldPath(const Value& root, const std::vector<std::string>& tokens) {
  std::string out;
  const Value* at = &root;
  for (const std::string& token : tokens) {
    const bool is_index = at != nullptr && at->IsArray();
    if (!is_index && IsPlainName(token)) {
      if (!out.empty()) out += '.';
      out += token;
    } else if (!is_index && at != nullptr && AllDigits(token)) {
      out += "[\"" + token + "\"]";  // a key, not the index it looks like
    } else {
      out += '[' + token + ']';
    }
    if (at != nullptr) at = Child(*at, token);
  }
  return out;
}

}  // namespace sluice::doc
