// SPDX-License-Identifier: Apache-2.0
// Builder: the only code that makes values and documents.
#pragma once

#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "doc/arena.h"
#include "sluice/doc/document.h"
#include "sluice/doc/value.h"

namespace sluice::doc {

using Marks = std::unordered_map<const Value*, Mark>;

struct Document::Impl {
  explicit Impl(std::size_t expected = 0) : arena(expected) {}

  Arena arena;
  Value own_root;  // where `root` points unless the tree begins inside `bases`
  const Value* root = &own_root;
  Marks marks;                                     // of this arena's nodes only
  std::vector<std::shared_ptr<const Impl>> bases;  // documents whose nodes this tree shares

  [[nodiscard]] Mark MarkOf(const Value& value) const {
    if (const auto found = marks.find(&value); found != marks.end()) return found->second;
    for (const auto& base : bases) {
      if (const Mark mark = base->MarkOf(value); mark.line != 0) return mark;
    }
    return {};
  }
  [[nodiscard]] bool HasMarks() const {
    return !marks.empty() || std::any_of(bases.begin(), bases.end(),
                                         [](const auto& base) { return base->HasMarks(); });
  }
};

// Texts, items and members given to these must live in the arena of the document under way.
class Builder {
 public:
  using Impl = Document::Impl;

  static Value Bool(bool value) {
    Value out;
    out.kind_ = Kind::kBool;
    out.bool_ = value;
    return out;
  }
  static Value Number(std::string_view text) { return Text(Kind::kNumber, text); }
  static Value String(std::string_view text) { return Text(Kind::kString, text); }
  static Value Array(const Value* items, std::size_t count) {
    Value out;
    out.kind_ = Kind::kArray;
    out.size_ = static_cast<std::uint32_t>(count);
    out.items_ = items;
    return out;
  }
  static Value Object(const Member* members, std::size_t count) {
    Value out;
    out.kind_ = Kind::kObject;
    out.size_ = static_cast<std::uint32_t>(count);
    out.members_ = members;
    return out;
  }

  static Document Make(std::shared_ptr<const Impl> impl) {
    Document out;
    out.impl_ = std::move(impl);
    return out;
  }
  static const std::shared_ptr<const Impl>& ImplOf(const Document& document) {
    return document.impl_;
  }

 private:
  static Value Text(Kind kind, std::string_view text) {
    Value out;
    out.kind_ = kind;
    out.size_ = static_cast<std::uint32_t>(text.size());
    out.text_ = text.data();
    return out;
  }
};

}  // namespace sluice::doc
