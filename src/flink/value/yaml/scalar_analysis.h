// SPDX-License-Identifier: Apache-2.0
// In which styles a text can be written as a YAML scalar.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sluice::flink::yaml {

struct ScalarAnalysis {
  std::size_t utf16_length = 0;
  bool multiline = false;
  bool allow_flow_plain = true;
  bool allow_block_plain = true;
  bool allow_single_quoted = true;
  bool allow_block = true;
};

// Emitter.analyzeScalar.
ScalarAnalysis Analyze(std::string_view text);

// The text between double quotes, all that is not printable escaped.
std::string EscapeDoubleQuoted(std::string_view text);

}  // namespace sluice::flink::yaml
