// SPDX-License-Identifier: Apache-2.0
// Readings of the texts of scalars as Java's classes do them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "flink/value/yaml/java_value.h"

namespace sluice::flink::yaml {

bool IsDigit(char c, int radix);
// How many digits the text begins with.
std::size_t CountDigits(std::string_view text, int radix = 10);

JavaObject MakeObject(JavaValue value);
JavaObject MakeInteger(JavaClass type, std::int64_t number);
// ConstructYamlCoreInt.createNumber of one or more valid digits.
JavaObject MakeNumber(bool negative, std::string_view digits, int radix);
// Why new BigInteger(text, radix) throws: it reads groups of digits, the first one being short.
std::string BigIntegerError(std::string_view text, int radix);

// Base64.getDecoder().decode; the message of the IllegalArgumentException otherwise.
tl::expected<std::string, std::string> DecodeBase64(std::string_view text);
std::string EncodeBase64(std::string_view bytes);

}  // namespace sluice::flink::yaml
