// SPDX-License-Identifier: Apache-2.0
// Making of JavaError values.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "sluice/flink/value.h"

namespace sluice::flink::value {

inline constexpr std::string_view kIllegalArgument = "IllegalArgumentException";
inline constexpr std::string_view kNumberFormat = "NumberFormatException";
inline constexpr std::string_view kArithmetic = "ArithmeticException";

inline tl::unexpected<JavaError> Throw(std::string_view type, std::string message) {
  JavaError error;
  error.chain.push_back({std::string(type), std::move(message)});
  return tl::unexpected<JavaError>(std::move(error));
}

// new X(message, cause).
inline JavaError Wrap(std::string_view type, std::string message, JavaError cause) {
  cause.chain.insert(cause.chain.begin(), {std::string(type), std::move(message)});
  return cause;
}

// Configuration.getOptional's error for a value that it cannot convert: hides the value of a key
// that GlobalConfiguration calls sensitive.
JavaError CouldNotParse(std::string_view key, std::string_view value, FlinkVersion version,
                        JavaError cause);

}  // namespace sluice::flink::value
