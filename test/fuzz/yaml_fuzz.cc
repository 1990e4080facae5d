// SPDX-License-Identifier: Apache-2.0
// Bytes to YAML documents.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "fuzz/oracle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluice;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = doc::ReadYaml(text, {.depth = 64, .nodes = 10'000});
  if (!read) {
    fuzz::Require(!read.error().message.empty(), "a refusal has words");
    return 0;
  }
  const auto lines = static_cast<std::uint32_t>(
      1 + std::count_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }));
  for (const doc::Document& document : *read) {
    fuzz::RequireSound(document);
    const doc::Mark mark = document.MarkOf(document.root());
    fuzz::Require(mark.line >= 1 && mark.line <= lines, "the root stands in the text");
  }
  return 0;
}
