// SPDX-License-Identifier: Apache-2.0
// The tree that a YAML text composes to, before its scalars become Java values.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flink/value/yaml/reader.h"
#include "sluice/flink/value.h"

namespace sluice::flink::yaml {

inline constexpr std::string_view kTagPrefix = "tag:yaml.org,2002:";
inline constexpr std::string_view kNullTag = "tag:yaml.org,2002:null";
inline constexpr std::string_view kBoolTag = "tag:yaml.org,2002:bool";
inline constexpr std::string_view kIntTag = "tag:yaml.org,2002:int";
inline constexpr std::string_view kFloatTag = "tag:yaml.org,2002:float";
inline constexpr std::string_view kBinaryTag = "tag:yaml.org,2002:binary";
inline constexpr std::string_view kStrTag = "tag:yaml.org,2002:str";
inline constexpr std::string_view kSeqTag = "tag:yaml.org,2002:seq";
inline constexpr std::string_view kMapTag = "tag:yaml.org,2002:map";
inline constexpr std::string_view kSetTag = "tag:yaml.org,2002:set";
inline constexpr std::string_view kEnvTag = "!ENV_VARIABLE";

enum class NodeKind : std::uint8_t { kScalar, kSequence, kMapping };

struct Node {
  NodeKind kind = NodeKind::kScalar;
  std::string tag;
  std::string text;                              // of a scalar
  std::vector<Node*> items;                      // of a sequence
  std::vector<std::pair<Node*, Node*>> entries;  // of a mapping
  Mark start;
  bool recursive = false;  // an alias inside refers to it
};

// Owns the nodes of one document; aliases share them. Movable, addresses stay.
struct Document {
  std::deque<Node> nodes;
  Node* root = nullptr;  // null for an empty stream
};

// The one document of a text.
Parsed<Document> Compose(std::string_view text);

// The tag of a plain scalar in YAML 1.2's core schema.
std::string_view ResolvePlain(std::string_view text);
// UriEncoder.encode: how a tag is named.
std::string EncodeTag(std::string_view tag);

}  // namespace sluice::flink::yaml
