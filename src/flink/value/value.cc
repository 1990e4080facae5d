// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/value.h"

#include <algorithm>
#include <array>

#include "flink/value/java_decimal.h"
#include "flink/value/java_error.h"
#include "flink/value/java_text.h"

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

bool IsSensitiveKey(std::string_view key, FlinkVersion version) {
  // GlobalConfiguration.SENSITIVE_KEYS and the first version that has each.
  struct Word {
    std::string_view text;
    FlinkVersion since;
  };
  static constexpr std::array<Word, 11> kWords = {{
      {"password", FlinkVersion::k1_13},
      {"secret", FlinkVersion::k1_13},
      {"fs.azure.account.key", FlinkVersion::k1_13},
      {"apikey", FlinkVersion::k1_13},
      {"auth-params", FlinkVersion::k1_17},
      {"service-key", FlinkVersion::k1_17},
      {"token", FlinkVersion::k1_17},
      {"basic-auth", FlinkVersion::k1_17},
      {"jaas.config", FlinkVersion::k1_17},
      {"http-headers", FlinkVersion::k1_19},
      {"api-key", FlinkVersion::k2_1},
  }};
  const std::string lower = value::ToLowerCase(key);
  return std::any_of(kWords.begin(), kWords.end(), [&](const Word& word) {
    return version >= word.since && lower.find(word.text) != std::string::npos;
  });
}

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
