// SPDX-License-Identifier: Apache-2.0
#include "flink/value/yaml/scalar_analysis.h"

#include <array>
#include <cstdio>
#include <vector>

#include "flink/value/java_text.h"
#include "flink/value/yaml/scanner.h"

namespace sluice::flink::yaml {
namespace {

bool IsBlankOrNul(char32_t c) { return c == 0 || c == ' ' || c == '\t'; }

// What the characters of a text, read once, tell.
struct Findings {
  bool block_indicators = false, flow_indicators = false;
  bool line_breaks = false, special_characters = false;
  bool leading_space = false, leading_break = false;
  bool trailing_space = false, trailing_break = false;
  bool break_space = false, space_break = false;
};

// Characters that are indicators by where they stand.
void LookForIndicators(char32_t c, bool first, bool before_space, bool behind_space,
                       Findings& out) {
  bool flow = false;
  bool block = false;
  if (first) {
    flow = block = IsOneOf(c, "#,[]{}&*!|>'\"%@`") || (c == '-' && before_space);
    if (c == '?' || c == ':') {
      flow = true;
      block = before_space;
    }
  } else {
    flow = IsOneOf(c, ",?[]{}:") || (c == '#' && behind_space);
    block = (c == ':' && before_space) || (c == '#' && behind_space);
  }
  out.flow_indicators = out.flow_indicators || flow;
  out.block_indicators = out.block_indicators || block;
}

bool IsSpecial(char32_t c) {
  return c != '\n' && (c < 0x20 || c > 0x7E) && c != 0x85 && !(c >= 0xA0 && c <= 0xD7FF) &&
         !(c >= 0xE000 && c <= 0xFFFD) && c < 0x10000;
}

Findings Look(const std::vector<char32_t>& text) {
  Findings out;
  bool behind_space = true;
  bool before_space =
      text.size() == 1 ? text[0] < 0x10000 : text[0] < 0x10000 && IsBlankBreakOrEnd(text[1]);
  bool previous_space = false;
  bool previous_break = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    const bool line_break = c == '\n';
    const bool last = i + 1 == text.size();
    LookForIndicators(c, i == 0, before_space, behind_space, out);
    out.line_breaks = out.line_breaks || line_break;
    out.special_characters = out.special_characters || IsSpecial(c);
    if (c == ' ') {
      out.leading_space = out.leading_space || i == 0;
      out.trailing_space = out.trailing_space || last;
      out.break_space = out.break_space || previous_break;
    } else if (line_break) {
      out.leading_break = out.leading_break || i == 0;
      out.trailing_break = out.trailing_break || last;
      out.space_break = out.space_break || previous_space;
    }
    previous_space = c == ' ';
    previous_break = line_break;
    behind_space = IsBlankOrNul(c) || line_break;
    before_space = i + 2 >= text.size() || IsBlankOrNul(text[i + 2]) || line_break;
  }
  return out;
}

// The letter that stands for the character behind a backslash, or 0.
char EscapeLetter(char32_t c) {
  switch (c) {
    case 0:
      return '0';
    case 0x07:
      return 'a';
    case 0x08:
      return 'b';
    case 0x09:
      return 't';
    case 0x0A:
      return 'n';
    case 0x0B:
      return 'v';
    case 0x0C:
      return 'f';
    case 0x0D:
      return 'r';
    case 0x1B:
      return 'e';
    case '"':
      return '"';
    case '\\':
      return '\\';
    case 0x85:
      return 'N';
    case 0xA0:
      return '_';
    case 0x2028:
      return 'L';
    case 0x2029:
      return 'P';
    default:
      return 0;
  }
}

}  // namespace

std::string EscapeDoubleQuoted(std::string_view text) {
  std::string escaped;
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t start = position;
    const char32_t c = value::NextCodePoint(text, position);
    const char letter = EscapeLetter(c);
    if (letter != 0) {
      escaped.append({'\\', letter});
    } else if (IsPrintable(c)) {
      escaped.append(text.substr(start, position - start));
    } else {
      std::array<char, 16> code{};
      std::snprintf(code.data(), code.size(),
                    c <= 0xFF ? "\\x%02x" : (c <= 0xFFFF ? "\\u%04x" : "\\U%08x"),
                    static_cast<unsigned>(c));
      escaped += code.data();
    }
  }
  return escaped;
}

ScalarAnalysis Analyze(std::string_view utf8) {
  ScalarAnalysis out;
  if (utf8.empty()) {
    // Plain is possible in a block (it reads as null) and never as a block scalar.
    out.allow_flow_plain = false;
    out.allow_block = false;
    return out;
  }
  std::vector<char32_t> text;
  for (std::size_t position = 0; position < utf8.size();) {
    text.push_back(value::NextCodePoint(utf8, position));
  }
  Findings found = Look(text);
  if (utf8.starts_with("---") || utf8.starts_with("...")) {
    found.block_indicators = found.flow_indicators = true;
  }
  const bool edges =
      found.leading_space || found.leading_break || found.trailing_space || found.trailing_break;
  const bool unsafe = found.space_break || found.special_characters;
  out.utf16_length = value::Utf16Length(utf8);
  out.multiline = found.line_breaks;
  out.allow_single_quoted = !found.break_space && !unsafe;
  out.allow_block = !found.trailing_space && !unsafe;
  const bool plain = !edges && !found.break_space && !unsafe;
  out.allow_flow_plain = plain && !found.line_breaks && !found.flow_indicators;
  out.allow_block_plain = plain && !found.block_indicators;
  return out;
}

}  // namespace sluice::flink::yaml
