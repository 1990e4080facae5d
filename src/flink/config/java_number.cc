// SPDX-License-Identifier: Apache-2.0
#include "flink/config/java_number.h"

#include <charconv>
#include <string>

#include "flink/value/java_decimal.h"

namespace sluice::flink {

std::string_view JavaDouble(double number, char* buffer) {
  const std::string text = value::DoubleToString(number);  // at most 24 characters
  return {buffer, text.copy(buffer, kJavaDoubleBytes)};
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
