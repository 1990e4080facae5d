// SPDX-License-Identifier: Apache-2.0
// fabric8's reading of quantities, down to the way Java prints a BigDecimal.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "sluice/k8s/quantity.h"

namespace sluice::k8s {
namespace {

// java.math.BigDecimal: unscaled * 10^-scale.
struct BigDecimal {
  bool negative = false;
  std::string unscaled;  // digits without leading zero; "0" for zero
  std::int64_t scale = 0;
};

struct Multiple {
  std::string_view format;
  std::uint64_t unscaled;
  int scale;
};
// Powers are taken with MathContext.DECIMAL64, 16 digits: 2^60 and 10^18 are rounded.
constexpr std::array<Multiple, 16> kMultiples = {{{"", 1, 0},
                                                  {"n", 1, 9},
                                                  {"u", 1, 6},
                                                  {"m", 1, 3},
                                                  {"k", 1'000, 0},
                                                  {"M", 1'000'000, 0},
                                                  {"G", 1'000'000'000, 0},
                                                  {"T", 1'000'000'000'000, 0},
                                                  {"P", 1'000'000'000'000'000, 0},
                                                  {"E", 1'000'000'000'000'000, -3},
                                                  {"Ki", 1ULL << 10U, 0},
                                                  {"Mi", 1ULL << 20U, 0},
                                                  {"Gi", 1ULL << 30U, 0},
                                                  {"Ti", 1ULL << 40U, 0},
                                                  {"Pi", 1ULL << 50U, 0},
                                                  {"Ei", 1'152'921'504'606'847, -3}}};

// Character.digit(): every decimal digit of the basic plane counts. The zeros of Unicode's Nd.
constexpr std::array<char16_t, 37> kZeros = {
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6,
    0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0,
    0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620,
    0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10};

// The next character of the basic plane, or nothing at anything else.
std::optional<char16_t> TakeCharacter(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 0;
  if (length == 0 || length > text.size()) return std::nullopt;
  unsigned out = length == 1 ? first : length == 2 ? first & 0x1FU : first & 0x0FU;
  for (std::size_t i = 1; i < length; ++i) out = out << 6U | (byte(i) & 0x3FU);
  text.remove_prefix(length);
  return static_cast<char16_t>(out);
}

std::optional<char> DigitOf(char16_t character) {
  for (const char16_t zero : kZeros) {
    if (character >= zero && character < zero + 10) {
      return static_cast<char>('0' + (character - zero));
    }
  }
  return std::nullopt;
}

// new BigDecimal(text), without exponent (the text has no `e`).
std::optional<BigDecimal> ReadNumber(std::string_view text) {
  BigDecimal out;
  if (text.starts_with('-') || text.starts_with('+')) {
    out.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  bool point = false;
  while (!text.empty()) {
    const std::optional<char16_t> character = TakeCharacter(text);
    if (!character) return std::nullopt;
    if (*character == u'.' && !point) {
      point = true;
      continue;
    }
    const std::optional<char> digit = DigitOf(*character);
    if (!digit) return std::nullopt;
    out.unscaled += *digit;
    if (point) ++out.scale;
  }
  if (out.unscaled.empty()) return std::nullopt;
  return out;
}

void Multiply(BigDecimal& number, std::uint64_t factor, std::int64_t scale) {
  __extension__ typedef unsigned __int128 Wide;
  Wide carry = 0;
  for (auto digit = number.unscaled.rbegin(); digit != number.unscaled.rend(); ++digit) {
    carry += static_cast<Wide>(factor) * static_cast<unsigned>(*digit - '0');
    *digit = static_cast<char>('0' + static_cast<int>(carry % 10));
    carry /= 10;
  }
  if (carry != 0) number.unscaled.insert(0, std::to_string(static_cast<std::uint64_t>(carry)));
  number.scale += scale;
  const std::size_t zeros =
      std::min(number.unscaled.find_first_not_of('0'), number.unscaled.size() - 1);
  number.unscaled.erase(0, zeros);
}

// BigDecimal.toString() of JDK 17.
std::string Print(const BigDecimal& number) {
  std::string out = number.unscaled;
  const auto digits = static_cast<std::int64_t>(out.size());
  const std::int64_t adjusted = -number.scale + digits - 1;
  if (number.scale >= 0 && adjusted >= -6) {
    if (number.scale >= digits) {
      out.insert(0, static_cast<std::size_t>(number.scale - digits + 1), '0');
    }
    if (number.scale > 0) out.insert(out.size() - static_cast<std::size_t>(number.scale), ".");
  } else {
    if (digits > 1) out.insert(1, ".");
    if (adjusted != 0) out += (adjusted > 0 ? "E+" : "E") + std::to_string(adjusted);
  }
  return number.negative && number.unscaled != "0" ? "-" + out : out;
}

bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// 10^exponent in DECIMAL64; nothing when Java refuses the exponent.
std::optional<Multiple> PowerOfTen(std::string_view exponent) {
  if (exponent.starts_with('+') && exponent.size() > 1 && exponent[1] != '-') {
    exponent.remove_prefix(1);
  }
  int power = 0;
  const auto [end, error] =
      std::from_chars(exponent.data(), exponent.data() + exponent.size(), power);
  if (error != std::errc() || end != exponent.data() + exponent.size()) return std::nullopt;
  if (power < -999'999'999 || power > 999'999'999) return std::nullopt;
  if (power < 0) return Multiple{{}, 1, -power};
  std::uint64_t unscaled = 1;
  for (int i = 0; i < std::min(power, 15); ++i) unscaled *= 10;
  return Multiple{{}, unscaled, std::min(0, 15 - power)};
}

std::optional<Multiple> MultipleOf(std::string_view format) {
  if (format.size() > 1 && std::any_of(format.begin(), format.end(), IsAsciiDigit)) {
    if (IsLetter(format.back())) return std::nullopt;
    return PowerOfTen(format.substr(1));
  }
  for (const Multiple& multiple : kMultiples) {
    if (multiple.format == format) return multiple;
  }
  return std::nullopt;
}

}  // namespace

base::Result<std::string> FabricAmount(std::string_view text) {
  const std::size_t unit = std::min(text.find_first_of("eEinumkKMGTP"), text.size());
  std::string amount(text.substr(0, unit));
  if (amount.starts_with('.')) amount.insert(0, "0");
  std::optional<BigDecimal> number = ReadNumber(amount);
  const std::optional<Multiple> multiple = MultipleOf(text.substr(unit));
  if (!number || !multiple) {
    return base::Fail(base::Code::kInvalid, "the operator cannot read this as a quantity.");
  }
  Multiply(*number, multiple->unscaled, multiple->scale);
  return Print(*number);
}

}  // namespace sluice::k8s
