// SPDX-License-Identifier: Apache-2.0
// Source: org.apache.flink.configuration.MemorySize (1.15 to 2.3, the same in all).
#include <array>
#include <limits>

#include "flink/value/java_decimal.h"
#include "flink/value/java_error.h"
#include "flink/value/java_text.h"
#include "sluice/base/text.h"
#include "sluice/flink/value.h"

namespace sluice::flink {
namespace {

using value::kIllegalArgument;
using value::kNumberFormat;
using value::Throw;

struct Unit {
  std::string_view short_name, other_name, long_name;
  unsigned shift;
};

constexpr std::array<Unit, 5> kUnits = {{{"b", "bytes", "bytes", 0},
                                         {"k", "kb", "kibibytes", 10},
                                         {"m", "mb", "mebibytes", 20},
                                         {"g", "gb", "gibibytes", 30},
                                         {"t", "tb", "tebibytes", 40}}};
// What toString and toHumanReadableString print for each unit.
constexpr std::array<std::string_view, 5> kPrinted = {"bytes", "kb", "mb", "gb", "tb"};

const Unit* FindUnit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (name == unit.short_name || name == unit.other_name || name == unit.long_name) return &unit;
  }
  return nullptr;
}

struct Split {
  std::string_view number;
  std::string_view unit;  // trimmed, as written
};

Split SplitNumber(std::string_view trimmed) {
  std::size_t digits = 0;
  while (digits < trimmed.size() && trimmed[digits] >= '0' && trimmed[digits] <= '9') ++digits;
  return {trimmed.substr(0, digits), base::JavaTrim(trimmed.substr(digits))};
}

tl::unexpected<JavaError> Overflow(std::string_view number, std::string_view of) {
  return Throw(kIllegalArgument, std::string("The value '")
                                     .append(number)
                                     .append("' cannot be re represented as 64bit number")
                                     .append(of)
                                     .append(" (numeric overflow)."));
}

tl::unexpected<JavaError> UnknownUnit(std::string_view unit) {
  return Throw(kIllegalArgument,
               "Memory size unit '" + value::ToLowerCase(unit) +
                   "' does not match any of the recognized units: (b | bytes) / (k | kb | "
                   "kibibytes) / (m | mb | mebibytes) / (g | gb | gibibytes) / (t | tb | "
                   "tebibytes)");
}

// The shift of the unit; the usual spellings need no lower-casing.
Parsed<unsigned> UnitShift(std::string_view unit) {
  if (unit.empty()) return 0U;
  if (const Unit* found = FindUnit(unit)) return found->shift;
  if (const Unit* found = FindUnit(value::ToLowerCase(unit))) return found->shift;
  return UnknownUnit(unit);
}

// `written` is what an overflow message repeats.
Parsed<std::int64_t> Parse(std::string_view written, bool default_mebi) {
  const std::string_view trimmed = base::JavaTrim(written);
  if (trimmed.empty()) {
    return Throw(kIllegalArgument, "argument is an empty- or whitespace-only string");
  }
  const Split split = SplitNumber(trimmed);
  if (split.number.empty()) return Throw(kNumberFormat, "text does not start with a number");
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  std::uint64_t number = 0;
  for (const char c : split.number) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (number > (kMax - digit) / 10) return Overflow(split.number, "");
    number = number * 10 + digit;
  }
  const bool use_default = default_mebi && split.unit.empty();
  const Parsed<unsigned> shift = use_default ? Parsed<unsigned>(20U) : UnitShift(split.unit);
  if (!shift) return tl::unexpected<JavaError>(shift.error());
  if (number > (kMax >> *shift)) {
    return Overflow(std::string(written) + (use_default ? "m" : ""), " of bytes");
  }
  return static_cast<std::int64_t>(number << *shift);
}

}  // namespace

Parsed<std::int64_t> ParseMemorySize(std::string_view text) { return Parse(text, false); }
Parsed<std::int64_t> ParseMemorySizeMebi(std::string_view text) { return Parse(text, true); }

std::string MemorySizeToString(std::int64_t bytes) {
  // The first unit that leaves a remainder ends the search, so a whole number of TiB has no unit
  // that "is one too large" and prints in bytes.
  for (std::size_t i = 1; i < kUnits.size(); ++i) {
    if (bytes % (std::int64_t{1} << kUnits[i].shift) != 0) {
      return std::to_string(bytes >> kUnits[i - 1].shift).append(" ").append(kPrinted[i - 1]);
    }
  }
  return std::to_string(bytes) + " bytes";
}

std::string MemorySizeToHuman(std::int64_t bytes) {
  std::size_t unit = 0;
  for (std::size_t i = 1; i < kUnits.size(); ++i) {
    if (bytes > (std::int64_t{1} << kUnits[i].shift)) unit = i;
  }
  if (unit == 0) return std::to_string(bytes) + " bytes";
  // "%.3f" of the double 1.0 * bytes / unit, rounded half up on its decimal, as
  // java.util.Formatter.
  const std::string thousandths = value::HalfUpThousandths(
      static_cast<double>(bytes) / static_cast<double>(std::int64_t{1} << kUnits[unit].shift));
  return thousandths + std::string(kPrinted[unit]) + " (" + std::to_string(bytes) + " bytes)";
}

}  // namespace sluice::flink
