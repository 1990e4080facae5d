// SPDX-License-Identifier: Apache-2.0
// Writing JSON by hand, where a tree of values would cost more than the text.
#pragma once

#include <string>
#include <string_view>

namespace sluice::doc {

// Appends `text`, which is UTF-8, as a JSON string with its quotes.
void AppendJsonString(std::string_view text, std::string& out);

}  // namespace sluice::doc
