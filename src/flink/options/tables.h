// SPDX-License-Identifier: Apache-2.0
// The shapes of the generated tables (tools/options/compile_options.py fills them).
#pragma once

#include <cstdint>

#include "sluice/flink/options/catalogue.h"

namespace sluice::flink::options {

inline constexpr std::uint16_t kNone = 0xFFFF;

// The keys are kKeyLists[key_begin, +key_count); `versions` as in DeclarationView.
struct Declaration {
  OptionInfo info;
  std::uint16_t key_begin;
  std::uint8_t key_count;
  std::uint16_t versions;
};

// kUses[begin, +count).
struct UseSpan {
  std::uint16_t begin;
  std::uint8_t count;
};

}  // namespace sluice::flink::options
