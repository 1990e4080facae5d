// SPDX-License-Identifier: Apache-2.0
// Value: one node of a parsed JSON or YAML document.
//
// A document is an immutable tree in one arena (doc/document.h). Everything that judges reads these
// values; nothing copies them. Views and addresses are good for as long as the Document lives, and
// any number of threads may read a tree at once.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace sluice::doc {

enum class Kind : std::uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

struct Member;
class Builder;

// A node. Numbers keep the text they had (JSON) or the text Kubernetes would send for them (YAML),
// so nothing is lost to floating point. Object members stand in document order; keys are unique.
class Value {
 public:
  constexpr Value() = default;

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool IsNull() const { return kind_ == Kind::kNull; }
  [[nodiscard]] bool IsBool() const { return kind_ == Kind::kBool; }
  [[nodiscard]] bool IsNumber() const { return kind_ == Kind::kNumber; }
  [[nodiscard]] bool IsString() const { return kind_ == Kind::kString; }
  [[nodiscard]] bool IsArray() const { return kind_ == Kind::kArray; }
  [[nodiscard]] bool IsObject() const { return kind_ == Kind::kObject; }
  [[nodiscard]] bool IsScalar() const { return kind_ >= Kind::kBool && kind_ <= Kind::kString; }

  // Decoded text of a string, the text of a number; "true"/"false" of a boolean; else empty.
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] bool AsBool() const { return kind_ == Kind::kBool && bool_; }

  // Elements of an array and members of an object; empty for every other kind.
  [[nodiscard]] std::span<const Value> items() const;
  [[nodiscard]] std::span<const Member> members() const;

  // The member of that name, or null when this is no object or has none. Linear.
  [[nodiscard]] const Value* Find(std::string_view key) const;

  // Find along several keys: Find("a")->Find("b")..., null as soon as one is missing.
  [[nodiscard]] const Value* FindPath(std::initializer_list<std::string_view> keys) const;

 private:
  friend class Builder;
  Kind kind_ = Kind::kNull;
  bool bool_ = false;
  std::uint32_t size_ = 0;  // bytes of text, elements, or members
  union {
    const char* text_ = nullptr;
    const Value* items_;
    const Member* members_;
  };
};

struct Member {
  std::string_view key;
  Value value;
};

// The text of a node that may be absent: then empty.
inline std::string_view TextOf(const Value* node) {
  return node == nullptr ? std::string_view() : node->text();
}
// The same of the member of that name.
inline std::string_view TextOf(const Value& object, std::string_view key) {
  return TextOf(object.Find(key));
}

// The member `key` as an integer: a JSON number without fraction or exponent that fits, else
// nothing is written and false is returned.
bool ReadInt(const Value& value, std::int64_t& out);

// Equal in meaning: same kind, same text, same elements, members in any order. Numbers compare by
// value (1, 1.0 and 1e0 are equal), exactly.
bool Equal(const Value& a, const Value& b);

}  // namespace sluice::doc
