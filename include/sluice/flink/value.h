// SPDX-License-Identifier: Apache-2.0
// Flink's own readings of configuration values: what Configuration.get(option) would return for a
// text, per version, errors included. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/flink/version.h"

namespace sluice::flink {

// Whether values are read as standard YAML (config.yaml). The Apache operator writes that file from
// 2.0 on and flink-conf.yaml before.
constexpr bool UsesStandardYaml(FlinkVersion version) { return version >= FlinkVersion::k2_0; }

// java.time.Duration: seconds and nanoseconds (0..999'999'999).
struct Duration {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  friend auto operator<=>(const Duration&, const Duration&) = default;
  [[nodiscard]] std::int64_t ToMillis() const { return seconds * 1000 + nanos / 1'000'000; }
};

// A Java exception as Flink would throw it: the cause chain, outermost first.
struct JavaError {
  struct Link {
    std::string type;     // simple class name, "IllegalArgumentException"
    std::string message;  // may be empty
  };
  std::vector<Link> chain;
  // What a person needs of the chain: its first message, and the last when that says more.
  [[nodiscard]] std::string Message() const;
};

template <typename T>
using Parsed = tl::expected<T, JavaError>;

// MemorySize.parse: bytes. Grammar: digits, optional unit (b, kb, mb, gb, tb and long forms,
// all 1024-based), Java trim; no unit = bytes.
Parsed<std::int64_t> ParseMemorySize(std::string_view text);
// MemorySize.parse(text, MEGA_BYTES): no unit = MiB.
Parsed<std::int64_t> ParseMemorySizeMebi(std::string_view text);
// TimeUtils.parseDuration: digits and unit, no unit = ms; ISO-8601 from 2.1 on.
Parsed<Duration> ParseDuration(std::string_view text, FlinkVersion version);
// Configuration's conversions of a String value: no trim for boolean, int, long and enum.
Parsed<bool> ParseBoolean(std::string_view text);
Parsed<std::int32_t> ParseInt(std::string_view text);
Parsed<std::int64_t> ParseLong(std::string_view text);
Parsed<double> ParseDouble(std::string_view text);
Parsed<float> ParseFloat(std::string_view text);
// The constant whose toString() equals `text` in upper case: its index.
Parsed<std::size_t> ParseEnum(std::string_view text, std::span<const std::string_view> constants);
// Lists of strings: `;` separated with quotes; with standard YAML first as a YAML list.
Parsed<std::vector<std::string>> ParseList(std::string_view text, bool standard_yaml);
// Maps: `key:value,key:value`; with standard YAML first as a YAML map. In the order of the text.
Parsed<std::vector<std::pair<std::string, std::string>>> ParseMap(
    std::string_view text, bool standard_yaml, FlinkVersion version = kNewestCatalogued);

// StructuredOptionsSplitter.splitEscaped and escapeWithSingleQuote: text with quotes, split at a
// separator; and a part quoted when it holds a quote or one of `special`.
Parsed<std::vector<std::string>> SplitEscaped(std::string_view text, char separator);
std::string EscapeWithSingleQuote(std::string_view text, std::string_view special);

// MemorySize.toString ("2 gb") and toHumanReadableString ("1024.000mb (1073741824 bytes)").
std::string MemorySizeToString(std::int64_t bytes);
std::string MemorySizeToHuman(std::int64_t bytes);
// TimeUtils.formatWithHighestUnit ("90 s"). Up to 1.20 it fails above 2^63 nanoseconds.
Parsed<std::string> DurationToString(Duration duration, FlinkVersion version);
// Double.toString and Float.toString of JDK 17.
std::string DoubleToJavaString(double number);
std::string FloatToJavaString(float number);

}  // namespace sluice::flink
