// SPDX-License-Identifier: Apache-2.0
// Lines and columns of a JSON document, found by a second pass over a text that was read already.
#pragma once

#include <string_view>

#include "doc/builder.h"

namespace sluice::doc {

// Line and column of a byte offset. Linear.
Mark MarkAt(std::string_view text, std::size_t offset);

// Fills `marks` for every node below and including `root`, the tree that ReadJson made of `text`
// (valid JSON) with the same `skip_bookkeeping`.
void MarkJson(std::string_view text, const Value& root, bool skip_bookkeeping, Marks& marks);

}  // namespace sluice::doc
