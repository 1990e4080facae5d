// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sluice::report {

// `text` in lines of at most `width` columns, each after `indent` blanks, the first after `first`
// (empty = blanks, too).
std::string Wrapped(std::string_view text, std::size_t indent, std::size_t width,
                    std::string_view first = {});

}  // namespace sluice::report
