// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <vector>

namespace sluice::flink {

// Texts of one configuration that exist nowhere else: joined keys, joined arrays, derived sizes.
// Views stay good as long as the arena lives. The first texts cost no allocation. Not copyable; one
// thread fills it, afterwards it is const.
class TextArena {
 public:
  // What one resource may make us write. A user can cause a text of kilobytes for each leaf (long
  // keys over many leaves), so there must be an end.
  static constexpr std::size_t kMaxBytes = 4U << 20U;

  TextArena() = default;
  TextArena(const TextArena&) = delete;
  TextArena& operator=(const TextArena&) = delete;

  // The parts one behind the other; a view of null data when that would pass kMaxBytes.
  std::string_view Join(std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const std::string_view part : parts) size += part.size();
    char* out = Take(size);
    if (out == nullptr) return {};
    char* at = out;
    for (const std::string_view part : parts) {
      if (!part.empty()) std::memcpy(at, part.data(), part.size());
      at += part.size();
    }
    return {out, size};
  }
  std::string_view Keep(std::string_view text) { return Join({text}); }

 private:
  char* Take(std::size_t size) {
    if (size > kMaxBytes - used_) return nullptr;
    used_ += size;
    if (size > left_) {
      const std::size_t chunk = size > kChunk ? size : kChunk;
      chunks_.push_back(std::make_unique_for_overwrite<char[]>(chunk));
      at_ = chunks_.back().get();
      left_ = chunk;
    }
    char* out = at_;
    at_ += size;
    left_ -= size;
    return out;
  }

  static constexpr std::size_t kChunk = 4096;
  char first_[1024];  // most resources need no more
  char* at_ = first_;
  std::size_t left_ = sizeof(first_);
  std::size_t used_ = 0;
  std::vector<std::unique_ptr<char[]>> chunks_;
};

}  // namespace sluice::flink
