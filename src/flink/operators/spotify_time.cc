// SPDX-License-Identifier: Apache-2.0
// Go's time.Parse for the layout RFC3339 (go 1.24): the hour may have one digit, a fraction may
// follow the seconds after a point or a comma, an offset may go to 24:60.
#include <chrono>

#include "sluice/base/text.h"
#include "sluice/flink/spotify.h"

namespace sluice::flink::spotify {
namespace {

using base::IsDigit;

// Reads from the front of a text; after the first failure all reads fail.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  // A number of `least` to `most` digits that lies in the range.
  int Number(std::size_t least, std::size_t most, int low, int high) {
    int value = 0;
    std::size_t digits = 0;
    while (digits < most && !rest_.empty() && IsDigit(rest_.front())) {
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
      ++digits;
    }
    good_ = good_ && digits >= least && value >= low && value <= high;
    return value;
  }

  void Literal(char c) { good_ = Take(c) && good_; }

  bool Take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Nanoseconds after the seconds; digits beyond nine do not count.
  std::int32_t Fraction() {
    if (rest_.size() < 2 || (rest_[0] != '.' && rest_[0] != ',') || !IsDigit(rest_[1])) return 0;
    rest_.remove_prefix(1);
    std::int32_t nanos = 0;
    std::size_t digits = 0;
    for (; !rest_.empty() && IsDigit(rest_.front()); rest_.remove_prefix(1)) {
      if (digits++ < 9) nanos = nanos * 10 + (rest_.front() - '0');
    }
    for (; digits < 9; ++digits) nanos *= 10;
    return nanos;
  }

  // Seconds east of UTC.
  int Offset() {
    if (Take('Z')) return 0;
    const bool east = Take('+');
    if (!east) Literal('-');
    const int hours = Number(2, 2, 0, 24);
    Literal(':');
    const int minutes = Number(2, 2, 0, 60);
    return (east ? 1 : -1) * (hours * 3600 + minutes * 60);
  }

  [[nodiscard]] bool Done() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

}  // namespace

std::optional<Moment> ParseMoment(std::string_view text) {
  Cursor cursor(text);
  const std::chrono::year year(cursor.Number(4, 4, 0, 9999));
  cursor.Literal('-');
  const std::chrono::month month(static_cast<unsigned>(cursor.Number(2, 2, 1, 12)));
  cursor.Literal('-');
  const std::chrono::day day(static_cast<unsigned>(cursor.Number(2, 2, 1, 31)));
  cursor.Literal('T');
  const int hour = cursor.Number(1, 2, 0, 23);
  cursor.Literal(':');
  const int minute = cursor.Number(2, 2, 0, 59);
  cursor.Literal(':');
  const int second = cursor.Number(2, 2, 0, 59);
  const std::int32_t nanos = cursor.Fraction();
  const int offset = cursor.Offset();
  const std::chrono::year_month_day date(year, month, day);
  if (!cursor.Done() || !date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t minutes = (days * 24 + hour) * 60 + minute;
  return Moment{.seconds = minutes * 60 + second - offset, .nanos = nanos};
}

}  // namespace sluice::flink::spotify
