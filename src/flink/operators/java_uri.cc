// SPDX-License-Identifier: Apache-2.0
#include "flink/operators/java_uri.h"

#include <string>

namespace sluice::flink {
namespace {

bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// RFC 2396 as java.net.URI deviates: non-ASCII characters are allowed as they are.
bool IsLegal(char c) {
  constexpr std::string_view kMarks = "_-!.~'()*;/?:@&=+$,[]";
  return IsAlpha(c) || IsDigit(c) || static_cast<unsigned char>(c) >= 0x80 ||
         kMarks.find(c) != std::string_view::npos;
}

JavaError Syntax(std::string_view reason, std::optional<std::size_t> index, std::string_view text) {
  std::string message(reason);
  if (index) message += " at index " + std::to_string(*index);
  message += ": ";
  message += text;
  return JavaError{{{"URISyntaxException", std::move(message)}}};
}

}  // namespace

std::string_view JavaUriScheme(std::string_view text) {
  if (text.empty() || !IsAlpha(text.front())) return {};
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':') return text.substr(0, i);
    if (!IsAlpha(c) && !IsDigit(c) && c != '+' && c != '-' && c != '.') return {};
  }
  return {};
}

std::optional<JavaError> JavaUriError(std::string_view text) {
  const std::string_view scheme = JavaUriScheme(text);
  std::size_t at = scheme.empty() ? 0 : scheme.size() + 1;
  if (scheme.empty() && text.starts_with(':')) return Syntax("Expected scheme name", 0, text);
  if (!scheme.empty() && at == text.size()) {
    return Syntax("Expected scheme-specific part", at, text);
  }
  const bool opaque = !scheme.empty() && text[at] != '/';
  std::string_view part = opaque ? "opaque part" : "path";
  bool fragment = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '#' && !fragment) {
      part = "fragment";
      fragment = true;
    } else if (c == '?' && part == "path") {
      part = "query";
    } else if (c == '%') {
      if (at + 2 >= text.size() || !IsHex(text[at + 1]) || !IsHex(text[at + 2])) {
        return Syntax("Malformed escape pair", at, text);
      }
      at += 2;
    } else if (!IsLegal(c)) {
      return Syntax("Illegal character in " + std::string(part), at, text);
    }
  }
  return std::nullopt;
}

}  // namespace sluice::flink
