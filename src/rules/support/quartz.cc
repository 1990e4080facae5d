// SPDX-License-Identifier: Apache-2.0
#include "rules/support/quartz.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sluice/base/text.h"
#include "sluice/flink/value.h"

namespace sluice::rules {
namespace {

enum Unit : std::uint8_t { kSecond, kMinute, kHour, kDayOfMonth, kMonth, kDayOfWeek, kYear };

// Two values that Quartz keeps among the real ones: `*` and `?`.
constexpr int kAll = 99;
constexpr int kUnspecified = 98;

struct Bounds {
  int least, most, most_increment;
};
constexpr std::array<Bounds, 6> kBounds = {
    {{0, 59, 59}, {0, 59, 59}, {0, 23, 23}, {1, 31, 31}, {1, 12, 12}, {1, 7, 7}}};

using base::IsDigit;

// The place of a three-letter name in a row of them, from 1; 0 when it is none.
int NameIndex(std::string_view name, std::string_view names) {
  if (name.size() < 3) return 0;
  for (std::size_t i = 0; i + 3 <= names.size(); i += 3) {
    if (names.substr(i, 3) == name.substr(0, 3)) return static_cast<int>(i / 3) + 1;
  }
  return 0;
}
constexpr std::string_view kMonths = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
constexpr std::string_view kDays = "SUNMONTUEWEDTHUFRISAT";

// The number that the digits at the beginning of `text` make, which are cut off; nothing when there
// are none or they pass an int.
std::optional<int> TakeNumber(std::string_view& text) {
  std::size_t digits = 0;
  while (digits < text.size() && IsDigit(text[digits])) ++digits;
  const auto value = flink::ParseInt(text.substr(0, digits));
  text.remove_prefix(digits);
  return value ? std::optional<int>(*value) : std::nullopt;
}

// The words of `text` between any of `separators`, empty ones left out.
template <typename Visit>
bool ForEachToken(std::string_view text, std::string_view separators, const Visit& visit) {
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(separators), text.size()));
    if (text.empty()) return true;
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    if (!visit(text.substr(0, end))) return false;
    text.remove_prefix(end);
  }
}

// Reads one expression and keeps of its values only what decides whether it is valid.
class Cron {
 public:
  bool Read(std::string_view expression) {
    int unit = kSecond;
    const bool good = ForEachToken(expression, " \t", [&](std::string_view field) {
      return unit <= kYear && ReadField(base::JavaTrim(field), static_cast<Unit>(unit++));
    });
    // Exactly one of the two kinds of day is left open by `?`.
    return good && unit > kDayOfWeek && month_open_ != week_open_;
  }

 private:
  bool ReadField(std::string_view field, Unit unit) {
    const bool list = field.find(',') != std::string_view::npos;
    const bool day = unit == kDayOfMonth || unit == kDayOfWeek;
    if (day && list && field.find('L') != std::string_view::npos) return false;  // Quartz 2.4
    if (unit == kDayOfWeek) {
      const std::size_t hash = field.find('#');
      if (hash != std::string_view::npos && field.find('#', hash + 1) != std::string_view::npos) {
        return false;
      }
    }
    return ForEachToken(field, ",", [&](std::string_view item) { return ReadItem(item, unit); });
  }

  bool ReadItem(std::string_view item, Unit unit) {
    const char c = item.front();
    if (c >= 'A' && c <= 'Z' && !IsLast(item)) return ReadName(item, unit);
    if (c == '?') return ReadOpen(item, unit);
    if (c == '*' || c == '/') return ReadEvery(item, unit);
    if (c == 'L') return ReadLast(item, unit);
    return IsDigit(c) && ReadNumber(item, unit);
  }

  // L, LW, L-3, L-3W.
  static bool IsLast(std::string_view item) {
    if (item == "L" || item == "LW") return true;
    if (!item.starts_with("L-")) return false;
    item.remove_prefix(2);
    while (!item.empty() && IsDigit(item.front())) item.remove_prefix(1);
    return item.empty() || item == "W";
  }

  static bool IsNth(std::string_view text) {
    const auto nth = flink::ParseInt(text);
    return nth && *nth >= 1 && *nth <= 5;
  }

  bool ReadName(std::string_view item, Unit unit) {
    if (unit != kMonth && unit != kDayOfWeek) return false;
    const std::string_view names = unit == kMonth ? kMonths : kDays;
    if (NameIndex(item, names) == 0) return false;
    item.remove_prefix(3);
    if (item.starts_with('-')) return NameIndex(item.substr(1), names) != 0;
    return unit == kMonth || !item.starts_with('#') || IsNth(item.substr(1));
  }

  bool ReadOpen(std::string_view item, Unit unit) {
    if (item.size() > 2) return false;
    if (unit == kDayOfMonth) return Add(kUnspecified, -1, 0, unit);
    return unit == kDayOfWeek && !month_open_last_ && Add(kUnspecified, -1, 0, unit);
  }

  // `*`, `*/5`, `/5`.
  bool ReadEvery(std::string_view item, Unit unit) {
    if (item == "*") return Add(kAll, -1, 0, unit);
    if (item.starts_with('*')) item.remove_prefix(1);
    if (!item.starts_with('/')) return Add(kAll, -1, 1, unit);
    const auto increment = flink::ParseInt(item.substr(1));
    return increment && FitsIncrement(*increment, unit) && Add(kAll, -1, *increment, unit);
  }

  bool ReadLast(std::string_view item, Unit unit) {
    if (unit == kDayOfWeek) return Add(7, 7, 0, unit);
    if (unit != kDayOfMonth) return true;
    item.remove_prefix(1);
    if (!item.starts_with('-')) return true;
    item.remove_prefix(1);
    if (item.empty()) return false;
    const auto offset = item.front() == 'W' ? std::optional(0) : TakeNumber(item);
    constexpr int kMostOffset = 30;
    return offset && *offset <= kMostOffset;
  }

  bool ReadNumber(std::string_view item, Unit unit) {
    const auto value = TakeNumber(item);
    if (!value) return false;
    if (item.empty()) return Add(*value, -1, -1, unit);
    const char c = item.front();
    item.remove_prefix(1);
    switch (c) {
      case 'L':
        return unit == kDayOfWeek && *value >= 1 && *value <= 7 && Keep(*value, unit);
      case 'W':
        return unit == kDayOfMonth && *value <= 31;
      case '#':
        return unit == kDayOfWeek && IsNth(item) && Keep(*value, unit);
      case '-':
        return ReadRange(*value, item, unit);
      case '/':
        return ReadStep(*value, item, unit);
      default:  // Quartz looks no further
        return Add(*value, -1, 0, unit);
    }
  }

  bool ReadRange(int from, std::string_view rest, Unit unit) {
    const auto to = TakeNumber(rest);
    if (!to) return false;
    int increment = 1;
    if (rest.starts_with('/')) {
      rest.remove_prefix(1);
      const auto step = TakeNumber(rest);
      if (!step) return false;
      increment = *step;
    }
    return Add(from, *to, increment, unit);
  }

  bool ReadStep(int from, std::string_view rest, Unit unit) {
    const std::size_t size = rest.size();
    const auto step = TakeNumber(rest);
    if (!step || !FitsIncrement(*step, unit)) return false;
    // After one digit another character is refused, after two it is not looked at.
    if (size - rest.size() == 1 && !rest.empty()) return false;
    return Add(from, -1, *step, unit);
  }

  static bool FitsIncrement(int increment, Unit unit) {
    return unit == kYear || increment <= kBounds[unit].most_increment;
  }

  bool Add(int value, int end, int increment, Unit unit) {
    if (unit == kYear) return increment == 0 || increment == -1 || end == -1 || end >= value;
    const Bounds& bounds = kBounds[unit];
    const bool mark =
        value == kAll || (value == kUnspecified && (unit == kDayOfMonth || unit == kDayOfWeek));
    if (!mark && (value < bounds.least || value > bounds.most || end > bounds.most)) return false;
    return Keep(value, unit);
  }

  // Notes what the rules about `?` ask.
  bool Keep(int value, Unit unit) {
    if (unit == kDayOfMonth) {
      month_open_ = month_open_ || value == kUnspecified;
      month_all_ = month_all_ || value == kAll;
      // Quartz asks for the greatest value: `*` is above `?`.
      month_open_last_ = month_open_ && !month_all_;
    } else if (unit == kDayOfWeek) {
      week_open_ = week_open_ || value == kUnspecified;
    }
    return true;
  }

  bool month_all_ = false;
  bool month_open_ = false;
  bool month_open_last_ = false;
  bool week_open_ = false;
};

// Milliseconds since midnight; nothing when it is no time of the day.
std::optional<int> TimeOfDay(std::string_view text) {
  constexpr std::array<int, 4> kMost = {23, 59, 59, 999};
  constexpr std::array<int, 4> kMillis = {3'600'000, 60'000, 1'000, 1};
  std::size_t parts = 0;
  int millis = 0;
  const bool good = ForEachToken(text, ":", [&](std::string_view part) {
    if (parts == kMost.size()) return false;
    const auto value = flink::ParseInt(part);
    if (!value || *value < 0 || *value > kMost[parts]) return false;
    millis += *value * kMillis[parts++];
    return true;
  });
  return good && parts >= 2 ? std::optional(millis) : std::nullopt;
}

// The parts of `text` between `separator`, as Java's String.split gives them: without empty ones at
// the end, and one part for an empty text.
std::vector<std::string_view> JavaSplit(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  std::size_t at = 0;
  while (true) {
    const std::size_t end = text.find(separator, at);
    parts.push_back(text.substr(at, end == std::string_view::npos ? end : end - at));
    if (end == std::string_view::npos) break;
    at = end + separator.size();
  }
  while (parts.size() > 1 && parts.back().empty()) parts.pop_back();
  if (parts.size() == 1 && parts.front().empty() && !text.empty()) parts.clear();
  return parts;
}

}  // namespace

bool IsDailyRange(std::string_view text) {
  const auto parts = JavaSplit(text, "-");
  if (parts.size() != 2) return false;
  const auto from = TimeOfDay(parts[0]);
  const auto to = TimeOfDay(parts[1]);
  return from && to && *from < *to;
}

bool IsQuartzCron(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return Cron().Read(upper);
}

std::string_view PeriodFault(std::string_view period) {
  const auto parts = JavaSplit(period, "&&");
  if (parts.size() > 2) return "joins more than two parts";
  bool daily = false;
  bool cron = false;
  for (const std::string_view part : parts) {
    const std::string_view text = base::JavaTrim(part);
    const bool is_daily = IsDailyRange(text);
    const bool is_cron = IsQuartzCron(text);
    if (!is_daily && !is_cron) return "is neither a daily range nor a Quartz cron expression";
    daily = daily || is_daily;
    cron = cron || is_cron;
  }
  if (parts.size() == 2 && (!daily || !cron)) {
    return "joins two of a kind, not a daily range and a cron expression";
  }
  return {};
}

}  // namespace sluice::rules
