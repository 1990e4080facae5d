// SPDX-License-Identifier: Apache-2.0
#include "sluice/base/time.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace sluice::base {
namespace {

namespace chrono = std::chrono;

// Takes texts from the front, each of fixed width.
class Taker {
 public:
  explicit Taker(std::string_view text) : text_(text) {}

  // `digits` decimal digits; -1 when there are none.
  int Number(std::size_t digits) {
    int number = -1;
    const std::string_view part = text_.substr(0, digits);
    const bool all = part.size() == digits && std::all_of(part.begin(), part.end(), [](char c) {
                       return c >= '0' && c <= '9';
                     });
    if (!all) return -1;
    std::from_chars(part.data(), part.data() + part.size(), number);
    text_.remove_prefix(digits);
    return number;
  }
  bool OneOf(std::string_view characters) {
    if (text_.empty() || characters.find(text_.front()) == std::string_view::npos) return false;
    taken_ = text_.front();
    text_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] char taken() const { return taken_; }
  [[nodiscard]] bool AtEnd() const { return text_.empty(); }

 private:
  std::string_view text_;
  char taken_ = 0;
};

bool Within(int number, int low, int high) { return number >= low && number <= high; }

// "Z", "+01:00"; minutes east of Greenwich.
std::optional<int> TakeOffset(Taker& taker) {
  if (taker.OneOf("Zz")) return 0;
  if (!taker.OneOf("+-")) return std::nullopt;
  const int sign = taker.taken() == '-' ? -1 : 1;
  const int hours = taker.Number(2);
  if (!taker.OneOf(":")) return std::nullopt;
  const int minutes = taker.Number(2);
  if (!Within(hours, 0, 23) || !Within(minutes, 0, 59)) return std::nullopt;
  return sign * (hours * 60 + minutes);
}

}  // namespace

std::optional<Time> ParseTime(std::string_view text) {
  Taker taker(text);
  const int year = taker.Number(4);
  if (!taker.OneOf("-")) return std::nullopt;
  const int month = taker.Number(2);
  if (!taker.OneOf("-")) return std::nullopt;
  const int day = taker.Number(2);
  if (!taker.OneOf("Tt")) return std::nullopt;
  const int hour = taker.Number(2);
  if (!taker.OneOf(":")) return std::nullopt;
  const int minute = taker.Number(2);
  if (!taker.OneOf(":")) return std::nullopt;
  const int second = taker.Number(2);
  if (taker.OneOf(".")) {
    if (taker.Number(1) < 0) return std::nullopt;
    while (taker.Number(1) >= 0) {
    }
  }
  const std::optional<int> offset = TakeOffset(taker);
  if (!offset || !taker.AtEnd()) return std::nullopt;
  if (year < 1970 || !Within(month, 1, 12) || !Within(day, 1, 31) || !Within(hour, 0, 23) ||
      !Within(minute, 0, 59) || !Within(second, 0, 59)) {
    return std::nullopt;
  }
  const chrono::year_month_day date(chrono::year(year), chrono::month(static_cast<unsigned>(month)),
                                    chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return std::nullopt;
  return chrono::sys_days(date) + chrono::hours(hour) + chrono::minutes(minute - *offset) +
         chrono::seconds(second);
}

std::string FormatTime(Time time) {
  const auto seconds = chrono::floor<chrono::seconds>(time);
  const auto midnight = chrono::floor<chrono::days>(seconds);
  const chrono::year_month_day date(midnight);
  const chrono::hh_mm_ss<chrono::seconds> clock(seconds - midnight);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

}  // namespace sluice::base
