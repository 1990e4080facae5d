// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/value.h"

#include "flink/value/java_decimal.h"
#include "flink/value/java_error.h"
#include "sluice/flink/secrets.h"

namespace sluice::flink {

std::string JavaError::Message() const {
  if (chain.empty()) return {};
  const std::string& first = chain.front().message;
  const std::string& last = chain.back().message;
  if (last.empty() || first.find(last) != std::string::npos) return first;
  return first + " (" + last + ")";
}

std::string DoubleToJavaString(double number) { return value::DoubleToString(number); }
std::string FloatToJavaString(float number) { return value::FloatToString(number); }

namespace value {

JavaError CouldNotParse(std::string_view key, std::string_view text, FlinkVersion version,
                        JavaError cause) {
  std::string message = "Could not parse value ";
  // Up to 1.16 Flink shows the values of secrets here too.
  const bool hidden = version >= FlinkVersion::k1_17 && IsSensitiveKey(key, version);
  if (!hidden) message.append("'").append(text).append("' ");
  return Wrap(kIllegalArgument, message.append("for key '").append(key).append("'."),
              std::move(cause));
}

}  // namespace value
}  // namespace sluice::flink
