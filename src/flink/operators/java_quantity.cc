// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/java_quantity.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "sluice/base/text.h"

namespace sluice::flink {
namespace {

// A BigDecimal: (-1)^negative * digits * 10^-scale. `digits` has no leading zero but "0".
struct Decimal {
  bool negative = false;
  std::string digits;
  std::int64_t scale = 0;
};

tl::unexpected<JavaError> Throw(std::string type, std::string message) {
  return tl::unexpected(JavaError{{{std::move(type), std::move(message)}}});
}

using base::IsDigit;
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLetter(char c) { return IsUpper(c) || (c >= 'a' && c <= 'z'); }

struct Character {
  std::string_view bytes;
  int digit = -1;  // value of a decimal digit of any script
};

// First code points of runs of ten digits outside ASCII (Unicode general category Nd) that people
// can type; BigDecimal takes digits of every script.
constexpr std::uint32_t kDigitRuns[] = {0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6,
                                        0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0,
                                        0x0F20, 0x1040, 0x17E0, 0x1810, 0xFF10};

// The UTF-8 character at the beginning of `text`, which is not empty.
Character First(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {text.substr(0, 1), IsDigit(text.front()) ? text.front() - '0' : -1};
  std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  size = std::min(size, text.size());
  std::uint32_t code = size == 2 ? lead & 0x1FU : lead & 0x0FU;
  for (std::size_t i = 1; i < size; ++i) {
    code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  Character character{text.substr(0, size), -1};
  for (const std::uint32_t run : kDigitRuns) {
    if (code >= run && code < run + 10) character.digit = static_cast<int>(code - run);
  }
  return character;
}

// The length of UTF-8 text in Java's chars.
std::size_t JavaLength(std::string_view text) {
  std::size_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    length += (byte & 0xC0U) == 0x80U ? 0U : byte >= 0xF0U ? 2U : 1U;
  }
  return length;
}

// BigDecimal reads up to 18 chars (MAX_COMPACT_DIGITS, JDK 17) by another loop with other words.
tl::unexpected<JavaError> NotPartOfADecimal(std::string_view character, bool compact) {
  return Throw("NumberFormatException",
               compact ? "Character " + std::string(character) +
                             " is neither a decimal digit number, decimal point, nor \"e\" "
                             "notation exponential mark."
                       : "Character array is missing \"e\" notation exponential mark.");
}

// new BigDecimal(text), for texts without an exponent.
Parsed<Decimal> ParseDecimal(std::string_view text) {
  if (text.empty()) {
    return tl::unexpected(
        JavaError{{{"NumberFormatException", ""},
                   {"ArrayIndexOutOfBoundsException", "Index 0 out of bounds for length 0"}}});
  }
  Decimal out;
  if (text.front() == '+' || text.front() == '-') {
    out.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const bool compact = JavaLength(text) <= 18;
  bool point = false;
  while (!text.empty()) {
    const Character c = First(text);
    text.remove_prefix(c.bytes.size());
    if (c.digit >= 0) {
      out.digits += static_cast<char>('0' + c.digit);
      out.scale += point ? 1 : 0;
    } else if (c.bytes != ".") {
      return NotPartOfADecimal(c.bytes, compact);
    } else if (point) {
      return Throw("NumberFormatException",
                   "Character array contains more than one decimal point.");
    } else {
      point = true;
    }
  }
  if (out.digits.empty()) return Throw("NumberFormatException", "No digits found.");
  out.digits.erase(0, std::min(out.digits.find_first_not_of('0'), out.digits.size() - 1));
  if (out.digits == "0") out.negative = false;
  return out;
}

// A multiplier as BigDecimal.pow(n, MathContext.DECIMAL64) gives it: 16 digits, the rest in the
// scale.
struct Multiple {
  std::uint64_t unscaled = 1;
  std::int64_t scale = 0;
};

Multiple PowerOfTen(std::int64_t exponent) {
  if (exponent < 0) return {1, -exponent};
  Multiple out;
  const std::int64_t zeros = std::min<std::int64_t>(exponent, 15);
  for (std::int64_t i = 0; i < zeros; ++i) out.unscaled *= 10;
  out.scale = zeros - exponent;
  return out;
}

std::optional<Multiple> MultipleOf(std::string_view unit) {
  constexpr struct {
    std::string_view unit;
    int exponent;
  } kDecimal[] = {{"n", -9}, {"u", -6}, {"m", -3}, {"", 0},   {"k", 3},
                  {"M", 6},  {"G", 9},  {"T", 12}, {"P", 15}, {"E", 18}};
  for (const auto& known : kDecimal) {
    if (known.unit == unit) return PowerOfTen(known.exponent);
  }
  constexpr std::string_view kBinary[] = {"Ki", "Mi", "Gi", "Ti", "Pi"};
  for (std::size_t i = 0; i < 5; ++i) {
    if (kBinary[i] == unit) return Multiple{std::uint64_t{1} << (10 * (i + 1)), 0};
  }
  if (unit == "Ei") return Multiple{1'152'921'504'606'847U, -3};  // 2^60 in 16 digits
  return std::nullopt;
}

void Multiply(Decimal& value, Multiple by) {
  value.scale += by.scale;
  if (value.digits == "0") return;
  std::uint64_t carry = 0;  // below 2^60: by.unscaled is below 2^51
  std::string reversed;
  reversed.reserve(value.digits.size() + 17);
  for (auto digit = value.digits.rbegin(); digit != value.digits.rend(); ++digit) {
    carry += static_cast<std::uint64_t>(*digit - '0') * by.unscaled;
    reversed += static_cast<char>('0' + carry % 10);
    carry /= 10;
  }
  for (; carry != 0; carry /= 10) reversed += static_cast<char>('0' + carry % 10);
  value.digits.assign(reversed.rbegin(), reversed.rend());
}

// BigDecimal.toString().
std::string ToString(const Decimal& value) {
  std::string out = value.negative ? "-" : "";
  const auto size = static_cast<std::int64_t>(value.digits.size());
  const std::int64_t adjusted = size - 1 - value.scale;
  if (value.scale == 0) return out + value.digits;
  if (value.scale > 0 && adjusted >= -6) {
    if (size > value.scale) {
      const auto point = static_cast<std::size_t>(size - value.scale);
      return out + value.digits.substr(0, point) + "." + value.digits.substr(point);
    }
    return out + "0." + std::string(static_cast<std::size_t>(value.scale - size), '0') +
           value.digits;
  }
  out += value.digits.front();
  if (size > 1) out += "." + value.digits.substr(1);
  if (adjusted != 0) out += (adjusted > 0 ? "E+" : "E") + std::to_string(adjusted);
  return out;
}

bool HasDigit(std::string_view text) { return std::ranges::any_of(text, IsDigit); }

struct Split {
  std::string_view amount, format;
};

// Quantity.parse: the unit starts at the first character that can start one.
Parsed<Split> SplitQuantity(std::string_view text) {
  if (text.empty()) {
    return Throw("IllegalArgumentException", "Invalid quantity string format passed.");
  }
  const std::size_t unit = std::min(text.find_first_of("eEinumkKMGTP"), text.size());
  const Split split{text.substr(0, unit), text.substr(unit)};
  // "4e9" has a unit that is an exponent; "4e9k" is nothing.
  if (HasDigit(split.format) && IsLetter(split.format.back())) {
    return Throw("IllegalArgumentException", "Invalid quantity string format passed");
  }
  return split;
}

}  // namespace

std::optional<JavaError> JavaQuantityError(std::string_view text) {
  const Parsed<Split> split = SplitQuantity(text);
  return split ? std::nullopt : std::optional(split.error());
}

Parsed<std::string> JavaQuantityAmount(std::string_view text) {
  const Parsed<Split> split = SplitQuantity(text);
  if (!split) return tl::unexpected(split.error());
  const auto [amount, format] = *split;
  if (HasDigit(format) && format.size() > 1) {
    int exponent = 0;
    const std::string_view digits = format.substr(1);
    const std::string_view number = digits.starts_with('+') ? digits.substr(1) : digits;
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), exponent);
    if (error != std::errc() || end != number.data() + number.size()) {
      return Throw("NumberFormatException", "For input string: \"" + std::string(digits) + "\"");
    }
    Parsed<Decimal> value = ParseDecimal(amount);
    if (!value) return tl::unexpected(value.error());
    if (exponent < -999'999'999 || exponent > 999'999'999) {
      return Throw("ArithmeticException", "Invalid operation");
    }
    Multiply(*value, PowerOfTen(exponent));
    return ToString(*value);
  }
  Parsed<Decimal> value = ParseDecimal(amount);
  if (!value) return tl::unexpected(value.error());
  const std::optional<Multiple> multiple = MultipleOf(format);
  if (!multiple) {
    return Throw("IllegalArgumentException", "Invalid quantity format passed to parse");
  }
  Multiply(*value, *multiple);
  return ToString(*value);
}

Parsed<std::string> ResourceMemoryText(std::string_view text) {
  if (const auto bytes = ParseMemorySize(text)) return MemorySizeToString(*bytes);
  std::string quantity;
  for (const char c : base::JavaTrim(text)) {
    const bool space = c == ' ' || (c >= '\t' && c <= '\r');
    if (space) continue;
    quantity += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (quantity.ends_with('B')) quantity.pop_back();
  if (quantity.ends_with('I')) quantity.back() = 'i';
  return JavaQuantityAmount(quantity);
}

}  // namespace sluice::flink
