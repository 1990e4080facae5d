// SPDX-License-Identifier: Apache-2.0
#include "sluice/doc/pointer.h"

#include <algorithm>
#include <charconv>

namespace sluice::doc {
namespace {

// Room for "/spec/flinkConfiguration/" and a key of Flink: most paths never grow.
constexpr std::size_t kUsualPathBytes = 96;

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

bool IsContainer(const Value& value) { return value.IsArray() || value.IsObject(); }

// One step down: element or member number `index` of `parent`.
struct Step {
  const Value* parent = nullptr;
  std::size_t index = 0;
};

// Whether `node` is below `at`; fills `steps` from the leaf upwards.
bool Search(const Value& at, const Value& node, std::vector<Step>& steps) {
  const auto is_on_the_way = [&](const Value& child) {
    return &child == &node || (IsContainer(child) && Search(child, node, steps));
  };
  const std::span<const Value> items = at.items();
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!is_on_the_way(items[i])) continue;
    steps.push_back({&at, i});
    return true;
  }
  const std::span<const Member> members = at.members();
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!is_on_the_way(members[i].value)) continue;
    steps.push_back({&at, i});
    return true;
  }
  return false;
}

// The steps that lead from `root` to `node`; nothing when it is not part of the tree.
std::optional<std::vector<Step>> StepsTo(const Value& root, const Value& node) {
  std::vector<Step> steps;
  if (&root == &node) return steps;
  steps.reserve(8);
  if (!Search(root, node, steps)) return std::nullopt;
  std::reverse(steps.begin(), steps.end());
  return steps;
}

bool IsPlainName(std::string_view token) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !token.empty() && is_letter(token[0]) &&
         std::all_of(token.begin(), token.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

void AppendEscaped(std::string_view token, std::string& out) {
  for (const char c : token) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
}

}  // namespace

std::string EscapeToken(std::string_view token) {
  std::string out;
  AppendEscaped(token, out);
  return out;
}

std::string JoinPointer(const std::vector<std::string>& tokens) {
  std::string out;
  for (const std::string& token : tokens) {
    out += '/';
    AppendEscaped(token, out);
  }
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
  const auto steps = StepsTo(root, node);
  if (!steps) return std::nullopt;
  std::vector<std::string> tokens;
  tokens.reserve(steps->size());
  for (const auto& [parent, index] : *steps) {
    tokens.push_back(parent->IsArray() ? std::to_string(index)
                                       : std::string(parent->members()[index].key));
  }
  return tokens;
}

std::optional<Location> LocationOf(const Value& root, const Value& node) {
  const auto steps = StepsTo(root, node);
  if (!steps) return std::nullopt;
  Location location;
  location.pointer.reserve(kUsualPathBytes);
  location.field.reserve(kUsualPathBytes);
  for (const auto& [parent, index] : *steps) {
    const std::string digits = parent->IsArray() ? std::to_string(index) : std::string();
    const std::string_view token = parent->IsArray() ? digits : parent->members()[index].key;
    location.pointer += '/';
    AppendEscaped(token, location.pointer);
    AppendField(parent, token, location.field);
  }
  return location;
}

void AppendField(const Value* parent, std::string_view token, std::string& path) {
  const bool is_index = parent != nullptr && parent->IsArray();
  if (!is_index && IsPlainName(token)) {
    if (!path.empty()) path += '.';
    path += token;
  } else if (!is_index && parent != nullptr && AllDigits(token)) {
    path.append("[\"").append(token).append("\"]");  // a key, not the index it looks like
  } else {
    path.append("[").append(token).append("]");
  }
}

std::string FieldPath(const Value& root, const std::vector<std::string>& tokens) {
  std::string out;
  const Value* at = &root;
  for (const std::string& token : tokens) {
    AppendField(at, token, out);
    if (at != nullptr) at = Child(*at, token);
  }
  return out;
}

}  // namespace sluice::doc
