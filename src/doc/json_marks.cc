// SPDX-License-Identifier: Apache-2.0
#include "doc/json_marks.h"

#include <algorithm>

#include "doc/bookkeeping.h"

namespace sluice::doc {
namespace {

// Walks valid JSON; counts lines on the way. Recursion is as deep as the document, which the reader
// has limited.
class Marker {
 public:
  Marker(std::string_view text, bool skip_bookkeeping, Marks& marks)
      : text_(text), skip_bookkeeping_(skip_bookkeeping), marks_(marks) {}

  void MarkValue(const Value& value, Place place) {
    SkipSpace();
    marks_.try_emplace(&value, Here());  // a member has the mark of its key already
    if (value.IsObject()) {
      MarkObject(value, place);
    } else if (value.IsArray()) {
      MarkArray(value);
    } else {
      SkipScalar();
    }
  }

 private:
  [[nodiscard]] Mark Here() const {
    return {line_, static_cast<std::uint32_t>(at_ - line_start_ + 1)};
  }

  void SkipSpace() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' ||
                                  text_[at_] == '\r' || text_[at_] == ',' || text_[at_] == ':')) {
      if (text_[at_++] != '\n') continue;
      ++line_;
      line_start_ = at_;
    }
  }

  // A string, number or word.
  void SkipScalar() {
    if (text_[at_] != '"') {
      at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
      return;
    }
    for (++at_; text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }

  void SkipValue() {
    std::size_t depth = 0;
    do {
      SkipSpace();
      if (text_[at_] == '{' || text_[at_] == '[') {
        ++depth;
        ++at_;
      } else if (text_[at_] == '}' || text_[at_] == ']') {
        --depth;
        ++at_;
      } else {
        SkipScalar();
      }
    } while (depth != 0);
  }

  // Whether the key at `raw` (with quotes) is one that the reader left out.
  bool IsDropped(Place place, std::string_view raw) {
    if (!skip_bookkeeping_ || place == Place::kOther) return false;
    if (raw.find('\\') == std::string_view::npos) {
      return IsBookkeeping(place, raw.substr(1, raw.size() - 2));
    }
    const auto key = ReadJson(raw, {});
    return key && IsBookkeeping(place, key->root().text());
  }

  void MarkObject(const Value& object, Place place) {
    ++at_;
    auto member = object.members().begin();
    for (SkipSpace(); text_[at_] != '}'; SkipSpace()) {
      const Mark mark = Here();
      const std::size_t begin = at_;
      SkipScalar();
      if (IsDropped(place, text_.substr(begin, at_ - begin))) {
        SkipValue();
        continue;
      }
      marks_.emplace(&member->value, mark);
      MarkValue(member->value, PlaceBelow(place, member->key));
      ++member;
    }
    ++at_;
  }

  void MarkArray(const Value& array) {
    ++at_;
    for (const Value& item : array.items()) MarkValue(item, Place::kOther);
    SkipSpace();
    ++at_;
  }

  std::string_view text_;
  bool skip_bookkeeping_;
  Marks& marks_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::size_t line_start_ = 0;
};

}  // namespace

Mark MarkAt(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t last = before.rfind('\n');
  const std::size_t start = last == std::string_view::npos ? 0 : last + 1;
  return {static_cast<std::uint32_t>(lines + 1),
          static_cast<std::uint32_t>(before.size() - start + 1)};
}

void MarkJson(std::string_view text, const Value& root, bool skip_bookkeeping, Marks& marks) {
  Marker(text, skip_bookkeeping, marks).MarkValue(root, Place::kOther);
}

}  // namespace sluice::doc
