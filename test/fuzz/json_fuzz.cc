// SPDX-License-Identifier: Apache-2.0
// Bytes to JSON trees: with and without bookkeeping, with positions, under small limits.
#include <cstdint>
#include <string_view>

#include "fuzz/oracle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluice;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto whole = doc::ReadJson(text, {.positions = true});
  const auto slim = doc::ReadJson(text, {.skip_bookkeeping = true, .positions = true});
  if (whole) {
    fuzz::Require(slim.has_value(), "what is read whole is read without bookkeeping");
    fuzz::Require(whole->MarkOf(whole->root()).line != 0, "the root has a position");
    fuzz::RequireSound(*whole);
    const auto added = doc::WithAdded(*whole, {{{"\x01", "a"}, "[1]"}});
    fuzz::Require(
        added.has_value() == whole->root().IsObject() || whole->root().Find("\x01") != nullptr,
        "objects take an addition");
    if (added) fuzz::RequireSound(*added);
  } else {
    fuzz::Require(!whole.error().error.message.empty(), "a refusal has words");
  }
  if (slim) fuzz::RequireSound(*slim);
  static_cast<void>(
      doc::ReadJson(text, {.limits = {.depth = 3, .nodes = 5, .string_bytes = 4, .key_bytes = 4}}));
  return 0;
}
