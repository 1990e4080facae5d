// SPDX-License-Identifier: Apache-2.0
// The order in which java.util.HashMap (JDK 17) iterates, which Flink lets be seen: entries by
// bucket, within a bucket as they came. Buckets that the JDK turns into trees (eight and more equal
// slots in a table of 64) are not modelled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::flink::value {

// The capacity of one map as it grows.
class HashCapacity {
 public:
  HashCapacity() = default;
  // new HashSet(collection): sized for `expected` elements.
  static HashCapacity ForSetOf(std::size_t expected);

  // A key that was not there was put.
  void Put();
  // putAll of another map with `count` entries begins; the puts follow.
  void PutAll(std::size_t count);

  // The bucket of a key.
  [[nodiscard]] std::size_t BucketOf(std::string_view key) const;

 private:
  std::size_t capacity_ = 16;
  std::size_t size_ = 0;
  bool allocated_ = false;
};

// `keys` without repetitions, as new HashSet<>(keys) iterates.
std::vector<std::string> InHashOrder(std::vector<std::string> keys);

}  // namespace sluice::flink::value
