// SPDX-License-Identifier: Apache-2.0
// Source: org.apache.flink.configuration.StructuredOptionsSplitter (1.15 to 2.3, the same in all).
#include <cstdint>

#include "flink/value/java_error.h"
#include "flink/value/java_text.h"
#include "sluice/base/text.h"
#include "sluice/flink/value.h"

namespace sluice::flink {
namespace {

using value::kIllegalArgument;
using value::Throw;

enum class TokenKind : std::uint8_t { kQuoted, kUnquoted, kSeparator };

struct Token {
  TokenKind kind;
  std::string text;
  std::size_t start;  // in bytes
};

// Reads the quoted part that opens at `position` and moves behind it; false when it never ends.
bool ReadQuoted(std::string_view text, std::size_t& position, std::string& out) {
  const char quote = text[position];
  for (std::size_t i = position + 1; i < text.size(); ++i) {
    if (text[i] != quote) {
      out += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == quote) {
      out += text[i++];
    } else {
      position = i + 1;
      return true;
    }
  }
  return false;
}

Parsed<std::vector<Token>> Tokenize(std::string_view text, char separator) {
  std::vector<Token> tokens;
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t start = position;
    const char c = text[position];
    if (c == '\'' || c == '"') {
      std::string part;
      if (!ReadQuoted(text, position, part)) {
        return Throw(kIllegalArgument, "Could not split string. Quoting was not closed properly.");
      }
      tokens.push_back({TokenKind::kQuoted, std::move(part), start});
    } else if (c == separator) {
      tokens.push_back({TokenKind::kSeparator, {}, start});
      ++position;
    } else if (std::size_t next = position; value::IsWhitespace(value::NextCodePoint(text, next))) {
      position = next;
    } else {
      position = std::min(text.find(separator, position), text.size());
      tokens.push_back({TokenKind::kUnquoted,
                        std::string(base::JavaTrim(text.substr(start, position - start))), start});
    }
  }
  return tokens;
}

}  // namespace

Parsed<std::vector<std::string>> SplitEscaped(std::string_view text, char separator) {
  SLUICE_TRY(std::vector<Token> tokens, Tokenize(text, separator));
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token* next = i + 1 < tokens.size() ? &tokens[i + 1] : nullptr;
    const bool before_separator = next != nullptr && next->kind == TokenKind::kSeparator;
    if (tokens[i].kind == TokenKind::kSeparator) {
      if (before_separator) parts.emplace_back();
      continue;
    }
    if (tokens[i].kind == TokenKind::kQuoted && next != nullptr && !before_separator) {
      const std::size_t units = value::Utf16Length(text.substr(0, next->start));
      return Throw(kIllegalArgument, "Could not split string. Illegal quoting at position: " +
                                         std::to_string(units - 1));
    }
    parts.push_back(std::move(tokens[i].text));
  }
  return parts;
}

std::string EscapeWithSingleQuote(std::string_view text, std::string_view special) {
  if (text.find_first_of(special) == std::string_view::npos &&
      text.find_first_of("'\"") == std::string_view::npos) {
    return std::string(text);
  }
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out += '\'';
}

}  // namespace sluice::flink
