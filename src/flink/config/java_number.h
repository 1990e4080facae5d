// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace sluice::flink {

// Room for any text that JavaDouble writes.
inline constexpr std::size_t kJavaDoubleBytes = 32;

// Double.toString(number) of JDK 17, which the operator runs on, with its long digits for some
// numbers (2e23 is "1.9999999999999998E23"). Written into `buffer` of kJavaDoubleBytes.
std::string_view JavaDouble(double number, char* buffer);

// What Jackson's asText() makes of a JSON number's text: integers keep their digits, everything
// with a fraction or an exponent becomes a double. The result is `number` itself or lies in
// `buffer`.
std::string_view JacksonText(std::string_view number, char* buffer);

}  // namespace sluice::flink
