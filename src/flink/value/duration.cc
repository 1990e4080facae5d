// SPDX-License-Identifier: Apache-2.0
// Source: org.apache.flink.util.TimeUtils. Up to 1.20 the number is a long; from 2.0 it is a
// BigInteger; from 2.1 a text without a leading digit may be an ISO-8601 duration
// (java.time.Duration.parse).
#include <array>
#include <limits>
#include <optional>

#include "flink/value/java_error.h"
#include "flink/value/java_text.h"
#include "sluice/base/text.h"
#include "sluice/flink/value.h"

namespace sluice::flink {
namespace {

__extension__ using Wide = unsigned __int128;
__extension__ using SignedWide = __int128;

using value::kArithmetic;
using value::kIllegalArgument;
using value::kNumberFormat;
using value::Throw;

constexpr std::int64_t kMaxLong = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

struct Unit {
  std::string_view name;                   // of the enum, in messages
  std::array<std::string_view, 5> labels;  // the first is the one that Flink writes
  std::int64_t nanos;
};

constexpr std::array<Unit, 7> kUnits = {
    {{"DAYS", {"d", "day", "days"}, 86'400 * kNanosPerSecond},
     {"HOURS", {"h", "hour", "hours"}, 3'600 * kNanosPerSecond},
     {"MINUTES", {"min", "m", "minute", "minutes"}, 60 * kNanosPerSecond},
     {"SECONDS", {"s", "sec", "secs", "second", "seconds"}, kNanosPerSecond},
     {"MILLISECONDS", {"ms", "milli", "millis", "millisecond", "milliseconds"}, 1'000'000},
     {"MICROSECONDS", {"\xC2\xB5s", "micro", "micros", "microsecond", "microseconds"}, 1'000},
     {"NANOSECONDS", {"ns", "nano", "nanos", "nanosecond", "nanoseconds"}, 1}}};
constexpr const Unit& kMilliseconds = kUnits[4];

// The unit of a label in lower case, which is not empty.
const Unit* UnitOf(std::string_view label) {
  for (const Unit& unit : kUnits) {
    for (const std::string_view one : unit.labels) {
      if (one == label) return &unit;
    }
  }
  return nullptr;
}

// The unit of a label as written. Nearly everybody writes lower case, and then nothing is copied.
const Unit* FindUnit(std::string_view label) {
  if (label.empty()) return &kMilliseconds;
  const Unit* unit = UnitOf(label);
  return unit != nullptr ? unit : UnitOf(value::ToLowerCase(label));
}

tl::unexpected<JavaError> UnknownUnit(std::string_view label) {
  std::string message = std::string("Time interval unit label '")
                            .append(value::ToLowerCase(label))
                            .append("' does not match any of the recognized units: ");
  bool first = true;
  for (const Unit& unit : kUnits) {
    message.append(first ? "" : ", ").append(unit.name).append(": (");
    for (const std::string_view label_of_unit : unit.labels) {
      if (label_of_unit.empty()) break;
      message.append(label_of_unit == unit.labels.front() ? "" : " | ").append(label_of_unit);
    }
    message += ')';
    first = false;
  }
  return Throw(kIllegalArgument, std::move(message));
}

// A number of digits; nothing when it is above `limit`.
std::optional<Wide> ReadNumber(std::string_view digits, Wide limit) {
  Wide number = 0;
  for (const char c : digits) {
    const auto digit = static_cast<unsigned>(c - '0');
    if (__builtin_mul_overflow(number, Wide{10}, &number) ||
        __builtin_add_overflow(number, Wide{digit}, &number) || number > limit) {
      return std::nullopt;
    }
  }
  return number;
}

// number * unit, exact; nothing when the seconds pass a long.
std::optional<Duration> Multiply(Wide number, const Unit& unit) {
  if (unit.nanos >= kNanosPerSecond) {
    const Wide per_unit = static_cast<Wide>(unit.nanos / kNanosPerSecond);
    if (number > static_cast<Wide>(kMaxLong) / per_unit) return std::nullopt;
    return Duration{static_cast<std::int64_t>(number * per_unit), 0};
  }
  const Wide per_second = static_cast<Wide>(kNanosPerSecond / unit.nanos);
  const Wide seconds = number / per_second;
  if (seconds > static_cast<Wide>(kMaxLong)) return std::nullopt;
  return Duration{
      static_cast<std::int64_t>(seconds),
      static_cast<std::int32_t>(static_cast<std::int64_t>(number % per_second) * unit.nanos)};
}

// --- ISO-8601 -----------------------------------------------------------------------------------

class IsoReader {
 public:
  explicit IsoReader(std::string_view text) : rest_(text) {}

  // Duration.parse; nothing for any reason it throws for.
  std::optional<Duration> Read() {
    const bool negate = TakeSign() == '-';
    if (!TakeLetter('P')) return std::nullopt;
    bool any = TakePart('D', 86'400);
    if (TakeLetter('T')) {
      bool any_time = TakePart('H', 3'600);
      any_time = TakePart('M', 60) || any_time;
      any_time = TakeSeconds() || any_time;
      if (!any_time) return std::nullopt;
      any = true;
    }
    if (!any || failed_ || !rest_.empty()) return std::nullopt;
    return Sum(negate);
  }

 private:
  static char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

  char TakeSign() {
    if (rest_.empty() || (rest_[0] != '+' && rest_[0] != '-')) return 0;
    const char sign = rest_[0];
    rest_.remove_prefix(1);
    return sign;
  }

  bool TakeLetter(char letter) {
    if (rest_.empty() || Upper(rest_[0]) != letter) return false;
    rest_.remove_prefix(1);
    return true;
  }

  static std::size_t CountDigits(std::string_view text) {
    std::size_t count = 0;
    while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
    return count;
  }

  // Long.parseLong and Math.multiplyExact; sets failed_ beyond a long.
  std::int64_t Number(std::string_view digits, bool negative, std::int64_t multiplier) {
    const Wide limit = static_cast<Wide>(kMaxLong) + (negative ? 1 : 0);
    const std::optional<Wide> number = ReadNumber(digits, limit);
    const SignedWide product =
        number ? static_cast<SignedWide>(*number) * (negative ? -multiplier : multiplier) : 0;
    if (!number || product > kMaxLong || product < std::numeric_limits<std::int64_t>::min()) {
      failed_ = true;
      return 0;
    }
    return static_cast<std::int64_t>(product);
  }

  // [sign]digits<letter>: adds it. False, taking nothing, when that is not what comes.
  bool TakePart(char letter, std::int64_t seconds) {
    const std::string_view before = rest_;
    const bool negative = TakeSign() == '-';
    const std::size_t digits = CountDigits(rest_);
    if (digits == 0 || digits >= rest_.size() || Upper(rest_[digits]) != letter) {
      rest_ = before;
      return false;
    }
    parts_[count_++] = Number(rest_.substr(0, digits), negative, seconds);
    rest_.remove_prefix(digits + 1);
    return true;
  }

  // [sign]digits[(.|,)0-9 digits]S
  bool TakeSeconds() {
    const std::string_view before = rest_;
    const bool negative = TakeSign() == '-';
    const std::size_t digits = CountDigits(rest_);
    std::string_view fraction;
    std::size_t end = digits;
    if (end < rest_.size() && (rest_[end] == '.' || rest_[end] == ',')) {
      fraction = rest_.substr(end + 1, CountDigits(rest_.substr(end + 1)));
      end += 1 + fraction.size();
    }
    if (digits == 0 || fraction.size() > 9 || end >= rest_.size() || Upper(rest_[end]) != 'S') {
      rest_ = before;
      return false;
    }
    parts_[count_++] = Number(rest_.substr(0, digits), negative, 1);
    for (std::size_t i = 0; i < 9; ++i) {
      nanos_ = nanos_ * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
    }
    if (negative) nanos_ = -nanos_;
    rest_.remove_prefix(end + 1);
    return true;
  }

  // Duration.create: the parts are added from the right, each sum checked.
  std::optional<Duration> Sum(bool negate) {
    std::int64_t seconds = 0;
    for (std::size_t i = count_; i-- > 0;) {
      if (__builtin_add_overflow(parts_[i], seconds, &seconds)) return std::nullopt;
    }
    std::int64_t nanos = nanos_;
    if (nanos < 0) {
      nanos += kNanosPerSecond;
      if (__builtin_sub_overflow(seconds, std::int64_t{1}, &seconds)) return std::nullopt;
    }
    if (!negate) return Duration{seconds, static_cast<std::int32_t>(nanos)};
    if (nanos != 0) {
      nanos = kNanosPerSecond - nanos;
      if (__builtin_add_overflow(seconds, std::int64_t{1}, &seconds)) return std::nullopt;
    }
    if (__builtin_sub_overflow(std::int64_t{0}, seconds, &seconds)) return std::nullopt;
    return Duration{seconds, static_cast<std::int32_t>(nanos)};
  }

  std::string_view rest_;
  std::array<std::int64_t, 4> parts_{};
  std::size_t count_ = 0;
  std::int64_t nanos_ = 0;
  bool failed_ = false;
};

Parsed<Duration> ParseIso(std::string_view trimmed) {
  const std::optional<Duration> duration = IsoReader(trimmed).Read();
  if (!duration) {
    return Throw(
        kNumberFormat,
        "text does not start with a number, and is not a valid ISO-8601 duration format: " +
            std::string(trimmed));
  }
  if (duration->seconds < 0) return Throw(kNumberFormat, "negative duration is not supported");
  return *duration;
}

Parsed<Duration> ParseLongNumber(std::string_view number, std::string_view label) {
  const std::optional<Wide> amount = ReadNumber(number, static_cast<Wide>(kMaxLong));
  if (!amount) {
    return Throw(kIllegalArgument,
                 std::string("The value '")
                     .append(number)
                     .append("' cannot be re represented as 64bit number (numeric "
                             "overflow)."));
  }
  const Unit* unit = FindUnit(label);
  if (unit == nullptr) return UnknownUnit(label);
  const std::optional<Duration> duration = Multiply(*amount, *unit);
  if (!duration) return Throw(kArithmetic, "long overflow");
  return *duration;
}

Parsed<Duration> ParseBigNumber(std::string_view number, std::string_view label) {
  const Unit* unit = FindUnit(label);
  if (unit == nullptr) return UnknownUnit(label);
  const std::optional<Wide> amount = ReadNumber(number, ~Wide{0});
  const std::optional<Duration> duration = amount ? Multiply(*amount, *unit) : std::nullopt;
  if (duration) return *duration;
  JavaError cause;
  cause.chain.push_back({std::string(kArithmetic), "BigInteger out of long range"});
  return tl::unexpected<JavaError>(
      value::Wrap(kIllegalArgument,
                  std::string("The value '")
                      .append(number)
                      .append("' cannot be represented as Duration (numeric overflow)."),
                  std::move(cause)));
}

}  // namespace

Parsed<Duration> ParseDuration(std::string_view text, FlinkVersion version) {
  const std::string_view trimmed = base::JavaTrim(text);
  if (trimmed.empty()) {
    return Throw(kIllegalArgument, "argument is an empty- or whitespace-only string");
  }
  std::size_t digits = 0;
  while (digits < trimmed.size() && trimmed[digits] >= '0' && trimmed[digits] <= '9') ++digits;
  const std::string_view number = trimmed.substr(0, digits);
  if (number.empty()) {
    if (version >= FlinkVersion::k2_1) return ParseIso(trimmed);
    return Throw(kNumberFormat, "text does not start with a number");
  }
  const std::string_view label = base::JavaTrim(trimmed.substr(digits));
  if (version >= FlinkVersion::k2_0) return ParseBigNumber(number, label);
  return ParseLongNumber(number, label);
}

Parsed<std::string> DurationToString(Duration duration, FlinkVersion version) {
  const SignedWide nanos =
      static_cast<SignedWide>(duration.seconds) * kNanosPerSecond + duration.nanos;
  if (version < FlinkVersion::k2_0 &&
      (nanos > kMaxLong || nanos < std::numeric_limits<std::int64_t>::min())) {
    return Throw(kArithmetic, "long overflow");
  }
  if (nanos == 0) return std::string("0 ms");
  const Unit* highest = &kUnits.back();
  for (auto unit = kUnits.rbegin(); unit != kUnits.rend(); ++unit) {
    if (nanos % unit->nanos != 0) break;
    highest = &*unit;
  }
  // Up to 1.17 only a unit that leaves a remainder ends the search; whole days have none.
  if (version <= FlinkVersion::k1_17 && highest == &kUnits.front()) highest = &kMilliseconds;
  const SignedWide count = nanos / highest->nanos;
  // At most 2^63 of any unit that a Duration read from a text can have; nanoseconds may pass it.
  std::string digits;
  for (Wide rest = static_cast<Wide>(count < 0 ? -count : count); rest != 0; rest /= 10) {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  return (count < 0 ? "-" : "") + digits + " " + std::string(highest->labels.front());
}

}  // namespace sluice::flink
