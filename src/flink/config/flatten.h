// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <utility>

#include "flink/config/java_number.h"
#include "flink/config/text_arena.h"
#include "sluice/doc/value.h"

namespace sluice::flink {

// The text of a scalar as Jackson's asText() gives it: "null" for null, empty for an array or
// object (inside an array). Numbers with a fraction are re-rendered into `arena`.
std::string_view ScalarText(const doc::Value& value, TextArena& arena);

// An array as the operator joins it: asText() of each, with ';' between, nothing quoted.
std::string_view ArrayText(const doc::Value& array, TextArena& arena);

// Whether at least one member is an object: the user wrote nested YAML.
bool IsNested(const doc::Value& configuration);

// Flattens `flinkConfiguration` as the Apache operator's ConfigObjectNode.asFlatMap does
// (1.16-SNAPSHOT, 6e9caeb): nested keys joined with '.', in document order; empty arrays and
// objects vanish. Calls sink(key, value, node) for each leaf; keys may come twice. Returns false
// when the texts would pass TextArena::kMaxBytes: then the rest is left out.
template <typename Sink>
bool Flatten(const doc::Value& object, std::string_view parent, TextArena& arena, Sink& sink) {
  for (const doc::Member& member : object.members()) {
    std::string_view key = member.key;
    if (!parent.empty()) {
      key = arena.Join({parent, ".", member.key});
      if (key.data() == nullptr) return false;
    }
    const doc::Value& value = member.value;
    if (value.IsObject()) {
      if (!Flatten(value, key, arena, sink)) return false;
      continue;
    }
    if (value.IsArray() && value.items().empty()) continue;
    const std::string_view text =
        value.IsArray() ? ArrayText(value, arena) : ScalarText(value, arena);
    if (text.data() == nullptr) return false;
    sink(key, text, value);
  }
  return true;
}

}  // namespace sluice::flink
