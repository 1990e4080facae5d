// SPDX-License-Identifier: Apache-2.0
// Source: ConfigurationUtils.convertTo{Boolean,Int,Long,Float,Double} (flink-core 1.15 to 2.3) and
// what they call in JDK 17.
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>
#include <type_traits>

#include "flink/value/java_error.h"
#include "flink/value/java_text.h"
#include "sluice/base/text.h"
#include "sluice/flink/value.h"

namespace sluice::flink {
namespace {

using value::kIllegalArgument;
using value::kNumberFormat;
using value::Throw;

std::string ForInputString(std::string_view text) {
  return std::string("For input string: \"").append(text).append("\"");
}

// Integer.parseInt, Long.parseLong: sign, then digits of any script; no trim.
template <typename Integer>
Parsed<Integer> ParseDigits(std::string_view text) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<Integer>::max());
  const bool negative = !text.empty() && text[0] == '-';
  std::size_t position = negative || (!text.empty() && text[0] == '+') ? 1 : 0;
  bool valid = position < text.size();
  const std::uint64_t limit = negative ? kMax + 1 : kMax;
  std::uint64_t number = 0;
  while (valid && position < text.size()) {
    const int digit = value::DecimalDigit(value::NextCodePoint(text, position));
    valid = digit >= 0 && number <= (limit - static_cast<std::uint64_t>(digit)) / 10;
    if (valid) number = number * 10 + static_cast<std::uint64_t>(digit);
  }
  if (!valid) return Throw(kNumberFormat, ForInputString(text));
  return static_cast<Integer>(negative ? std::uint64_t{0} - number : number);
}

using base::IsDigit;
bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool IsTypeSuffix(char c) { return c == 'f' || c == 'F' || c == 'd' || c == 'D'; }

// A significand and exponent taken apart: what FloatingDecimal accepts, without sign and suffix.
struct Literal {
  std::string_view text;  // what std::from_chars reads, hexadecimal without "0x"
  bool hexadecimal = false;
  bool multiple_points = false;  // has an error text of its own
  bool is_zero = true;           // all digits are 0
  std::int64_t point = 0;        // digits before the point, behind leading zeros (may be negative)
  std::int64_t exponent = 0;
};

constexpr std::int64_t kHugeExponent = 1'000'000'000;

// Reads [+-]digits at `position`; false when there is no digit. Saturates.
bool ReadExponent(std::string_view text, std::size_t& position, std::int64_t& exponent) {
  bool negative = false;
  if (position < text.size() && (text[position] == '-' || text[position] == '+')) {
    negative = text[position++] == '-';
  }
  const std::size_t start = position;
  for (; position < text.size() && IsDigit(text[position]); ++position) {
    if (exponent < kHugeExponent) exponent = exponent * 10 + (text[position] - '0');
  }
  if (negative) exponent = -exponent;
  return position > start;
}

// Reads digits with at most one point; false when there is no digit or a second point.
template <typename Predicate>
bool ReadSignificand(std::string_view text, std::size_t& position, Literal& out, Predicate digit) {
  bool seen_point = false;
  bool any = false;
  for (; position < text.size(); ++position) {
    const char c = text[position];
    if (c == '.') {
      if (seen_point) {
        out.multiple_points = true;
        return false;
      }
      seen_point = true;
      continue;
    }
    if (!digit(c)) break;
    any = true;
    if (c != '0') out.is_zero = false;
    if (out.is_zero) {
      if (seen_point) --out.point;
    } else if (!seen_point) {
      ++out.point;
    }
  }
  return any;
}

// `text` is behind the sign. False when Java cannot read it.
bool ReadLiteral(std::string_view text, Literal& out) {
  std::size_t position = 0;
  if (text.size() > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    out.hexadecimal = true;
    text.remove_prefix(2);
    if (!ReadSignificand(text, position, out, IsHexDigit)) {
      out.multiple_points = false;
      return false;
    }
    if (position >= text.size() || (text[position] != 'p' && text[position] != 'P')) return false;
    if (!ReadExponent(text, ++position, out.exponent)) return false;
  } else {
    if (!ReadSignificand(text, position, out, IsDigit)) return false;
    if (position < text.size() && (text[position] == 'e' || text[position] == 'E')) {
      if (!ReadExponent(text, ++position, out.exponent)) return false;
    }
  }
  out.text = text.substr(0, position);
  if (position < text.size() && IsTypeSuffix(text[position])) ++position;
  return position == text.size();
}

template <typename Float>
Float Evaluate(const Literal& literal) {
  if (literal.is_zero) return 0;
  const std::int64_t magnitude =
      literal.hexadecimal ? literal.point * 4 + literal.exponent : literal.point + literal.exponent;
  Float number = 0;
  const auto format = literal.hexadecimal ? std::chars_format::hex : std::chars_format::general;
  const auto [end, error] = std::from_chars(
      literal.text.data(), literal.text.data() + literal.text.size(), number, format);
  if (error == std::errc()) return number;
  return magnitude > 0 ? std::numeric_limits<Float>::infinity() : Float{0};
}

// Double.parseDouble, Float.parseFloat.
template <typename Float>
Parsed<Float> ParseFloating(std::string_view untrimmed) {
  const std::string_view text = base::JavaTrim(untrimmed);
  if (text.empty()) return Throw(kNumberFormat, "empty String");
  const bool negative = text[0] == '-';
  const std::string_view unsigned_text = text.substr(negative || text[0] == '+' ? 1 : 0);
  if (unsigned_text == "NaN") return std::numeric_limits<Float>::quiet_NaN();
  Float number = 0;
  if (unsigned_text == "Infinity") {
    number = std::numeric_limits<Float>::infinity();
  } else {
    Literal literal;
    if (!ReadLiteral(unsigned_text, literal)) {
      return Throw(kNumberFormat,
                   literal.multiple_points ? "multiple points" : ForInputString(text));
    }
    number = Evaluate<Float>(literal);
  }
  return negative ? -number : number;
}

}  // namespace

Parsed<bool> ParseBoolean(std::string_view text) {
  if (value::EqualsInUpperCase(text, "true")) return true;
  if (value::EqualsInUpperCase(text, "false")) return false;
  return Throw(kIllegalArgument, std::string("Unrecognized option for boolean: ")
                                     .append(text)
                                     .append(". Expected either true or false(case insensitive)"));
}

Parsed<std::int32_t> ParseInt(std::string_view text) { return ParseDigits<std::int32_t>(text); }
Parsed<std::int64_t> ParseLong(std::string_view text) { return ParseDigits<std::int64_t>(text); }
Parsed<double> ParseDouble(std::string_view text) { return ParseFloating<double>(text); }
Parsed<float> ParseFloat(std::string_view text) { return ParseFloating<float>(text); }

Parsed<std::size_t> ParseEnum(std::string_view text, std::span<const std::string_view> constants) {
  for (std::size_t i = 0; i < constants.size(); ++i) {
    if (value::EqualsInUpperCase(text, constants[i])) return i;
  }
  std::string names;
  for (const std::string_view constant : constants) {
    names.append(names.empty() ? "" : ", ").append(constant);
  }
  return Throw(kIllegalArgument,
               "Could not parse value for enum. Expected one of: [[" + names + "]]");
}

}  // namespace sluice::flink
