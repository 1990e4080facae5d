// SPDX-License-Identifier: Apache-2.0
// Follows go.yaml.in/yaml/v2 v2.4, resolve.go; test/doc/yaml_scalars.jsonl holds it to that.
#include "doc/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "doc/go_float.h"
#include "doc/utf8.h"
#include "sluice/base/text.h"

namespace sluice::doc {
namespace {

using Type = Scalar::Type;

constexpr std::string_view kTagPrefix = "tag:yaml.org,2002:";
constexpr double kInfinity = std::numeric_limits<double>::infinity();

using base::IsDigit;

template <std::size_t N>
bool IsOneOf(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

Scalar String(std::string_view text) { return {.type = Type::kString, .text = std::string(text)}; }

std::optional<Scalar> Word(std::string_view text) {
  constexpr std::array<std::string_view, 11> kTrue = {"y",    "Y",    "yes", "Yes", "YES", "true",
                                                      "True", "TRUE", "on",  "On",  "ON"};
  constexpr std::array<std::string_view, 11> kFalse = {
      "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"};
  constexpr std::array<std::string_view, 5> kNull = {"", "~", "null", "Null", "NULL"};
  constexpr std::array<std::string_view, 3> kNan = {".nan", ".NaN", ".NAN"};
  constexpr std::array<std::string_view, 6> kPlus = {".inf",  ".Inf",  ".INF",
                                                     "+.inf", "+.Inf", "+.INF"};
  constexpr std::array<std::string_view, 3> kMinus = {"-.inf", "-.Inf", "-.INF"};
  if (IsOneOf(text, kTrue)) return Scalar{.type = Type::kBool, .flag = true};
  if (IsOneOf(text, kFalse)) return Scalar{.type = Type::kBool, .flag = false};
  if (IsOneOf(text, kNull)) return Scalar{.type = Type::kNull};
  if (IsOneOf(text, kNan)) return Scalar{.type = Type::kFloat, .number = std::nan("")};
  if (IsOneOf(text, kPlus)) return Scalar{.type = Type::kFloat, .number = kInfinity};
  if (IsOneOf(text, kMinus)) return Scalar{.type = Type::kFloat, .number = -kInfinity};
  return std::nullopt;
}

// Go's strconv.ParseInt, else ParseUint, of 64 bits. Base 0 goes by the prefix.
std::optional<Scalar> Integer(std::string_view text, int base) {
  Scalar out{.type = Type::kInt};
  bool sign = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    sign = true;
    out.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  if (base == 0) {
    base = 10;
    if (text == "0") return Scalar{.type = Type::kInt};
    if (text[0] == '0') {
      const char letter = static_cast<char>(text[1] | 0x20);
      const bool prefix = text.size() >= 3 && (letter == 'b' || letter == 'o' || letter == 'x');
      base = !prefix || letter == 'o' ? 8 : letter == 'b' ? 2 : 16;
      text.remove_prefix(prefix ? 2 : 1);
    }
  }
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, out.magnitude, base);
  if (error != std::errc() || stop != end) return std::nullopt;
  constexpr std::uint64_t kHalf = 1ULL << 63U;
  if (out.negative && out.magnitude > kHalf) return std::nullopt;
  if (sign && !out.negative && out.magnitude >= kHalf) return std::nullopt;
  if (out.magnitude == 0) out.negative = false;
  return out;
}

// [-+]? (.digits | digits [. digits?]) ([eE] [-+]? digits)?
bool LooksLikeFloat(std::string_view text) {
  const auto take_digits = [&text] {
    const auto end = std::find_if_not(text.begin(), text.end(), IsDigit);
    const auto count = static_cast<std::size_t>(end - text.begin());
    text.remove_prefix(count);
    return count != 0;
  };
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  const bool whole = take_digits();
  bool fraction = false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits();
  }
  if (!whole && !fraction) return false;
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  text.remove_prefix(1);
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return take_digits() && text.empty();
}

std::optional<Scalar> Float(std::string_view text) {
  if (!LooksLikeFloat(text)) return std::nullopt;
  const std::optional<double> number = ParseGoFloat(text);
  if (!number) return std::nullopt;
  return Scalar{.type = Type::kFloat, .number = *number};
}

// Go's ParseFloat takes underscores that stand between two digits.
std::string WithoutSeparators(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool separates = text[i] == '_' && i > 0 && i + 1 < text.size() && IsDigit(text[i - 1]) &&
                           IsDigit(text[i + 1]);
    if (!separates) out += text[i];
  }
  return out;
}

// What the text is when no tag forces it.
Scalar Resolve(std::string_view text) {
  if (const auto word = Word(text)) return *word;
  if (text[0] == '.') return Float(WithoutSeparators(text)).value_or(String(text));
  if (!IsDigit(text[0]) && text[0] != '+' && text[0] != '-') return String(text);
  std::string plain(text);
  std::erase(plain, '_');
  if (const auto integer = Integer(plain, 0)) return *integer;
  if (const auto number = Float(plain)) return *number;
  if (plain.starts_with("0b")) return Integer(plain.substr(2), 2).value_or(String(text));
  return String(text);
}

int Value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (IsDigit(c)) return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// Go's base64.StdEncoding: line breaks are passed over, padding is needed.
std::optional<std::string> DecodeBase64(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != '\n' && c != '\r') digits += c;
  }
  if (digits.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = digits.ends_with("==") ? 2 : digits.ends_with('=') ? 1 : 0;
  digits.resize(digits.size() - padding);
  std::string out;
  unsigned bits = 0;
  unsigned held = 0;
  for (const char c : digits) {
    const int value = Value(c);
    if (value < 0) return std::nullopt;
    bits = bits << 6U | static_cast<unsigned>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xFFU);
  }
  return out;
}

// As encoding/json writes a Go string: each byte that is not UTF-8 becomes U+FFFD.
std::string ValidUtf8(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const std::size_t length = DecodeUtf8(bytes).length;
    out += length == 0 ? "\xEF\xBF\xBD" : bytes.substr(0, length);
    bytes.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

std::optional<Scalar> ResolveTagged(std::string_view name, std::string_view text) {
  if (name == "binary") {
    const auto bytes = DecodeBase64(text);
    if (!bytes) return std::nullopt;
    return String(ValidUtf8(*bytes));
  }
  constexpr std::array<std::pair<std::string_view, Type>, 4> kTypes = {
      {{"null", Type::kNull}, {"bool", Type::kBool}, {"int", Type::kInt}, {"float", Type::kFloat}}};
  const auto wanted = std::find_if(kTypes.begin(), kTypes.end(),
                                   [&](const auto& type) { return type.first == name; });
  if (wanted == kTypes.end()) return String(text);
  Scalar out = Resolve(text);
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  const bool fits = out.negative || out.magnitude <= kMost;
  if (wanted->second == Type::kFloat && out.type == Type::kInt && fits) {
    out.type = Type::kFloat;
    out.number = static_cast<double>(out.magnitude) * (out.negative ? -1 : 1);
  }
  if (out.type != wanted->second) return std::nullopt;
  return out;
}

}  // namespace

std::optional<Scalar> ResolveScalar(std::string_view tag, std::string_view text) {
  if (tag == "?") return Resolve(text);
  if (!tag.starts_with(kTagPrefix)) return String(text);
  return ResolveTagged(tag.substr(kTagPrefix.size()), text);
}

std::optional<std::string> JsonNumber(const Scalar& scalar) {
  if (scalar.type == Type::kInt) {
    return (scalar.negative ? "-" : "") + std::to_string(scalar.magnitude);
  }
  if (!std::isfinite(scalar.number)) return std::nullopt;
  return PrintGoJsonFloat(scalar.number);
}

std::optional<std::string> KeyText(const Scalar& scalar) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  switch (scalar.type) {
    case Type::kNull:
      return std::nullopt;
    case Type::kBool:
      return scalar.flag ? "true" : "false";
    case Type::kInt:
      if (!scalar.negative && scalar.magnitude > kMost) return std::nullopt;
      return JsonNumber(scalar);
    case Type::kFloat:
      return PrintGoKeyFloat(scalar.number);
    case Type::kString:
      return scalar.text;
  }
  return std::nullopt;
}

}  // namespace sluice::doc
