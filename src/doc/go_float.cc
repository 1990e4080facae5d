// SPDX-License-Identifier: Apache-2.0
#include "doc/go_float.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <iterator>

namespace sluice::doc {
namespace {

// The shortest digits d1 d2 … of a finite number that is d1.d2… times ten to `exponent`.
struct Shortest {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

template <typename Float>
Shortest ShortestOf(Float number) {
  std::array<char, 64> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                          std::chars_format::scientific);
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  Shortest out;
  out.negative = text.starts_with('-');
  if (out.negative) text.remove_prefix(1);
  const std::size_t e = text.find('e');
  std::string_view exponent = text.substr(e + 1);
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), out.exponent);
  std::copy_if(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(e),
               std::back_inserter(out.digits), [](char c) { return c != '.'; });
  return out;
}

std::string Plain(const Shortest& number) {
  std::string out = number.digits;
  const auto digits = static_cast<int>(out.size());
  if (number.exponent < 0) {
    out.insert(0, "0." + std::string(static_cast<std::size_t>(-number.exponent - 1), '0'));
  } else if (number.exponent >= digits - 1) {
    out.append(static_cast<std::size_t>(number.exponent - digits + 1), '0');
  } else {
    out.insert(static_cast<std::size_t>(number.exponent) + 1, ".");
  }
  return number.negative ? "-" + out : out;
}

// With an exponent of at least `exponent_digits` digits.
std::string Scientific(const Shortest& number, std::size_t exponent_digits) {
  std::string out = number.negative ? "-" : "";
  out += number.digits[0];
  if (number.digits.size() > 1) out.append(".").append(number.digits, 1);
  const std::string exponent = std::to_string(std::abs(number.exponent));
  out += number.exponent < 0 ? "e-" : "e+";
  if (exponent.size() < exponent_digits) out.append(exponent_digits - exponent.size(), '0');
  return out + exponent;
}

}  // namespace

std::optional<double> ParseGoFloat(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error == std::errc() && end == text.data() + text.size()) return out;
  if (error != std::errc::result_out_of_range) return std::nullopt;
  // Out of range: too small when the first digit that counts stands far behind the point.
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, e);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = mantissa.find_first_of("123456789");
  const std::string exponent(text.substr(std::min(e + 1, text.size())));
  const double place = static_cast<double>(point) - static_cast<double>(first) +
                       std::strtod(exponent.c_str(), nullptr);
  if (place > 0) return std::nullopt;
  return text.starts_with('-') ? -0.0 : 0.0;
}

std::string PrintGoJsonFloat(double number) {
  const Shortest shortest = ShortestOf(number);
  const double size = std::fabs(number);
  if (size != 0 && (size < 1e-6 || size >= 1e21)) {
    return Scientific(shortest, shortest.exponent < 0 ? 1 : 2);
  }
  return Plain(shortest);
}

std::string PrintGoKeyFloat(double number) {
  const auto rounded = static_cast<float>(number);
  if (std::isnan(rounded)) return ".nan";
  if (std::isinf(rounded)) return rounded > 0 ? ".inf" : "-.inf";
  const Shortest shortest = ShortestOf(rounded);
  // With the shortest precision, g turns to an exponent outside 1e-4 … 1e6 (strconv/ftoa.go).
  const bool plain = rounded == 0 || (shortest.exponent >= -4 && shortest.exponent < 6);
  return plain ? Plain(shortest) : Scientific(shortest, 2);
}

}  // namespace sluice::doc
