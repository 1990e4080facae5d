// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace sluice::flink {

// Room for any text that JavaDouble writes.
inline constexpr std::size_t kJavaDoubleBytes = 32;

// Double.toString(value) of Java 19 and later: the shortest decimal that reads back as `value`,
// with at least one digit on both sides of the point, "1.0E7" from 10^7 on and below 10^-3. Written
// into `buffer` of kJavaDoubleBytes.
std::string_view JavaDouble(double value, char* buffer);

// What Jackson's asText() makes of a JSON number's text: integers keep their digits, everything
// with a fraction or an exponent becomes a double. The result is `number` itself or lies in
// `buffer`.
std::string_view JacksonText(std::string_view number, char* buffer);

}  // namespace sluice::flink
