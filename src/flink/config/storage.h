// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string_view>

#include "flink/config/text_arena.h"
#include "sluice/flink/config.h"

namespace sluice::flink {

// What an EffectiveConfig keeps beside its entries: the texts it made, and an index of the keys
// that the catalogue does not know (only when there are many: a few are found faster by looking).
struct EffectiveConfig::Storage {
  TextArena arena;
  std::map<std::string_view, std::uint32_t> unknown;  // key -> index into entries
  std::uint32_t unknown_count = 0;
};

// Unknown keys are searched one by one up to this many.
inline constexpr std::uint32_t kUnknownWithoutIndex = 16;

}  // namespace sluice::flink
