// SPDX-License-Identifier: Apache-2.0
// JSON Pointers (RFC 6901) and the addresses of nodes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/doc/value.h"

namespace sluice::doc {

// One token escaped for a pointer: `~` becomes `~0`, `/` becomes `~1`.
std::string EscapeToken(std::string_view token);

// "/a/b~1c/0" of tokens; empty for no tokens.
std::string JoinPointer(const std::vector<std::string>& tokens);

// The node that a pointer names, or null.
const Value* Resolve(const Value& root, std::string_view pointer);

// The tokens that lead from `root` to `node`, found by its address: a walk over the tree, meant for
// the moment a finding is written, never for the path of an object that is fine. Nothing when
// `node` is not part of the tree.
std::optional<std::vector<std::string>> TokensOf(const Value& root, const Value& node);

// The same as a pointer and as a field path, in one walk.
struct Location {
  std::string pointer;
  std::string field;
};
std::optional<Location> LocationOf(const Value& root, const Value& node);

// Kubernetes' field path of tokens: `spec.flinkConfiguration[state.backend.type]`,
// `spec.containers[0].name`. Tokens that are not plain names stand in brackets; `root` tells array
// indices from keys that look like numbers.
std::string FieldPath(const Value& root, const std::vector<std::string>& tokens);
// Appends one more token; `parent` is the node that the path led to so far, null = there is none.
void AppendField(const Value* parent, std::string_view token, std::string& path);

}  // namespace sluice::doc
