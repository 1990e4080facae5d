// SPDX-License-Identifier: Apache-2.0
// Block, quoted and plain scalars.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

#include "flink/value/java_text.h"
#include "flink/value/yaml/scanner.h"

namespace sluice::flink::yaml {
namespace {

constexpr std::string_view kScalar = "while scanning a block scalar";
constexpr std::string_view kQuoted = "while scanning a quoted scalar";
constexpr std::string_view kDoubleQuoted = "while scanning a double-quoted scalar";

std::string Shown(char32_t c) {
  return ToUtf8(c) + "(" + std::to_string(static_cast<std::uint32_t>(c)) + ")";
}

bool IsBlank(char32_t c) { return c == ' ' || c == '\t'; }

// What a one-letter escape stands for; nothing for any other character.
std::optional<char32_t> EscapedBy(char32_t letter) {
  switch (letter) {
    case '0':
      return 0;
    case 'a':
      return 0x07;
    case 'b':
      return 0x08;
    case 't':
      return 0x09;
    case 'n':
      return 0x0A;
    case 'v':
      return 0x0B;
    case 'f':
      return 0x0C;
    case 'r':
      return 0x0D;
    case 'e':
      return 0x1B;
    case ' ':
    case '"':
    case '/':
    case '\\':
      return letter;
    case 'N':
      return 0x85;
    case '_':
      return 0xA0;
    case 'L':
      return 0x2028;
    case 'P':
      return 0x2029;
    default:
      return std::nullopt;
  }
}

bool IsHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// A code point or half of a surrogate pair. The halves are joined; one that stays alone is kept as
// three bytes, as no UTF-8 is.
void AppendUnit(std::string& out, char32_t unit) {
  const std::size_t size = out.size();
  const bool low = unit >= 0xDC00 && unit <= 0xDFFF;
  if (low && size >= 3 && out[size - 3] == '\xED' && (out[size - 2] & 0xF0) == 0xA0) {
    const auto high = static_cast<char32_t>(((out[size - 2] & 0x0F) << 6) | (out[size - 1] & 0x3F));
    out.resize(size - 3);
    unit = 0x10000 + (high << 10U) + (unit - 0xDC00);
  }
  value::AppendUtf8(out, unit);
}

}  // namespace

// --- block scalars -------------------------------------------------------------------------------

void Scanner::ScanBlockScalar(bool folded) {
  const Mark start = reader_.mark();
  reader_.Forward();
  BlockHeader header;
  if (!ScanBlockHeader(start, header) || !ScanIgnoredLine(kScalar, start)) return;
  const int min_indent = std::max(indent_ + 1, 1);
  int indent = min_indent + header.increment - 1;
  Mark end;
  std::string breaks;
  if (header.increment != 0) {
    breaks = ScanBlockBreaks(indent, end);
  } else {
    int max_indent = 0;
    breaks = ScanIndentation(max_indent, end);
    indent = std::max(min_indent, max_indent);
  }
  if (reader_.column() < indent && indent_ != reader_.column()) {
    return Fail(kScalar, start,
                " the leading empty lines contain more spaces (" + std::to_string(indent) +
                    ") than the first non-empty line.",
                reader_.mark());
  }
  std::string text;
  std::string line_break;
  while (reader_.column() == indent && reader_.Peek() != 0) {
    text += breaks;
    const bool text_line = !IsBlank(reader_.Peek());
    std::size_t length = 0;
    while (!IsBreakOrEnd(reader_.Peek(length))) ++length;
    text += reader_.Take(length);
    line_break = ScanLineBreak();
    breaks = ScanBlockBreaks(indent, end);
    if (reader_.column() != indent || reader_.Peek() == 0) break;
    if (folded && line_break == "\n" && text_line && !IsBlank(reader_.Peek())) {
      if (breaks.empty()) text += ' ';
    } else {
      text += line_break;
    }
  }
  if (header.chomping != '-') text += line_break;
  if (header.chomping == '+') text += breaks;
  Add(TokenKind::kScalar, start, end);
  tokens_.back().text = std::move(text);
}

bool Scanner::ScanBlockHeader(Mark start, BlockHeader& header) {
  const auto chomping = [&] {
    if (!IsOneOf(reader_.Peek(), "+-")) return;
    header.chomping = static_cast<char>(reader_.Peek());
    reader_.Forward();
  };
  chomping();
  if (const int digit = value::DecimalDigit(reader_.Peek()); digit >= 0) {
    if (digit == 0) {
      Fail(kScalar, start, "expected indentation indicator in the range 1-9, but found 0",
           reader_.mark());
      return false;
    }
    header.increment = digit;
    reader_.Forward();
    if (header.chomping == 0) chomping();
  }
  if (IsSpaceBreakOrEnd(reader_.Peek())) return !failed();
  Fail(kScalar, start,
       "expected chomping or indentation indicators, but found " + Shown(reader_.Peek()),
       reader_.mark());
  return false;
}

std::string Scanner::ScanIndentation(int& max_indent, Mark& end) {
  std::string breaks;
  end = reader_.mark();
  while (IsOneOf(reader_.Peek(), "\n\r ")) {
    if (reader_.Peek() != ' ') {
      breaks += ScanLineBreak();
      end = reader_.mark();
      continue;
    }
    reader_.Forward();
    max_indent = std::max(max_indent, reader_.column());
  }
  return breaks;
}

std::string Scanner::ScanBlockBreaks(int indent, Mark& end) {
  const auto skip_indent = [&] {
    for (int column = reader_.column(); column < indent && reader_.Peek() == ' '; ++column) {
      reader_.Forward();
    }
  };
  std::string breaks;
  end = reader_.mark();
  skip_indent();
  for (std::string one = ScanLineBreak(); !one.empty(); one = ScanLineBreak()) {
    breaks += one;
    end = reader_.mark();
    skip_indent();
  }
  return breaks;
}

// --- quoted scalars ------------------------------------------------------------------------------

void Scanner::ScanFlowScalar(bool double_quoted) {
  const Mark start = reader_.mark();
  const char32_t quote = reader_.Peek();
  reader_.Forward();
  std::string text;
  ScanFlowNonSpaces(double_quoted, start, text);
  while (!failed() && reader_.Peek() != quote) {
    ScanFlowSpaces(start, text);
    if (!failed()) ScanFlowNonSpaces(double_quoted, start, text);
  }
  reader_.Forward();
  Add(TokenKind::kScalar, start, reader_.mark());
  tokens_.back().text = std::move(text);
}

void Scanner::ScanFlowNonSpaces(bool double_quoted, Mark start, std::string& out) {
  while (!failed()) {
    std::size_t length = 0;
    while (!IsBlankBreakOrEnd(reader_.Peek(length)) && !IsOneOf(reader_.Peek(length), "'\"\\")) {
      ++length;
    }
    out += reader_.Take(length);
    const char32_t c = reader_.Peek();
    if (!double_quoted && c == '\'' && reader_.Peek(1) == '\'') {
      out += '\'';
      reader_.Forward(2);
    } else if (IsOneOf(c, double_quoted ? "'" : "\"\\")) {
      out += static_cast<char>(c);
      reader_.Forward();
    } else if (double_quoted && c == '\\') {
      reader_.Forward();
      if (!ScanEscape(start, out)) return;
    } else {
      return;
    }
  }
}

// Behind the backslash.
bool Scanner::ScanEscape(Mark start, std::string& out) {
  const char32_t c = reader_.Peek();
  if (const std::optional<char32_t> escaped = EscapedBy(c)) {
    value::AppendUtf8(out, *escaped);
    reader_.Forward();
    return true;
  }
  if (c == 'x' || c == 'u' || c == 'U') {
    reader_.Forward();
    return ScanHexEscape(start, c == 'x' ? 2 : (c == 'u' ? 4 : 8), out);
  }
  if (!ScanLineBreak().empty()) {
    out += ScanFlowBreaks(start);
    return !failed();
  }
  Fail(kDoubleQuoted, start, "found unknown escape character " + Shown(c), reader_.mark());
  return false;
}

bool Scanner::ScanHexEscape(Mark start, std::size_t length, std::string& out) {
  const std::string hex = reader_.Prefix(length);
  if (!std::all_of(hex.begin(), hex.end(), IsHex)) {
    Fail(kDoubleQuoted, start,
         "expected escape sequence of " + std::to_string(length) +
             " hexadecimal numbers, but found: " + hex,
         reader_.mark());
    return false;
  }
  std::uint32_t code_point = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), code_point, 16);
  if (hex.empty() || code_point > 0x7FFFFFFF) {
    FailAs("NumberFormatException", "For input string: \"" + hex + "\" under radix 16");
    return false;
  }
  if (code_point > 0x10FFFF) {
    std::array<char, 16> digits{};
    std::snprintf(digits.data(), digits.size(), "%X", code_point);
    FailAs("IllegalArgumentException",
           std::string("Not a valid Unicode code point: 0x") + digits.data());
    return false;
  }
  AppendUnit(out, code_point);
  reader_.Forward(length);
  return true;
}

void Scanner::ScanFlowSpaces(Mark start, std::string& out) {
  std::size_t length = 0;
  while (IsBlank(reader_.Peek(length))) ++length;
  const std::string spaces = reader_.Take(length);
  if (reader_.Peek() == 0) {
    return Fail(kQuoted, start, "found unexpected end of stream", reader_.mark());
  }
  const std::string line_break = ScanLineBreak();
  if (line_break.empty()) {
    out += spaces;
    return;
  }
  const std::string breaks = ScanFlowBreaks(start);
  if (line_break != "\n") {
    out += line_break;
  } else if (breaks.empty()) {
    out += ' ';
  }
  out += breaks;
}

std::string Scanner::ScanFlowBreaks(Mark start) {
  std::string breaks;
  while (!failed()) {
    const std::string prefix = reader_.Prefix(3);
    if ((prefix == "---" || prefix == "...") && IsBlankBreakOrEnd(reader_.Peek(3))) {
      Fail(kQuoted, start, "found unexpected document separator", reader_.mark());
      break;
    }
    while (IsBlank(reader_.Peek())) reader_.Forward();
    const std::string line_break = ScanLineBreak();
    if (line_break.empty()) break;
    breaks += line_break;
  }
  return breaks;
}

// --- plain scalars -------------------------------------------------------------------------------

void Scanner::ScanPlain() {
  const Mark start = reader_.mark();
  Mark end = start;
  std::string text;
  std::string spaces;
  do {
    if (reader_.Peek() == '#') break;
    std::size_t length = 0;
    for (;; ++length) {
      const char32_t c = reader_.Peek(length);
      if (IsBlankBreakOrEnd(c) || (!in_block() && IsOneOf(c, ",[]{}"))) break;
      if (c != ':') continue;
      const char32_t next = reader_.Peek(length + 1);
      if (IsBlankBreakOrEnd(next) || (!in_block() && IsOneOf(next, ",[]{}"))) break;
    }
    if (length == 0) break;
    allow_simple_key_ = false;
    text += spaces + reader_.Take(length);
    end = reader_.mark();
    spaces = ScanPlainSpaces();
  } while (!spaces.empty() && reader_.Peek() != '#' && (!in_block() || reader_.column() > indent_));
  Add(TokenKind::kScalar, start, end);
  tokens_.back().text = std::move(text);
  tokens_.back().plain = true;
}

std::string Scanner::ScanPlainSpaces() {
  std::size_t length = 0;
  while (IsBlank(reader_.Peek(length))) ++length;
  std::string spaces = reader_.Take(length);
  const std::string line_break = ScanLineBreak();
  if (line_break.empty()) return spaces;
  allow_simple_key_ = true;
  // Three dashes end the scalar whatever follows them; so it is in the library.
  const auto at_document = [&] {
    const std::string prefix = reader_.Prefix(3);
    return prefix == "---" || (prefix == "..." && IsBlankBreakOrEnd(reader_.Peek(3)));
  };
  if (at_document()) return {};
  std::string breaks;
  while (true) {
    SkipSpaces();
    const std::string one = ScanLineBreak();
    if (one.empty()) break;
    breaks += one;
    if (at_document()) return {};
  }
  if (line_break != "\n") return line_break + breaks;
  return breaks.empty() ? " " : breaks;
}

}  // namespace sluice::flink::yaml
