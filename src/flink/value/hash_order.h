// SPDX-License-Identifier: Apache-2.0
// The order in which java.util.HashMap (JDK 17) iterates, which Flink lets be seen: entries by
// bucket, within a bucket as they came. Buckets that the JDK turns into trees (eight and more equal
// slots in a table of 64) are not modelled.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
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

// A HashMap<String, T>: later puts replace, the order is Java's.
template <typename T>
class HashMap {
 public:
  HashMap() = default;
  explicit HashMap(HashCapacity capacity) : capacity_(capacity) {}

  void Put(const std::string& key, T value) {
    const auto [found, added] = index_.emplace(key, entries_.size());
    if (!added) {
      entries_[found->second].second = std::move(value);
      return;
    }
    entries_.emplace_back(key, std::move(value));
    capacity_.Put();
  }
  void PutAll(const HashMap& other) {
    capacity_.PutAll(other.entries_.size());
    for (const auto& [key, value] : other.InOrder()) Put(key, value);
  }
  [[nodiscard]] const T* Find(const std::string& key) const {
    const auto found = index_.find(key);
    return found == index_.end() ? nullptr : &entries_[found->second].second;
  }
  [[nodiscard]] std::vector<std::pair<std::string, T>> InOrder() const {
    std::vector<std::pair<std::size_t, std::size_t>> places;  // bucket, place of the put
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      places.emplace_back(capacity_.BucketOf(entries_[i].first), i);
    }
    std::sort(places.begin(), places.end());
    std::vector<std::pair<std::string, T>> out;
    for (const auto& place : places) out.push_back(entries_[place.second]);
    return out;
  }
  [[nodiscard]] const std::vector<std::pair<std::string, T>>& entries() const { return entries_; }

 private:
  std::vector<std::pair<std::string, T>> entries_;  // in the order of the first puts
  std::unordered_map<std::string, std::size_t> index_;
  HashCapacity capacity_;
};

// `keys` without repetitions, as new HashSet<>(keys) iterates.
std::vector<std::string> InHashOrder(const std::vector<std::string>& keys);

}  // namespace sluice::flink::value
