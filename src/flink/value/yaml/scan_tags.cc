// SPDX-License-Identifier: Apache-2.0
// Directives, anchors and tags.
#include <optional>

#include "flink/value/java_text.h"
#include "flink/value/yaml/scanner.h"

namespace sluice::flink::yaml {
namespace {

constexpr std::string_view kDirective = "while scanning a directive";

// "x(120)": how messages show a character.
std::string Shown(char32_t c) {
  return ToUtf8(c) + "(" + std::to_string(static_cast<std::uint32_t>(c)) + ")";
}
std::string ShownQuoted(char32_t c) {
  return "'" + ToUtf8(c) + "' (" + std::to_string(static_cast<std::uint32_t>(c)) + ")";
}

bool IsUriCharacter(char32_t c, bool prefix) {
  if (prefix && IsOneOf(c, ",[]")) return true;
  return IsWordCharacter(c) || IsOneOf(c, ";/?:@&=+$.!~*'()%");
}

int HexDigit(char32_t c) {
  if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<int>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<int>(c - 'A') + 10;
  return -1;
}

bool IsUtf8(std::string_view bytes) {
  for (std::size_t position = 0; position < bytes.size();) {
    if (value::NextCodePoint(bytes, position) == 0xFFFD) return false;
  }
  return true;
}

}  // namespace

void Scanner::ScanDirective() {
  Token token{.kind = TokenKind::kDirective, .start = reader_.mark()};
  reader_.Forward();
  if (!ScanDirectiveName(token.start, token.text)) return;
  if (token.text == "YAML") {
    if (!ScanYamlDirective(token.start, token)) return;
  } else if (token.text == "TAG") {
    if (!ScanTagDirective(token.start, token)) return;
  } else {
    while (!IsBreakOrEnd(reader_.Peek())) reader_.Forward();
  }
  token.end = reader_.mark();
  if (ScanIgnoredLine(kDirective, token.start)) tokens_.push_back(std::move(token));
}

bool Scanner::ScanDirectiveName(Mark start, std::string& name) {
  std::size_t length = 0;
  while (IsWordCharacter(reader_.Peek(length))) ++length;
  const auto fail = [&] {
    Fail(kDirective, start,
         "expected alphabetic or numeric character, but found " + Shown(reader_.Peek()),
         reader_.mark());
    return false;
  };
  if (length == 0) return fail();
  name = reader_.Take(length);
  return IsSpaceBreakOrEnd(reader_.Peek()) || fail();
}

bool Scanner::ScanYamlDirective(Mark start, Token& token) {
  SkipSpaces();
  if (!ScanYamlNumber(start, token.major)) return false;
  if (reader_.Peek() != '.') {
    Fail(kDirective, start, "expected a digit or '.', but found " + Shown(reader_.Peek()),
         reader_.mark());
    return false;
  }
  reader_.Forward();
  if (!ScanYamlNumber(start, token.minor)) return false;
  if (IsSpaceBreakOrEnd(reader_.Peek())) return true;
  Fail(kDirective, start, "expected a digit or ' ', but found " + Shown(reader_.Peek()),
       reader_.mark());
  return false;
}

bool Scanner::ScanYamlNumber(Mark start, int& number) {
  std::size_t length = 0;
  while (value::DecimalDigit(reader_.Peek(length)) >= 0) ++length;
  if (length == 0) {
    Fail(kDirective, start, "expected a digit, but found " + Shown(reader_.Peek()), reader_.mark());
    return false;
  }
  const std::string digits = reader_.Take(length);
  const Parsed<std::int32_t> parsed = ParseInt(digits);
  if (!parsed) {
    const JavaError::Link& cause = parsed.error().chain.front();
    FailAs(cause.type, cause.message);
    return false;
  }
  number = *parsed;
  return true;
}

bool Scanner::ScanTagDirective(Mark start, Token& token) {
  const auto fail = [&] {
    Fail(kDirective, start, "expected ' ', but found " + Shown(reader_.Peek()), reader_.mark());
    return false;
  };
  SkipSpaces();
  if (!ScanTagHandle("directive", start, token.handle)) return false;
  if (reader_.Peek() != ' ') return fail();
  SkipSpaces();
  // The prefix travels where a tag has its suffix; the directive's name is not needed any more.
  if (!ScanTagUri("directive", true, start, token.text)) return false;
  token.has_handle = true;
  return IsSpaceBreakOrEnd(reader_.Peek()) || fail();
}

bool Scanner::ScanIgnoredLine(std::string_view context, Mark start) {
  SkipSpaces();
  if (reader_.Peek() == '#') SkipComment();
  const char32_t c = reader_.Peek();
  if (!ScanLineBreak().empty() || c == 0) return !failed();
  Fail(context, start, "expected a comment or a line break, but found " + Shown(c), reader_.mark());
  return false;
}

void Scanner::ScanAnchor(TokenKind kind) {
  const Mark start = reader_.mark();
  const std::string context =
      std::string("while scanning an ") + (kind == TokenKind::kAlias ? "alias" : "anchor");
  reader_.Forward();
  std::size_t length = 0;
  const auto in_name = [](char32_t c) { return !IsBlankBreakOrEnd(c) && !IsOneOf(c, ",[]{}/.*&"); };
  while (in_name(reader_.Peek(length))) ++length;
  std::string name = reader_.Take(length);
  const char32_t c = reader_.Peek();
  if (length == 0 || (!IsBlankBreakOrEnd(c) && !IsOneOf(c, "?:,]}%@`"))) {
    return Fail(context, start, "unexpected character found " + Shown(c), reader_.mark());
  }
  Add(kind, start, reader_.mark());
  tokens_.back().text = std::move(name);
}

void Scanner::ScanTag() {
  Token token{.kind = TokenKind::kTag, .start = reader_.mark()};
  const char32_t second = reader_.Peek(1);
  if (second == '<') {
    reader_.Forward(2);
    if (!ScanTagUri("tag", true, token.start, token.text)) return;
    if (reader_.Peek() != '>') {
      return Fail("while scanning a tag", token.start,
                  "expected '>', but found " + ShownQuoted(reader_.Peek()), reader_.mark());
    }
    reader_.Forward();
  } else if (IsBlankBreakOrEnd(second)) {
    token.text = "!";
    reader_.Forward();
  } else {
    std::size_t length = 1;
    while (!IsSpaceBreakOrEnd(reader_.Peek(length)) && reader_.Peek(length) != '!') ++length;
    token.has_handle = true;
    if (reader_.Peek(length) == '!') {
      if (!ScanTagHandle("tag", token.start, token.handle)) return;
    } else {
      token.handle = "!";
      reader_.Forward();
    }
    if (!ScanTagUri("tag", false, token.start, token.text)) return;
  }
  if (!IsSpaceBreakOrEnd(reader_.Peek())) {
    return Fail("while scanning a tag", token.start,
                "expected ' ', but found " + ShownQuoted(reader_.Peek()), reader_.mark());
  }
  token.end = reader_.mark();
  if (!failed()) tokens_.push_back(std::move(token));
}

bool Scanner::ScanTagHandle(std::string_view name, Mark start, std::string& handle) {
  const auto fail = [&](char32_t c) {
    Fail("while scanning a " + std::string(name), start, "expected '!', but found " + Shown(c),
         reader_.mark());
    return false;
  };
  if (reader_.Peek() != '!') return fail(reader_.Peek());
  std::size_t length = 1;
  if (reader_.Peek(1) != ' ') {
    while (IsWordCharacter(reader_.Peek(length))) ++length;
    if (const char32_t c = reader_.Peek(length); c != '!') {
      reader_.Forward(length);
      return fail(c);
    }
    ++length;
  }
  handle = reader_.Take(length);
  return true;
}

bool Scanner::ScanTagUri(std::string_view name, bool prefix, Mark start, std::string& uri) {
  std::size_t length = 0;
  char32_t c = reader_.Peek();
  for (; IsUriCharacter(c, prefix); c = reader_.Peek(length)) {
    if (c != '%') {
      ++length;
      continue;
    }
    uri += reader_.Take(length);
    length = 0;
    if (!ScanUriEscapes(name, start, uri)) return false;
  }
  uri += reader_.Take(length);
  if (!uri.empty()) return true;
  Fail("while scanning a " + std::string(name), start, "expected URI, but found " + Shown(c),
       reader_.mark());
  return false;
}

bool Scanner::ScanUriEscapes(std::string_view name, Mark start, std::string& out) {
  const std::string context = "while scanning a " + std::string(name);
  const Mark beginning = reader_.mark();
  std::string bytes;
  while (reader_.Peek() == '%') {
    reader_.Forward();
    const int high = HexDigit(reader_.Peek());
    const int low = HexDigit(reader_.Peek(1));
    if (high < 0 || low < 0) {
      Fail(context, start,
           "expected URI escape sequence of 2 hexadecimal numbers, but found " +
               Shown(reader_.Peek()) + " and " + Shown(reader_.Peek(1)),
           reader_.mark());
      return false;
    }
    bytes += static_cast<char>(high * 16 + low);
    reader_.Forward(2);
  }
  if (!IsUtf8(bytes)) {
    Fail(context, start, "expected URI in UTF-8: Input length = 1", beginning);
    return false;
  }
  out += bytes;
  return true;
}

}  // namespace sluice::flink::yaml
