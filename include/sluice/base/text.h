// SPDX-License-Identifier: Apache-2.0
// Small text helpers that several rooms need. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::base {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// ASCII lower case; other bytes stay.
std::string ToLower(std::string_view text);
bool EqualsIgnoringCase(std::string_view a, std::string_view b);

// Without leading and trailing characters <= U+0020, as Java's String.trim().
std::string_view JavaTrim(std::string_view text);

// Levenshtein distance, or `limit` + 1 as soon as it must exceed `limit`.
std::size_t EditDistance(std::string_view a, std::string_view b, std::size_t limit);

// The candidate nearest to `word` within distance 2 (and under half its length), or empty.
std::string_view Nearest(std::string_view word, std::span<const std::string_view> candidates);

// `text` with control characters and invalid UTF-8 made harmless, cut to `max_bytes` on a character
// boundary with "…" where it was cut. For logs, messages, HTTP headers.
std::string Printable(std::string_view text, std::size_t max_bytes);

// `bytes` as Kubernetes and Flink people read it: "1.5 GiB", "512 MiB", "17 B".
std::string HumanBytes(std::int64_t bytes);

std::vector<std::string_view> Split(std::string_view text, char separator);

// `*` matches any run, `?` one character; linear time and no recursion. The whole text must match.
bool GlobMatch(std::string_view pattern, std::string_view text);

// Lower-case hexadecimal SHA-256 of `text`.
std::string Sha256Hex(std::string_view text);

}  // namespace sluice::base
