// SPDX-License-Identifier: Apache-2.0
#include "flink/value/yaml/reader.h"

#include <algorithm>

#include "flink/value/java_text.h"

namespace sluice::flink::yaml {

bool IsPrintable(char32_t c) {
  return (c >= 0x20 && c <= 0x7E) || c == '\t' || c == '\n' || c == '\r' || c == 0x85 ||
         (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

Reader::Reader(std::string_view utf8) {
  text_.reserve(utf8.size());
  for (std::size_t position = 0; position < utf8.size();) {
    text_.push_back(value::NextCodePoint(utf8, position));
  }
}

bool Reader::Load(std::size_t ahead) {
  constexpr std::size_t kPieceUnits = 1023;  // LoadSettings.bufferSize - 1, in UTF-16 units
  if (index_ + ahead >= loaded_ && loaded_ < text_.size()) {
    for (std::size_t units = 0; units < kPieceUnits && loaded_ < text_.size(); ++loaded_) {
      units += text_[loaded_] >= 0x10000 ? 2 : 1;
      if (!IsPrintable(text_[loaded_])) {
        met_unprintable_ = true;
        stopped_ = true;
      }
    }
  }
  return !stopped_ && index_ + ahead < loaded_;
}

char32_t Reader::Peek(std::size_t ahead) { return Load(ahead) ? text_[index_ + ahead] : 0; }

void Reader::Forward(std::size_t count) {
  for (std::size_t i = 0; i < count && Load(0); ++i) {
    const char32_t c = text_[index_++];
    if (c == '\n' || (c == '\r' && Load(0) && text_[index_] != '\n')) {
      ++mark_.line;
      mark_.column = 0;
    } else if (c != 0xFEFF) {
      ++mark_.column;
    }
  }
}

std::string Reader::Prefix(std::size_t count) {
  std::string out;
  if (count == 0) return out;
  Load(count);
  const std::size_t end = stopped_ ? index_ : std::min(index_ + count, loaded_);
  for (std::size_t i = index_; i < end; ++i) value::AppendUtf8(out, text_[i]);
  return out;
}

std::string Reader::Take(std::size_t count) {
  std::string out = Prefix(count);
  index_ = std::min(index_ + count, text_.size());
  mark_.column += static_cast<int>(count);
  return out;
}

}  // namespace sluice::flink::yaml
