// SPDX-License-Identifier: Apache-2.0
#include "sluice/k8s/quantity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace sluice::k8s {
namespace {

__extension__ typedef __int128 Wide;
constexpr Wide kWidest = ~(static_cast<Wide>(1) << 127);
constexpr Wide kNanoPerUnit = 1'000'000'000;
constexpr Wide kNanoPerMilli = 1'000'000;

// A suffix: units are `base` to the power `exponent`.
struct Suffix {
  std::string_view name;
  int base;
  int exponent;
};
// resource/suffix.go, v0.35.
constexpr std::array<Suffix, 16> kSuffixes = {{{"", 10, 0},
                                               {"n", 10, -9},
                                               {"u", 10, -6},
                                               {"m", 10, -3},
                                               {"k", 10, 3},
                                               {"M", 10, 6},
                                               {"G", 10, 9},
                                               {"T", 10, 12},
                                               {"P", 10, 15},
                                               {"E", 10, 18},
                                               {"Ki", 2, 10},
                                               {"Mi", 2, 20},
                                               {"Gi", 2, 30},
                                               {"Ti", 2, 40},
                                               {"Pi", 2, 50},
                                               {"Ei", 2, 60}}};

// The text cut into parts; views of it.
struct Parts {
  bool negative = false;
  std::string_view whole;     // without leading zeros
  std::string_view fraction;  // digits after the point
  bool any_digit = false;
  std::string_view suffix;
};

std::string_view TakeDigits(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits;
}

Parts Cut(std::string_view text) {
  Parts out;
  if (text.starts_with('-') || text.starts_with('+')) {
    out.negative = text[0] == '-';
    text.remove_prefix(1);
    out.any_digit = text.empty();  // apimachinery reads a lone sign as 0
  }
  out.whole = TakeDigits(text);
  out.any_digit = out.any_digit || !out.whole.empty();
  out.whole.remove_prefix(std::min(out.whole.find_first_not_of('0'), out.whole.size()));
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    out.fraction = TakeDigits(text);
    out.any_digit = out.any_digit || !out.fraction.empty();
  }
  out.suffix = text;
  return out;
}

std::optional<Suffix> Interpret(std::string_view text) {
  for (const Suffix& suffix : kSuffixes) {
    if (suffix.name == text) return suffix;
  }
  if (text.size() < 2 || (text[0] != 'e' && text[0] != 'E')) return std::nullopt;
  std::string_view digits = text.substr(1);
  if (digits[0] == '+') digits.remove_prefix(1);
  if (digits.empty() || (digits[0] == '-' && text[1] == '+')) return std::nullopt;
  std::int64_t exponent = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return Suffix{text, 10, static_cast<std::int32_t>(exponent)};  // wraps as Go's int32() does
}

// Whether apimachinery computes the amount in int64; only there does a text without digits pass.
bool IsSmall(const Parts& parts, const Suffix& suffix) {
  const auto digits = std::max<std::size_t>(parts.whole.size(), 1) + parts.fraction.size();
  if (suffix.base == 2) return parts.fraction.empty() && suffix.exponent <= 40 && digits == 1;
  return digits <= 18 && suffix.exponent - static_cast<std::int64_t>(parts.fraction.size()) >= -9;
}

// digits * 2^10.
void MultiplyBy1024(std::string& digits) {
  unsigned carry = 0;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    const unsigned value = static_cast<unsigned>(*digit - '0') * 1024 + carry;
    *digit = static_cast<char>('0' + value % 10);
    carry = value / 10;
  }
  if (carry != 0) digits.insert(0, std::to_string(carry));
}

// digits * 10^shift, rounded up to a whole number, saturating.
Wide Scale(std::string_view digits, std::int64_t shift) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) return 0;
  bool rest = false;
  if (shift < 0) {
    const auto size = static_cast<std::int64_t>(digits.size());
    const auto kept = static_cast<std::size_t>(std::max<std::int64_t>(0, size + shift));
    rest = digits.find_first_not_of('0', kept) != std::string_view::npos;
    digits = digits.substr(0, kept);
  }
  Wide out = 0;
  const auto append = [&out](int digit) {
    if (out > (kWidest - digit) / 10) return false;
    out = out * 10 + digit;
    return true;
  };
  for (const char digit : digits) {
    if (!append(digit - '0')) return kWidest;
  }
  for (std::int64_t i = 0; i < shift; ++i) {
    if (!append(0)) return kWidest;
  }
  return rest && out < kWidest ? out + 1 : out;
}

std::int64_t DivideAwayFromZero(Wide amount, Wide divisor) {
  constexpr Wide kMost = std::numeric_limits<std::int64_t>::max();
  constexpr Wide kLeast = std::numeric_limits<std::int64_t>::min();
  const Wide quotient = amount / divisor;
  const Wide rest = amount % divisor;
  const Wide rounded = quotient + (rest > 0 ? 1 : rest < 0 ? -1 : 0);
  return static_cast<std::int64_t>(std::clamp(rounded, kLeast, kMost));
}

}  // namespace

base::Result<Quantity> Quantity::Parse(std::string_view text) {
  const auto refuse = [] {
    return base::Fail(
        base::Code::kInvalid,
        "a quantity must be a number with an optional suffix such as m, k, M, Mi, Gi.");
  };
  if (text.empty()) return refuse();
  const Parts parts = Cut(text);
  const std::optional<Suffix> suffix = Interpret(parts.suffix);
  if (!suffix || (!parts.any_digit && !IsSmall(parts, *suffix))) return refuse();

  std::string digits(parts.whole);
  digits += parts.fraction;
  std::int64_t shift = 9 - static_cast<std::int64_t>(parts.fraction.size());
  if (suffix->base == 2) {
    for (int i = 0; i < suffix->exponent; i += 10) MultiplyBy1024(digits);
  } else {
    shift += suffix->exponent;
  }
  Quantity out;
  out.nano_ = Scale(digits, shift);
  if (suffix->base == 2) {
    out.nano_ = std::min(out.nano_, kNanoPerUnit * Wide{std::numeric_limits<std::int64_t>::max()});
  }
  if (parts.negative) out.nano_ = -out.nano_;
  return out;
}

std::int64_t Quantity::Value() const { return DivideAwayFromZero(nano_, kNanoPerUnit); }

std::int64_t Quantity::MilliValue() const { return DivideAwayFromZero(nano_, kNanoPerMilli); }

double Quantity::AsDouble() const { return static_cast<double>(nano_) / 1e9; }

int Quantity::Sign() const { return nano_ > 0 ? 1 : nano_ < 0 ? -1 : 0; }

int Quantity::Compare(const Quantity& other) const {
  return nano_ > other.nano_ ? 1 : nano_ < other.nano_ ? -1 : 0;
}

std::string Quantity::ToDecimal() const {
  Wide left = nano_ < 0 ? -nano_ : nano_;
  std::string out;  // backwards
  for (int i = 0; left != 0 || i <= 9; ++i) {
    if (i == 9) out += '.';
    out += static_cast<char>('0' + static_cast<int>(left % 10));
    left /= 10;
  }
  out.erase(0, out.find_first_not_of('0'));
  if (out[0] == '.') out.erase(0, 1);
  if (nano_ < 0) out += '-';
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace sluice::k8s
