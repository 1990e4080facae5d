// SPDX-License-Identifier: Apache-2.0
// Arena: memory that one document's tree lives in, freed as a whole.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

namespace sluice::doc {

// Grows by chunks that double up to kLargestChunk; nothing is freed before the arena itself. One
// thread at a time may allocate.
class Arena {
 public:
  static constexpr std::size_t kSmallestChunk = 512;
  static constexpr std::size_t kLargestChunk = 1U << 20U;

  // `expected` bytes are likely to be asked for.
  explicit Arena(std::size_t expected = 0)
      : next_chunk_(std::clamp(expected, kSmallestChunk, kLargestChunk)) {}

  // Uninitialised memory, aligned for Value and Member.
  void* Allocate(std::size_t bytes) {
    constexpr std::size_t kAlignment = 8;
    bytes = (bytes + kAlignment - 1) & ~(kAlignment - 1);
    if (bytes > left_) Grow(bytes);
    void* const out = at_;
    at_ += bytes;
    left_ -= bytes;
    return out;
  }

  // Bytes need no alignment, but keeping it makes the next tree node cheap.
  std::string_view Copy(std::string_view text) {
    if (text.empty()) return {};
    void* const out = Allocate(text.size());
    std::memcpy(out, text.data(), text.size());
    return {static_cast<const char*>(out), text.size()};
  }

  template <typename T>
  T* AllocateArray(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 8);
    return static_cast<T*>(Allocate(count * sizeof(T)));
  }

 private:
  void Grow(std::size_t bytes) {
    const std::size_t size = std::max(bytes, next_chunk_);
    chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
    at_ = chunks_.back().get();
    left_ = size;
    next_chunk_ = std::min(next_chunk_ * 2, kLargestChunk);
  }

  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::byte* at_ = nullptr;
  std::size_t left_ = 0;
  std::size_t next_chunk_;
};

}  // namespace sluice::doc
