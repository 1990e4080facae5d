// SPDX-License-Identifier: Apache-2.0
// What a reader says of a document that passes a limit; without the full stop.
#pragma once

#include <string>

#include "sluice/base/text.h"
#include "sluice/doc/document.h"

namespace sluice::doc {

inline std::string TooDeep(const Limits& limits) {
  return "the document nests deeper than " + std::to_string(limits.depth) + " levels";
}
inline std::string TooManyValues(const Limits& limits) {
  return "the document has more than " + std::to_string(limits.nodes) + " values";
}
inline std::string LongString(const Limits& limits) {
  return "a string is longer than " +
         base::HumanBytes(static_cast<std::int64_t>(limits.string_bytes));
}
inline std::string LongKey(const Limits& limits) {
  return "a key is longer than " + base::HumanBytes(static_cast<std::int64_t>(limits.key_bytes));
}

}  // namespace sluice::doc
