// SPDX-License-Identifier: Apache-2.0
#include "flink/value/big_natural.h"

#include <algorithm>

namespace sluice::flink::value {

BigNatural BigNatural::Of(std::uint64_t number, int fives, int twos) {
  constexpr int kFivesPerStep = 13;  // 5^13 is the largest power below 2^32
  constexpr std::uint32_t kStep = 1'220'703'125;
  BigNatural out;
  out.limbs_[0] = static_cast<std::uint32_t>(number);
  out.limbs_[1] = static_cast<std::uint32_t>(number >> 32U);
  out.size_ = out.limbs_[1] != 0 ? 2 : 1;
  for (; fives >= kFivesPerStep; fives -= kFivesPerStep) out.MultiplyBy(kStep);
  for (; fives > 0; --fives) out.MultiplyBy(5);
  out.ShiftLeft(twos);
  return out;
}

void BigNatural::MultiplyBy(std::uint32_t factor) {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    carry += std::uint64_t{limbs_[i]} * factor;
    limbs_[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32U;
  }
  if (carry != 0 && size_ < limbs_.size()) limbs_[size_++] = static_cast<std::uint32_t>(carry);
}

void BigNatural::ShiftLeft(int bits) {
  const auto whole = static_cast<std::size_t>(bits) / 32;
  const auto rest = static_cast<unsigned>(bits) % 32;
  if (rest != 0) MultiplyBy(1U << rest);
  if (whole == 0) return;
  const std::size_t kept = std::min(size_, limbs_.size() - whole);
  std::copy_backward(limbs_.begin(), limbs_.begin() + static_cast<std::ptrdiff_t>(kept),
                     limbs_.begin() + static_cast<std::ptrdiff_t>(kept + whole));
  std::fill_n(limbs_.begin(), whole, 0U);
  size_ = kept + whole;
}

void BigNatural::SubtractMultiple(const BigNatural& other, std::uint32_t factor) {
  std::uint64_t carry = 0;
  std::int64_t borrow = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    if (i < other.size_) carry += std::uint64_t{other.limbs_[i]} * factor;
    const std::int64_t difference = static_cast<std::int64_t>(limbs_[i]) -
                                    static_cast<std::int64_t>(carry & 0xFFFFFFFFU) + borrow;
    limbs_[i] = static_cast<std::uint32_t>(difference);
    borrow = difference < 0 ? -1 : 0;
    carry >>= 32U;
  }
  while (size_ > 0 && limbs_[size_ - 1] == 0) --size_;
}

std::uint32_t BigNatural::DivideStep(const BigNatural& divisor) {
  std::uint32_t quotient = 0;
  if (size_ >= divisor.size_ && divisor.size_ > 0) {
    // An estimate from the leading limbs that is never too large, then at most two corrections.
    const std::size_t top = divisor.size_ - 1;
    std::uint64_t head = limbs_[top];
    if (size_ > divisor.size_) head |= std::uint64_t{limbs_[top + 1]} << 32U;
    quotient = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(head / (std::uint64_t{divisor.limbs_[top]} + 1), 9));
    if (quotient != 0) SubtractMultiple(divisor, quotient);
    while (Compare(*this, divisor) >= 0) {
      SubtractMultiple(divisor, 1);
      ++quotient;
    }
  }
  MultiplyBy(10);
  return quotient;
}

int BigNatural::Compare(const BigNatural& a, const BigNatural& b) {
  if (a.size_ != b.size_) return a.size_ < b.size_ ? -1 : 1;
  for (std::size_t i = a.size_; i-- > 0;) {
    if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] < b.limbs_[i] ? -1 : 1;
  }
  return 0;
}

int BigNatural::CompareSum(const BigNatural& a, const BigNatural& b, const BigNatural& c) {
  BigNatural sum = b;
  sum.size_ = std::max(b.size_, c.size_);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < sum.size_; ++i) {
    carry += std::uint64_t{sum.limbs_[i]} + (i < c.size_ ? c.limbs_[i] : 0);
    sum.limbs_[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32U;
  }
  if (carry != 0 && sum.size_ < sum.limbs_.size()) sum.limbs_[sum.size_++] = 1;
  return Compare(a, sum);
}

}  // namespace sluice::flink::value
