// SPDX-License-Identifier: Apache-2.0
// java.net.URI as JDK 17 reads it: RFC 2396 with its own deviations (an empty authority before a
// path, characters outside ASCII, IPv6 scopes), and an authority that is tried as user, host and
// port first and as a registry's name then.
#include "sluice/flink/java_uri.h"

#include <algorithm>
#include <string>

#include "sluice/base/text.h"

namespace sluice::flink {
namespace {

bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
using base::IsDigit;
bool IsAlnum(char c) { return IsAlpha(c) || IsDigit(c); }
bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// The characters of one part of a URI: letters, digits and `others`; `escapes`: also %xx and what
// is not ASCII.
struct Charset {
  std::string_view others;
  bool escapes = true;
};
#define SLUICE_UNRESERVED "_-!.~'()*"
constexpr Charset kSchemeChars = {"+-.", false};
constexpr Charset kPath = {SLUICE_UNRESERVED ":@&=+$,;/"};
constexpr Charset kUric = {SLUICE_UNRESERVED ";/?:@&=+$,[]"};
constexpr Charset kRegistryName = {SLUICE_UNRESERVED "$,;:@&=+"};
constexpr Charset kUserInfo = {SLUICE_UNRESERVED ";:&=+$,"};
constexpr Charset kServer = {SLUICE_UNRESERVED ";:&=+$,.@[]%"};
#undef SLUICE_UNRESERVED
constexpr Charset kScopeId = {"_.", false};

// The length of the UTF-8 character that begins with a byte above ASCII, 0 for a control or space
// character (U+0080-U+00A0, the spaces of U+1680, U+2000-U+200A, U+2028, U+2029, U+202F, U+205F,
// U+3000), which java.net.URI refuses.
std::size_t OtherLength(std::string_view text) {
  const auto byte = [text](std::size_t i) -> std::uint32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const std::uint32_t lead = byte(0);
  if (lead < 0xE0) {
    return lead == 0xC2 && byte(1) <= 0xA0 ? 0 : std::min<std::size_t>(2, text.size());
  }
  if (lead >= 0xF0) return std::min<std::size_t>(4, text.size());
  const std::uint32_t code =
      ((lead & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
  const bool space = code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
                     code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
  return space ? 0 : std::min<std::size_t>(3, text.size());
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Parsed<JavaUri> Parse() {
    std::size_t at = ParseAll();
    if (!failed_ && at < text_.size() && text_[at] == '#') {
      Require(kUric, at + 1, text_.size(), "fragment");
    } else if (!failed_ && at < text_.size()) {
      Fail("end of URI expected", at);
    }
    if (failed_) return tl::unexpected(*failed_);
    return uri_;
  }

 private:
  void Fail(std::string_view reason, std::size_t at) {
    if (failed_) return;
    failed_ =
        JavaError{{{"URISyntaxException", std::string(reason) + " at index " + std::to_string(at) +
                                              ": " + std::string(text_)}}};
  }

  [[nodiscard]] bool At(std::size_t at, std::size_t end, char c) const {
    return at < end && text_[at] == c;
  }
  // The first of `stops` in [at, end), or `end`.
  [[nodiscard]] std::size_t Find(std::size_t at, std::size_t end, std::string_view stops) const {
    return std::min(text_.substr(0, end).find_first_of(stops, at), end);
  }
  // The first character outside the set; a broken escape fails at once.
  std::size_t Scan(const Charset& set, std::size_t at, std::size_t end) {
    while (at < end && !failed_) {
      const char c = text_[at];
      if (IsAlnum(c) || (c != '\0' && set.others.find(c) != std::string_view::npos)) {
        ++at;
      } else if (set.escapes && c == '%') {
        if (at + 3 > end || !IsHex(text_[at + 1]) || !IsHex(text_[at + 2])) {
          Fail("Malformed escape pair", at);
        }
        at += 3;
      } else if (set.escapes && static_cast<unsigned char>(c) >= 0x80) {
        const std::size_t length = OtherLength(text_.substr(at, end - at));
        if (length == 0) return at;
        at += length;
      } else {
        return at;
      }
    }
    return at;
  }
  void Require(const Charset& set, std::size_t at, std::size_t end, std::string_view what) {
    const std::size_t bad = Scan(set, at, end);
    if (bad < end) Fail("Illegal character in " + std::string(what), bad);
  }

  std::size_t ParseAll() {
    const std::size_t end = text_.size();
    const std::size_t colon = Find(0, end, "/?#:");
    if (!At(colon, end, ':')) return ParseHierarchical(0);
    if (colon == 0) {
      Fail("Expected scheme name", 0);
      return 0;
    }
    if (!IsAlpha(text_.front())) Fail("Illegal character in scheme name", 0);
    Require(kSchemeChars, 1, colon, "scheme name");
    uri_.scheme = text_.substr(0, colon);
    const std::size_t at = colon + 1;
    if (At(at, end, '/')) return ParseHierarchical(at);
    const std::size_t hash = Find(at, end, "#");
    if (hash <= at) Fail("Expected scheme-specific part", at);
    Require(kUric, at, hash, "opaque part");
    return hash;
  }

  std::size_t ParseHierarchical(std::size_t at) {
    const std::size_t end = text_.size();
    if (At(at, end, '/') && At(at + 1, end, '/')) {
      at += 2;
      const std::size_t authority_end = Find(at, end, "/?#");
      if (authority_end > at) {
        ParseAuthority(at, authority_end);
        at = authority_end;
      } else if (authority_end == end) {
        Fail("Expected authority", at);
      }
    }
    const std::size_t path_end = Find(at, end, "?#");
    Require(kPath, at, path_end, "path");
    if (!At(path_end, end, '?')) return path_end;
    const std::size_t query_end = Find(path_end + 1, end, "#");
    Require(kUric, path_end + 1, query_end, "query");
    return query_end;
  }

  void ParseAuthority(std::size_t at, std::size_t end) {
    const bool server = Scan(kServer, at, end) == end;
    const std::size_t registry = Scan(kRegistryName, at, end);
    if (failed_) return;
    if (server) {
      ParseServer(at, end);
      if (!failed_) return;
      uri_.host = {};
      if (registry == end) failed_.reset();  // then it is a registry's name
    } else if (registry != end) {
      Fail("Illegal character in authority", registry);
    }
  }

  void ParseServer(std::size_t at, std::size_t end) {
    const std::size_t user = Find(at, end, "/?#@");
    if (At(user, end, '@')) {
      Require(kUserInfo, at, user, "user info");
      at = user + 1;
    }
    at = At(at, end, '[') ? ParseIpv6(at, end) : ParseHost(at, end);
    if (failed_) return;
    if (At(at, end, ':')) {
      const std::size_t digits = at + 1;
      at = digits;
      while (at < end && IsDigit(text_[at])) ++at;
      if (at < end) return Fail("Illegal character in port number", at);
      if (at > digits && !ParseInt(text_.substr(digits, at - digits))) {
        Fail("Malformed port number", digits);
      }
    }
    if (at < end) Fail("Expected port number", at);
  }

  std::size_t ParseIpv6(std::size_t at, std::size_t end) {
    const std::size_t close = Find(at + 1, end, "/?#]");
    if (close == at + 1 || !At(close, end, ']')) {
      Fail("Expected closing bracket for IPv6 address", close);
      return end;
    }
    const std::size_t percent = Find(at + 1, close, "%");
    if (percent < close) {
      if (percent + 1 == close) Fail("scope id expected", percent);
      Require(kScopeId, percent + 1, close, "scope id");
    }
    const std::string_view host = text_.substr(at, close + 1 - at);
    if (!ReadJavaAddress(host).literal) Fail("Malformed IPv6 address", at + 1);
    uri_.host = host;
    return close + 1;
  }

  // Four numbers up to 255, followed by nothing or a colon: the end, else `at`.
  [[nodiscard]] std::size_t Ipv4End(std::size_t at, std::size_t end) const {
    const std::size_t start = at;
    for (int part = 0; part < 4; ++part) {
      if (part > 0) {
        if (!At(at, end, '.')) return start;
        ++at;
      }
      const std::size_t digits = at;
      while (at < end && IsDigit(text_[at])) ++at;
      const auto value = ParseInt(text_.substr(digits, at - digits));
      if (!value || *value > 255) return start;
    }
    return at == end || text_[at] == ':' ? at : start;
  }

  // Labels of letters, digits and inner dashes; the last of several begins with a letter.
  std::size_t ParseHost(std::size_t at, std::size_t end) {
    const std::size_t start = at;
    if (const std::size_t ipv4 = Ipv4End(at, end); ipv4 > at) {
      uri_.host = text_.substr(at, ipv4 - at);
      return ipv4;
    }
    std::size_t label = std::string_view::npos;
    while (at < end && IsAlnum(text_[at])) {
      label = at;
      while (at < end && (IsAlnum(text_[at]) || text_[at] == '-')) ++at;
      if (text_[at - 1] == '-') Fail("Illegal character in hostname", at - 1);
      if (!At(at, end, '.')) break;
      ++at;
    }
    if (at < end && text_[at] != ':') Fail("Illegal character in hostname", at);
    if (label == std::string_view::npos) {
      Fail("Expected hostname", start);
    } else if (label > start && !IsAlpha(text_[label])) {
      Fail("Illegal character in hostname", label);
    }
    uri_.host = text_.substr(start, at - start);
    return at;
  }

  std::string_view text_;
  JavaUri uri_;
  std::optional<JavaError> failed_;
};

}  // namespace

std::string_view JavaUriScheme(std::string_view text) {
  const std::size_t colon = text.find_first_of("/?#:");
  if (colon == std::string_view::npos || text[colon] != ':' || !IsAlpha(text.front())) return {};
  const std::string_view scheme = text.substr(0, colon);
  const bool good = std::ranges::all_of(scheme, [](char c) {
    return IsAlnum(c) || kSchemeChars.others.find(c) != std::string_view::npos;
  });
  return good ? scheme : std::string_view();
}

Parsed<JavaUri> ParseJavaUri(std::string_view text) { return Parser(text).Parse(); }

std::optional<JavaError> JavaUriError(std::string_view text) {
  const auto uri = ParseJavaUri(text);
  return uri ? std::nullopt : std::optional(uri.error());
}

}  // namespace sluice::flink
