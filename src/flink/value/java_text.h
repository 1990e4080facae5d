// SPDX-License-Identifier: Apache-2.0
// What java.lang.String and java.lang.Character do (JDK 17, Unicode 13), over UTF-8. Bytes that are
// not UTF-8 stand for themselves. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::flink::value {

// The code point at `position`, which is moved behind it. An ill-formed byte gives U+FFFD.
char32_t NextCodePoint(std::string_view text, std::size_t& position);
void AppendUtf8(std::string& out, char32_t code_point);

// String.length(): UTF-16 units.
std::size_t Utf16Length(std::string_view text);

// String.toLowerCase(Locale.US). Final sigma is recognised between letters only.
std::string ToLowerCase(std::string_view text);

// Whether the upper-case forms are equal (String.toUpperCase(Locale.ROOT)). `constant` is ASCII.
bool EqualsInUpperCase(std::string_view text, std::string_view constant);

// Character.isWhitespace(char).
bool IsWhitespace(char32_t code_point);

// Character.digit(char, 10): 0 to 9, or -1. As in Java, only in the basic plane.
int DecimalDigit(char32_t code_point);

// String.hashCode(), and the order in which a java.util.HashMap of default size holds hashes.
std::int32_t HashCode(std::string_view text);

}  // namespace sluice::flink::value
