// SPDX-License-Identifier: Apache-2.0
// The decimal that Double.toString and Float.toString print on JDK 17, and arithmetic on it. JDK 17
// does not always print the shortest decimal (JDK-4511638, fixed in 19), and Flink computes memory
// with what it prints: BigDecimal.valueOf(double) reads Double.toString. Pure, any thread; only the
// functions that return a string allocate.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::flink::value {

// 0.d1d2d3... times 10^exponent, of a finite number above zero.
struct Decimal {
  std::array<char, 24> digits{};  // '0' to '9'
  int count = 0;
  int exponent = 0;
};

// `magnitude` is finite and above zero.
Decimal ToDecimal(double magnitude);
Decimal ToDecimal(float magnitude);

// Double.toString, Float.toString.
std::string DoubleToString(double number);
std::string FloatToString(float number);

// BigDecimal.valueOf(units) * BigDecimal.valueOf(factor), truncated; nothing when the product is
// above Long.MAX_VALUE. `units` and `factor` are finite and not negative.
std::optional<std::int64_t> MultiplyTruncated(std::int64_t units, double factor);

// String.format(Locale.ROOT, "%.3f", number), which rounds the printed decimal half up. `number` is
// finite and at least 1.
std::string HalfUpThousandths(double number);

// BigDecimal.valueOf(number).setScale(8, RoundingMode.DOWN).stripTrailingZeros().toString(), of a
// finite number that is not negative: how Flink holds CPU cores.
std::string ToResourceText(double number);

}  // namespace sluice::flink::value
