// SPDX-License-Identifier: Apache-2.0
// Documents: text in, one immutable tree out, within limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/doc/value.h"

namespace sluice::doc {

// What one document may cost. The numbers are those of the threat model. The worst tree measured
// within them, one object of 262,000 unsorted keys in 3 MB, is read in 60 ms and 24 MiB.
struct Limits {
  std::uint32_t depth = 256;             // nested arrays and objects
  std::uint32_t nodes = 262'144;         // values of any kind
  std::size_t string_bytes = 4U << 20U;  // one decoded string
  std::size_t key_bytes = 16U << 10U;    // one decoded key
};

// 1-based line and column in the text; 0 = unknown. Columns count bytes.
struct Mark {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

// A parsed document. Move-only; owns the arena of its tree and, after WithAdded, shares the arena
// of the document it grew from. Immutable after construction.
class Document {
 public:
  Document();
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  [[nodiscard]] const Value& root() const;

  // Where `value` (a node of this tree) stands in the text, or an empty mark when positions were
  // not asked for. For an object member the mark of its key.
  [[nodiscard]] Mark MarkOf(const Value& value) const;

 private:
  friend class Builder;
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

// Why a reader refused. `limit` tells a user-caused limit (depth, nodes, string, key) from text
// that is not JSON at all: the first is answered with a verdict, the second with HTTP 400.
struct Refusal {
  base::Error error;
  bool limit = false;
};

struct JsonOptions {
  Limits limits;
  // Do not keep `metadata.managedFields` nor the last-applied-configuration annotation of any
  // object (they are lexed, and are more than half of a typical review).
  bool skip_bookkeeping = false;
  // Fill MarkOf. Costs a second pass over the text; for files, not for the webhook.
  bool positions = false;
};

// Strict RFC 8259: repeated keys, invalid UTF-8, non-finite numbers, trailing bytes are refused.
tl::expected<Document, Refusal> ReadJson(std::string_view text, const JsonOptions& options);

// The strings at `paths` (object keys from the root), read from the first 64 KiB of `text` and no
// further than needed; empty where there is none. For a text that a limit refuses: whatever follows
// the strings is not looked at.
std::vector<std::string> PeekStrings(std::string_view text,
                                     std::span<const std::vector<std::string_view>> paths);

// All documents of a YAML stream, as the API server's YAML reader (sigs.k8s.io/yaml) understands
// them: YAML 1.1 scalars become the JSON values kubectl would send; repeated keys are an error that
// names both lines; anchors and merge keys are expanded within the limits. Empty documents are left
// out. Positions are always filled. The error carries line and column.
base::Result<std::vector<Document>> ReadYaml(std::string_view text, const Limits& limits);

// One thing to add: `value_json` at the place `tokens` (object keys from the root, or an array
// index as digits). Missing parent objects are created.
struct Addition {
  std::vector<std::string> tokens;
  std::string value_json;
};

// A new tree that shares every untouched part with `document`, with the additions made. An addition
// whose parent is not an object, or whose member already exists, is an error.
base::Result<Document> WithAdded(const Document& document, const std::vector<Addition>& additions);

// The document that begins at `value`, a node of `document` (shares the arena, costs nothing).
Document Subtree(const Document& document, const Value& value);

// Compact JSON of a value (document order, strings escaped, numbers as their text).
std::string ToJson(const Value& value);

}  // namespace sluice::doc
