// SPDX-License-Identifier: Apache-2.0
// Digit generation follows what jdk.internal.math.FloatingDecimal of JDK 17 does: digits of the
// exact value are produced until they identify the number within half an ulp, on one of two paths
// (64-bit and big integers) that differ in whether the upper bound itself still counts.
#include "flink/value/java_decimal.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

#include "flink/value/big_natural.h"

namespace sluice::flink::value {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr int kFractionBits = 52;
constexpr int kSmallPowers = 27;  // 5^0 to 5^26 are looked up by the 64-bit path of the JDK

constexpr std::array<std::uint64_t, 28> kPowersOfFive = [] {
  std::array<std::uint64_t, 28> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 5;
  return powers;
}();

// Bits of 5^n, as the JDK's table N_5_BITS says; beyond it three bits a power.
int BitsOfPowerOfFive(int n) {
  if (n == 0) return 0;
  if (n >= kSmallPowers) return n * 3;
  return static_cast<int>(std::bit_width(kPowersOfFive[static_cast<std::size_t>(n)]));
}

// Decimal digits that carry no information in a number with 2^power insignificant low bits: the
// JDK's table, floor(power * log10(2)) from 4 on.
int InsignificantDigits(int power) {
  return power > 1 && power < 64 ? static_cast<int>(power * 0.30102999566398120) : 0;
}

struct Binary {
  std::uint64_t fraction;  // normalised: bit 52 is set
  int exponent;            // of the leading bit
  int significant_bits;
};

struct Scales {
  int b2, b5, s2, s5, m2, m5;
};

void PutInteger(Decimal& out, std::uint64_t number, int insignificant) {
  int dropped = 0;
  if (insignificant != 0) {
    const std::uint64_t power = kPowersOfFive[static_cast<std::size_t>(insignificant)]
                                << static_cast<unsigned>(insignificant);
    const std::uint64_t residue = number % power;
    number /= power;
    dropped = insignificant;
    if (residue >= power / 2) ++number;
  }
  std::array<char, 24> reversed{};
  int count = 0;
  while (number != 0) {
    reversed[static_cast<std::size_t>(count++)] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  out.exponent = count + dropped;
  int trailing = 0;
  while (trailing < count - 1 && reversed[static_cast<std::size_t>(trailing)] == '0') ++trailing;
  for (int i = count - 1; i >= trailing; --i) {
    out.digits[static_cast<std::size_t>(out.count++)] = reversed[static_cast<std::size_t>(i)];
  }
}

void RoundUp(Decimal& out) {
  int i = out.count - 1;
  while (i > 0 && out.digits[static_cast<std::size_t>(i)] == '9') {
    out.digits[static_cast<std::size_t>(i--)] = '0';
  }
  char& digit = out.digits[static_cast<std::size_t>(i)];
  if (digit == '9') {
    digit = '1';
    ++out.exponent;
  } else {
    ++digit;
  }
}

// How the digit loop ended.
struct Ending {
  bool low = false, high = false;
  int difference = 0;  // of the remainder and one half, when both ends were reached
};

void Put(Decimal& out, std::uint64_t digit) {
  out.digits[static_cast<std::size_t>(out.count++)] = static_cast<char>('0' + digit);
}

// Whether Double.toString will use the exponent form, where it always wants a second digit.
bool ExponentForm(int decimal_exponent) { return decimal_exponent < -3 || decimal_exponent >= 8; }

// Java's arithmetic on int or long: products and sums wrap, which the JDK notices only in part.
template <typename Signed>
Ending GenerateSmall(Decimal& out, std::uint64_t fraction, const Scales& scale, int& exponent) {
  using Unsigned = std::make_unsigned_t<Signed>;
  const auto power = [](std::uint64_t number, int fives, int twos) {
    return static_cast<Unsigned>((number * kPowersOfFive[static_cast<std::size_t>(fives)])
                                 << static_cast<unsigned>(twos));
  };
  Unsigned b = power(fraction, scale.b5, scale.b2);
  const Unsigned s = power(1, scale.s5, scale.s2);
  Unsigned m = power(1, scale.m5, scale.m2);
  const auto tens = static_cast<Unsigned>(s * 10);
  Ending ending;
  const auto step = [&] {
    const Unsigned q = b / s;
    b = static_cast<Unsigned>(10 * (b % s));
    m = static_cast<Unsigned>(m * 10);
    ending.low = static_cast<Signed>(b) < static_cast<Signed>(m);
    ending.high = static_cast<Signed>(b + m) > static_cast<Signed>(tens);
    return q;
  };
  const Unsigned first = step();
  if (first == 0 && !ending.high) {
    --exponent;
  } else {
    Put(out, first);
  }
  if (ExponentForm(exponent)) ending.low = ending.high = false;
  while (!ending.low && !ending.high) {
    const Unsigned digit = step();
    if (static_cast<Signed>(m) <= 0) ending.low = ending.high = true;
    Put(out, digit);
  }
  const auto difference = static_cast<Signed>(static_cast<Unsigned>(b << 1U) - tens);
  ending.difference = difference > 0 ? 1 : (difference < 0 ? -1 : 0);
  return ending;
}

Ending GenerateBig(Decimal& out, std::uint64_t fraction, const Scales& scale, int& exponent) {
  const BigNatural s = BigNatural::Of(1, scale.s5, scale.s2);
  BigNatural b = BigNatural::Of(fraction, scale.b5, scale.b2);
  BigNatural m = BigNatural::Of(1, scale.m5 + 1, scale.m2 + 1);
  const BigNatural tens = BigNatural::Of(1, scale.s5 + 1, scale.s2 + 1);
  Ending ending;
  const auto look = [&] {
    ending.low = BigNatural::Compare(b, m) < 0;
    ending.high = BigNatural::CompareSum(tens, b, m) <= 0;
  };
  const std::uint64_t first = b.DivideStep(s);
  look();
  if (first == 0 && !ending.high) {
    --exponent;
  } else {
    Put(out, first);
  }
  if (ExponentForm(exponent)) ending.low = ending.high = false;
  while (!ending.low && !ending.high) {
    const std::uint64_t digit = b.DivideStep(s);
    m.MultiplyBy(10);
    look();
    Put(out, digit);
  }
  if (ending.low && ending.high) {
    b.MultiplyBy(2);
    ending.difference = BigNatural::Compare(b, tens);
  }
  return ending;
}

Scales ScalesOf(const Binary& number, int tiny_bits, int fraction_bits, int decimal_exponent) {
  Scales scale{};
  scale.b5 = std::max(0, -decimal_exponent);
  scale.b2 = scale.b5 + tiny_bits + number.exponent;
  scale.s5 = std::max(0, decimal_exponent);
  scale.s2 = scale.s5 + tiny_bits;
  scale.m5 = scale.b5;
  scale.m2 = scale.b2 - number.significant_bits;
  scale.b2 -= fraction_bits - 1;
  const int common = std::min(scale.b2, scale.s2);
  scale.b2 -= common;
  scale.s2 -= common;
  scale.m2 -= common;
  if (fraction_bits == 1) --scale.m2;  // below a power of two the ulp is half as wide
  if (scale.m2 < 0) {
    scale.b2 -= scale.m2;
    scale.s2 -= scale.m2;
    scale.m2 = 0;
  }
  return scale;
}

Decimal Generate(Binary number) {
  Decimal out;
  const int tail_zeros = std::countr_zero(number.fraction);
  const int fraction_bits = kFractionBits + 1 - tail_zeros;
  const int tiny_bits = std::max(0, fraction_bits - number.exponent - 1);
  if (tiny_bits == 0 && number.exponent <= 62 && fraction_bits < 64) {
    const int insignificant =
        number.exponent > number.significant_bits
            ? InsignificantDigits(number.exponent - number.significant_bits - 1)
            : 0;
    const int shift = number.exponent - kFractionBits;
    PutInteger(out,
               shift >= 0 ? number.fraction << static_cast<unsigned>(shift)
                          : number.fraction >> static_cast<unsigned>(-shift),
               insignificant);
    return out;
  }
  const double leading =
      std::bit_cast<double>(0x3FF0000000000000U | (number.fraction & 0xFFFFFFFFFFFFFU));
  const double estimate =
      (leading - 1.5) * 0.289529654 + 0.176091259 + number.exponent * 0.301029995663981;
  int decimal_exponent = static_cast<int>(std::floor(estimate));
  const Scales scale = ScalesOf(number, tiny_bits, fraction_bits, decimal_exponent);
  const std::uint64_t fraction = number.fraction >> static_cast<unsigned>(tail_zeros);
  const int b_bits = fraction_bits + scale.b2 + BitsOfPowerOfFive(scale.b5);
  const int tens_bits = scale.s2 + 1 + BitsOfPowerOfFive(scale.s5 + 1);
  Ending ending;
  if (b_bits < 32 && tens_bits < 32) {
    ending = GenerateSmall<std::int32_t>(out, fraction, scale, decimal_exponent);
  } else if (b_bits < 64 && tens_bits < 64) {
    ending = GenerateSmall<std::int64_t>(out, fraction, scale, decimal_exponent);
  } else {
    ending = GenerateBig(out, fraction, scale, decimal_exponent);
  }
  out.exponent = decimal_exponent + 1;
  if (ending.high) {
    const bool odd = ((out.digits[static_cast<std::size_t>(out.count - 1)] - '0') & 1) != 0;
    if (!ending.low || ending.difference > 0 || (ending.difference == 0 && odd)) RoundUp(out);
  }
  return out;
}

std::string Render(const Decimal& decimal, bool negative) {
  std::string out = negative ? "-" : "";
  const std::string_view digits(decimal.digits.data(), static_cast<std::size_t>(decimal.count));
  if (decimal.exponent > 0 && decimal.exponent < 8) {
    const auto point = static_cast<std::size_t>(decimal.exponent);
    if (digits.size() <= point) {
      out.append(digits).append(point - digits.size(), '0').append(".0");
    } else {
      out.append(digits.substr(0, point)).append(".").append(digits.substr(point));
    }
  } else if (decimal.exponent <= 0 && decimal.exponent > -3) {
    out.append("0.").append(static_cast<std::size_t>(-decimal.exponent), '0').append(digits);
  } else {
    out.append(digits.substr(0, 1)).append(".");
    out.append(digits.size() > 1 ? digits.substr(1) : std::string_view("0"));
    out.append("E").append(std::to_string(decimal.exponent - 1));
  }
  return out;
}

// 10^n; n is at most 38.
Wide PowerOfTen(int n) {
  Wide power = 1;
  for (int i = 0; i < n; ++i) power *= 10;
  return power;
}

std::uint64_t DigitsAsInteger(const Decimal& decimal) {
  std::uint64_t number = 0;
  for (int i = 0; i < decimal.count; ++i) {
    number =
        number * 10 + static_cast<std::uint64_t>(decimal.digits[static_cast<std::size_t>(i)] - '0');
  }
  return number;
}

}  // namespace

Decimal ToDecimal(double magnitude) {
  const auto bits = std::bit_cast<std::uint64_t>(magnitude);
  std::uint64_t fraction = bits & 0xFFFFFFFFFFFFFU;
  const int biased = static_cast<int>(bits >> 52U) & 0x7FF;
  if (biased != 0) {
    return Generate({fraction | (std::uint64_t{1} << 52U), biased - 1023, kFractionBits + 1});
  }
  const int leading = std::countl_zero(fraction);
  const int shift = leading - 11;
  return Generate({fraction << static_cast<unsigned>(shift), 1 - shift - 1023, 64 - leading});
}

Decimal ToDecimal(float magnitude) {
  const auto bits = std::bit_cast<std::uint32_t>(magnitude);
  const std::uint64_t fraction = bits & 0x7FFFFFU;
  const int biased = static_cast<int>(bits >> 23U) & 0xFF;
  if (biased != 0) return Generate({(fraction | (1U << 23U)) << 29U, biased - 127, 24});
  const int leading = std::countl_zero(static_cast<std::uint32_t>(fraction));
  const int shift = leading - 8;
  return Generate(
      {(fraction << static_cast<unsigned>(shift)) << 29U, 1 - shift - 127, 32 - leading});
}

std::string DoubleToString(double number) {
  if (std::isnan(number)) return "NaN";
  const bool negative = std::signbit(number);
  if (std::isinf(number)) return negative ? "-Infinity" : "Infinity";
  if (number == 0) return negative ? "-0.0" : "0.0";
  return Render(ToDecimal(std::fabs(number)), negative);
}

std::string FloatToString(float number) {
  if (std::isnan(number)) return "NaN";
  const bool negative = std::signbit(number);
  if (std::isinf(number)) return negative ? "-Infinity" : "Infinity";
  if (number == 0) return negative ? "-0.0" : "0.0";
  return Render(ToDecimal(std::fabs(number)), negative);
}

std::optional<std::int64_t> MultiplyTruncated(std::int64_t units, double factor) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (units == 0 || factor == 0) return 0;
  const Decimal decimal = ToDecimal(factor);
  const Wide product = Wide{static_cast<std::uint64_t>(units)} * DigitsAsInteger(decimal);
  const int scale = decimal.count - decimal.exponent;
  if (scale > 38) return 0;  // the product is below 2^127
  if (scale <= 0) {
    if (scale < -19) return std::nullopt;
    const Wide power = PowerOfTen(-scale);
    if (product > kMax / power) return std::nullopt;
    return static_cast<std::int64_t>(product * power);
  }
  const Wide power = PowerOfTen(scale);
  const Wide whole = product / power;
  if (whole > kMax || (whole == kMax && product % power != 0)) return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

std::string HalfUpThousandths(double number) {
  Decimal decimal = ToDecimal(number);
  const int kept = decimal.exponent + 3;
  if (kept < decimal.count) {
    const bool up = decimal.digits[static_cast<std::size_t>(kept)] >= '5';
    decimal.count = kept;
    if (up) RoundUp(decimal);
  }
  std::string digits(decimal.digits.data(), static_cast<std::size_t>(decimal.count));
  const auto whole = static_cast<std::size_t>(decimal.exponent);
  digits.resize(whole + 3, '0');
  return digits.insert(whole, 1, '.');
}

std::string ToResourceText(double number) {
  if (number == 0) return "0";
  const Decimal decimal = ToDecimal(number);
  std::string digits(decimal.digits.data(), static_cast<std::size_t>(decimal.count));
  int scale = decimal.count - decimal.exponent;
  if (scale > 8) {
    const auto drop = static_cast<std::size_t>(scale - 8);
    if (drop >= digits.size()) return "0";
    digits.resize(digits.size() - drop);
    scale = 8;
  }
  while (digits.size() > 1 && digits.back() == '0') {
    digits.pop_back();
    --scale;
  }
  if (digits == "0") return "0";
  if (scale == 0) return digits;
  const int adjusted = static_cast<int>(digits.size()) - 1 - scale;
  if (scale < 0) {
    const std::string mantissa =
        digits.size() == 1 ? digits : digits.substr(0, 1) + "." + digits.substr(1);
    return mantissa + "E+" + std::to_string(adjusted);
  }
  if (adjusted < -6) {
    const std::string mantissa =
        digits.size() == 1 ? digits : digits.substr(0, 1) + "." + digits.substr(1);
    return mantissa + "E" + std::to_string(adjusted);
  }
  const auto places = static_cast<std::size_t>(scale);
  if (digits.size() <= places) digits.insert(0, places - digits.size() + 1, '0');
  return digits.insert(digits.size() - places, 1, '.');
}

}  // namespace sluice::flink::value
