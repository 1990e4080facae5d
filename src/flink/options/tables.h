// SPDX-License-Identifier: Apache-2.0
// The shapes of the generated tables (tools/options/compile_options.py fills them).
#pragma once

#include <cstdint>
#include <string_view>

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

// Which characters a key has, a bit each: an edit of one character (insert, delete, replace, swap)
// changes at most two bits, so keys that differ in more than four are further than two edits apart.
// `folded` looks at letters and digits alone, in lower case.
struct Signature {
  std::uint64_t raw = 0;
  std::uint64_t folded = 0;
  std::uint16_t folded_size = 0;
};

constexpr Signature SignatureOf(std::string_view key) {
  Signature signature;
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    signature.raw |= std::uint64_t{1} << (byte % 64U);
    const bool upper = byte >= 'A' && byte <= 'Z';
    const bool kept = upper || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
    if (!kept) continue;
    signature.folded |= std::uint64_t{1} << ((upper ? byte + 32U : byte) % 64U);
    ++signature.folded_size;
  }
  return signature;
}

// Of a key of the table, computed when the program is built.
const Signature& SignatureOf(KeyId key);

}  // namespace sluice::flink::options
