// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sluice/doc/value.h"
#include "sluice/rulebook/patch_builder.h"

namespace sluice::engine {

// A JSON Patch may hold this many operations (a limit of ours; the defaults are a dozen).
inline constexpr std::size_t kMaximumOperations = 128;

// The JSON Patch that makes `additions` on `object`: `add` operations only, in the order of the
// additions. Additions below one missing parent become one operation that adds the whole parent, so
// every operation's own parent exists whatever the others do. Empty when there are no additions or
// more operations than the limit.
std::string ToJsonPatch(const doc::Value& object, const std::vector<rulebook::Addition>& additions);

}  // namespace sluice::engine
