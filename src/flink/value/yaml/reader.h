// SPDX-License-Identifier: Apache-2.0
// The code points of a YAML text and where we are in them, as snakeyaml-engine 2.6 (the library
// that Flink 1.19 to 2.3 use) counts lines and columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::flink::yaml {

struct Mark {
  int line = 0;    // from 0
  int column = 0;  // in code points, from 0
};

// Not thread-safe; the text is copied.
class Reader {
 public:
  explicit Reader(std::string_view utf8);

  // The code point `ahead`; 0 behind the end.
  [[nodiscard]] char32_t Peek(std::size_t ahead = 0);
  // Moves over code points; a line break starts a new line.
  void Forward(std::size_t count = 1);
  // The next code points, as UTF-8; fewer at the end.
  [[nodiscard]] std::string Prefix(std::size_t count);
  // Takes them; none of them may be a line break.
  std::string Take(std::size_t count);

  [[nodiscard]] Mark mark() const { return mark_; }
  [[nodiscard]] int column() const { return mark_.column; }
  [[nodiscard]] int line() const { return mark_.line; }
  [[nodiscard]] std::size_t index() const { return index_; }

  // A code point that YAML forbids was among those read so far.
  [[nodiscard]] bool met_unprintable() const { return met_unprintable_; }
  // Behaves as at the end of the text from now on.
  void Stop() { stopped_ = true; }

 private:
  // The Java reader loads its text in pieces, and complains of a forbidden character when its piece
  // is loaded. Returns whether index_ + ahead is in the text.
  bool Load(std::size_t ahead);

  std::vector<char32_t> text_;
  std::size_t index_ = 0;
  std::size_t loaded_ = 0;
  Mark mark_;
  bool met_unprintable_ = false;
  bool stopped_ = false;
};

// Characters that YAML allows in a text.
bool IsPrintable(char32_t code_point);

}  // namespace sluice::flink::yaml
