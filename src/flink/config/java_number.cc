// SPDX-License-Identifier: Apache-2.0
#include "flink/config/java_number.h"

#include <charconv>
#include <cmath>

namespace sluice::flink {
namespace {

// Digits and decimal exponent of the shortest form: value = 0.d1d2d3... * 10^exponent.
struct Shortest {
  char digits[24];
  int count = 0;
  int exponent = 0;
};

Shortest Split(const char* at, const char* end) {
  Shortest shortest;
  for (; at != end && *at != 'e'; ++at) {
    if (*at != '.') shortest.digits[shortest.count++] = *at;
  }
  const char* exponent = at + 1;
  if (*exponent == '+') ++exponent;
  std::from_chars(exponent, end, shortest.exponent);
  ++shortest.exponent;
  return shortest;
}

Shortest ShortestOf(double value) {
  char text[kJavaDoubleBytes];
  char* const room = text + sizeof(text);
  const auto end = std::to_chars(text, room, value, std::chars_format::scientific).ptr;
  const Shortest shortest = Split(text, end);
  if (shortest.count != 1) return shortest;
  // Java takes the nearest of two digits where one would do: 4.9E-324, not 5.0E-324.
  Shortest two =
      Split(text, std::to_chars(text, room, value, std::chars_format::scientific, 1).ptr);
  if (two.digits[1] == '0') two.count = 1;
  return two;
}

// Appends digits [from, to) of `number`, zeros beyond what it has; "0" for none.
char* Digits(const Shortest& number, int from, int to, char* out) {
  if (from >= to) *out++ = '0';
  for (int i = from; i < to; ++i) *out++ = i < number.count ? number.digits[i] : '0';
  return out;
}

}  // namespace

std::string_view JavaDouble(double value, char* buffer) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  char* out = buffer;
  if (std::signbit(value)) *out++ = '-';
  const double magnitude = std::fabs(value);
  if (magnitude == 0) {
    out[0] = out[2] = '0';
    out[1] = '.';
    return {buffer, static_cast<std::size_t>(out + 3 - buffer)};
  }
  const Shortest number = ShortestOf(magnitude);
  if (magnitude >= 1e-3 && magnitude < 1e7) {
    const int point = number.exponent;
    out = Digits(number, 0, point, out);
    *out++ = '.';
    for (int i = point; i < 0; ++i) *out++ = '0';
    const int from = point < 0 ? 0 : point;
    out = Digits(number, from, number.count, out);
  } else {
    out = Digits(number, 0, 1, out);
    *out++ = '.';
    out = Digits(number, 1, number.count, out);
    *out++ = 'E';
    out = std::to_chars(out, buffer + kJavaDoubleBytes, number.exponent - 1).ptr;
  }
  return {buffer, static_cast<std::size_t>(out - buffer)};
}

std::string_view JacksonText(std::string_view number, char* buffer) {
  if (number == "-0") return "0";
  if (number.find_first_of(".eE") == std::string_view::npos) return number;
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error == std::errc::result_out_of_range) {
    // Only an underflow gets here: the reader refuses what is not finite.
    value = number.front() == '-' ? -0.0 : 0.0;
  } else if (error != std::errc()) {
    return number;
  }
  return JavaDouble(value, buffer);
}

}  // namespace sluice::flink
