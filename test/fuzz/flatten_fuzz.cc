// SPDX-License-Identifier: Apache-2.0
// A JSON text as flinkConfiguration: flattening, the index of keys, and look-ups over them.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "flink/config/flatten.h"
#include "sluice/doc/document.h"
#include "sluice/flink/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sluice;
  const auto document = doc::ReadJson({reinterpret_cast<const char*>(data), size}, {});
  if (!document || !document->root().IsObject()) return 0;
  flink::TextArena arena;
  std::vector<std::pair<std::string_view, std::string_view>> flat;
  const auto sink = [&](std::string_view key, std::string_view value, const doc::Value&) {
    flat.emplace_back(key, value);
  };
  flink::Flatten(document->root(), "", arena, sink);
  const auto config = flink::ConfigOf(flat, flink::FlinkVersion::k1_20);
  // Whatever was written last under a key is what is found under it, exactly once.
  for (std::size_t i = 0; i < flat.size() && i < 200; ++i) {
    const auto& [key, value] = flat[flat.size() - 1 - i];
    const flink::Entry* entry = config.FindKey(key);
    if (entry == nullptr || entry->key != key) std::abort();
    if (i == 0 && entry->value != value) std::abort();
  }
  if (config.entries().size() + config.duplicates().size() != flat.size()) std::abort();
  if (config.Shadowed().size() > config.entries().size()) std::abort();
  return 0;
}
