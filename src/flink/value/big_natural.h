// SPDX-License-Identifier: Apache-2.0
// A natural number of at most 1,440 bits on the stack: enough for every finite double scaled by the
// power of ten that its digits need. Value type, no allocation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace sluice::flink::value {

class BigNatural {
 public:
  // number * 5^fives * 2^twos.
  static BigNatural Of(std::uint64_t number, int fives, int twos);

  void MultiplyBy(std::uint32_t factor);
  // Returns this / divisor (below ten) and leaves ten times the remainder.
  std::uint32_t DivideStep(const BigNatural& divisor);

  static int Compare(const BigNatural& a, const BigNatural& b);
  // Compare(a, b + c).
  static int CompareSum(const BigNatural& a, const BigNatural& b, const BigNatural& c);

 private:
  void ShiftLeft(int bits);
  void SubtractMultiple(const BigNatural& other, std::uint32_t factor);

  std::array<std::uint32_t, 46> limbs_{};  // least significant first
  std::size_t size_ = 0;
};

}  // namespace sluice::flink::value
