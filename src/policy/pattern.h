// SPDX-License-Identifier: Apache-2.0
// What patterns with `*` and `?` have in common. base::GlobMatch says what one of them matches.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::policy {

bool HasWildcard(std::string_view pattern);

// Whether one of the patterns matches the text.
bool AnyMatches(const std::vector<std::string>& patterns, std::string_view text);

// Whether some text matches both.
bool PatternsMeet(std::string_view a, std::string_view b);

// The shortest namespace name (RFC 1123 label, at most 63 characters) that matches both patterns
// and none of `excluded`; nothing when there is none. Patterns of at most 63 characters. Where the
// search would be too long the answer is `a`: to be taken for possible.
std::optional<std::string> CommonNamespace(std::string_view a, std::string_view b,
                                           std::span<const std::string_view> excluded);

}  // namespace sluice::policy
