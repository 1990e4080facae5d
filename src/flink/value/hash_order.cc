// SPDX-License-Identifier: Apache-2.0
#include "flink/value/hash_order.h"

#include <algorithm>
#include <utility>

#include "flink/value/java_text.h"

namespace sluice::flink::value {
namespace {

std::size_t PowerOfTwoAtLeast(std::size_t size) {
  std::size_t power = 1;
  while (power < size) power *= 2;
  return power;
}

}  // namespace

HashCapacity HashCapacity::ForSetOf(std::size_t expected) {
  HashCapacity out;
  const auto wanted = static_cast<std::size_t>(static_cast<float>(expected) / 0.75F) + 1;
  out.capacity_ = PowerOfTwoAtLeast(std::max<std::size_t>(wanted, 16));
  return out;
}

void HashCapacity::Put() {
  allocated_ = true;
  if (++size_ > capacity_ * 3 / 4) capacity_ *= 2;
}

void HashCapacity::PutAll(std::size_t count) {
  if (count == 0) return;
  if (!allocated_) {
    const auto wanted = static_cast<std::size_t>(static_cast<float>(count) / 0.75F + 1.0F);
    capacity_ = PowerOfTwoAtLeast(wanted);
    return;
  }
  while (count > capacity_ * 3 / 4) capacity_ *= 2;
}

std::size_t HashCapacity::BucketOf(std::string_view key) const {
  const auto hash = static_cast<std::uint32_t>(HashCode(key));
  return (hash ^ (hash >> 16U)) & (capacity_ - 1);
}

std::vector<std::string> InHashOrder(const std::vector<std::string>& keys) {
  HashMap<bool> map(HashCapacity::ForSetOf(keys.size()));
  for (const std::string& key : keys) map.Put(key, true);
  std::vector<std::string> out;
  for (auto& [key, unused] : map.InOrder()) out.push_back(std::move(key));
  return out;
}

}  // namespace sluice::flink::value
