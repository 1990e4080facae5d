// SPDX-License-Identifier: Apache-2.0
#include "sluice/doc/value.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

namespace sluice::doc {
namespace {

// A number as `digits` (no leading or trailing zero, empty for 0) times ten to `exponent`.
struct Decimal {
  bool negative = false;
  std::string digits;
  std::int64_t exponent = 0;
  friend bool operator==(const Decimal&, const Decimal&) = default;
};

Decimal ReadDecimal(std::string_view text) {
  Decimal out;
  if (text.starts_with('-')) {
    out.negative = true;
    text.remove_prefix(1);
  }
  const std::size_t e = text.find_first_of("eE");
  if (e != std::string_view::npos) {
    std::string_view exponent = text.substr(e + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    std::from_chars(exponent.data(), exponent.data() + exponent.size(), out.exponent);
    text = text.substr(0, e);
  }
  const std::size_t point = text.find('.');
  out.digits = text.substr(0, point);
  if (point != std::string_view::npos) {
    const std::string_view fraction = text.substr(point + 1);
    out.digits += fraction;
    out.exponent -= static_cast<std::int64_t>(fraction.size());
  }
  const std::size_t last = out.digits.find_last_not_of('0');
  if (last == std::string::npos) return {};
  out.exponent += static_cast<std::int64_t>(out.digits.size() - last - 1);
  out.digits.resize(last + 1);
  out.digits.erase(0, out.digits.find_first_not_of('0'));
  return out;
}

bool EqualObjects(std::span<const Member> a, std::span<const Member> b) {
  std::size_t i = 0;
  while (i < a.size() && a[i].key == b[i].key) {
    if (!Equal(a[i].value, b[i].value)) return false;
    ++i;
  }
  if (i == a.size()) return true;
  const auto sorted = [i](std::span<const Member> members) {
    std::vector<const Member*> out;
    for (const Member& member : members.subspan(i)) out.push_back(&member);
    std::sort(out.begin(), out.end(),
              [](const Member* x, const Member* y) { return x->key < y->key; });
    return out;
  };
  const auto left = sorted(a);
  const auto right = sorted(b);
  return std::equal(left.begin(), left.end(), right.begin(), [](const Member* x, const Member* y) {
    return x->key == y->key && Equal(x->value, y->value);
  });
}

}  // namespace

std::string_view Value::text() const {
  if (kind_ == Kind::kString || kind_ == Kind::kNumber) return {text_, size_};
  if (kind_ == Kind::kBool) return bool_ ? "true" : "false";
  return {};
}

std::span<const Value> Value::items() const {
  return kind_ == Kind::kArray ? std::span<const Value>(items_, size_) : std::span<const Value>();
}

std::span<const Member> Value::members() const {
  return kind_ == Kind::kObject ? std::span<const Member>(members_, size_)
                                : std::span<const Member>();
}

const Value* Value::Find(std::string_view key) const {
  for (const Member& member : members()) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

const Value* Value::FindPath(std::initializer_list<std::string_view> keys) const {
  const Value* at = this;
  for (const std::string_view key : keys) {
    at = at->Find(key);
    if (at == nullptr) return nullptr;
  }
  return at;
}

bool ReadInt(const Value& value, std::int64_t& out) {
  if (!value.IsNumber()) return false;
  const std::string_view text = value.text();
  std::int64_t read = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  out = read;
  return true;
}

bool Equal(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kNull:
      return true;
    case Kind::kBool:
      return a.AsBool() == b.AsBool();
    case Kind::kString:
      return a.text() == b.text();
    case Kind::kNumber:
      return a.text() == b.text() || ReadDecimal(a.text()) == ReadDecimal(b.text());
    case Kind::kArray:
      return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(),
                        Equal);
    case Kind::kObject:
      return a.members().size() == b.members().size() && EqualObjects(a.members(), b.members());
  }
  return false;
}

}  // namespace sluice::doc
