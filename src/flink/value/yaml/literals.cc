// SPDX-License-Identifier: Apache-2.0
#include "flink/value/yaml/literals.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "flink/value/java_text.h"

namespace sluice::flink::yaml {
namespace {

// Decimal digits of a natural number.
std::string ToDecimalDigits(std::string_view digits, int radix) {
  if (radix == 10) {
    return std::string(digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1)));
  }
  std::string out = "0";  // least significant first
  for (const char c : digits) {
    int carry = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    for (char& digit : out) {
      carry += (digit - '0') * radix;
      digit = static_cast<char>('0' + carry % 10);
      carry /= 10;
    }
    for (; carry != 0; carry /= 10) out += static_cast<char>('0' + carry % 10);
  }
  while (out.size() > 1 && out.back() == '0') out.pop_back();
  std::reverse(out.begin(), out.end());
  return out;
}

int Base64Digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : (c == '/' ? 63 : -1);
}

}  // namespace

bool IsDigit(char c, int radix) {
  const int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : 99;
  return digit < radix;
}

std::size_t CountDigits(std::string_view text, int radix) {
  std::size_t count = 0;
  while (count < text.size() && IsDigit(text[count], radix)) ++count;
  return count;
}

JavaObject MakeObject(JavaValue value) {
  return std::make_shared<const JavaValue>(std::move(value));
}

JavaObject MakeInteger(JavaClass type, std::int64_t number) {
  return MakeObject({.type = type, .integer = number});
}

JavaObject MakeNumber(bool negative, std::string_view digits, int radix) {
  // Digits of Integer.MAX_VALUE and Long.MAX_VALUE in the radix: up to so many, the smaller class
  // is tried first, whatever the zeros in front.
  const std::size_t int_digits = radix == 16 ? 8 : (radix == 8 ? 11 : 10);
  const std::size_t long_digits = radix == 16 ? 16 : (radix == 8 ? 21 : 19);
  const std::string text = (negative ? "-" : "") + ToDecimalDigits(digits, radix);
  if (digits.size() <= int_digits) {
    if (const auto number = ParseInt(text)) return MakeInteger(JavaClass::kInteger, *number);
  }
  if (digits.size() <= long_digits) {
    if (const auto number = ParseLong(text)) return MakeInteger(JavaClass::kLong, *number);
  }
  return MakeObject({.type = JavaClass::kBigInteger, .text = text == "-0" ? "0" : text});
}

std::string BigIntegerError(std::string_view text, int radix) {
  const std::size_t minus = text.rfind('-');
  const std::size_t plus = text.rfind('+');
  const auto embedded = [](std::size_t at) { return at != 0 && at != std::string_view::npos; };
  if (embedded(minus) || embedded(plus) || (minus == 0 && plus == 0)) {
    return "Illegal embedded sign character";
  }
  if (minus == 0 || plus == 0) text.remove_prefix(1);
  if (text.empty()) return "Zero length BigInteger";
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  std::vector<std::string_view> digits;  // one a UTF-16 unit
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t start = position;
    const bool pair = value::NextCodePoint(text, position) >= 0x10000;
    digits.push_back(text.substr(start, position - start));
    if (pair) digits.emplace_back();  // counts as two
  }
  const std::size_t size = radix == 16 ? 7 : (radix == 8 ? 10 : 9);  // BigInteger.digitsPerInt
  std::size_t count = digits.size() % size == 0 ? size : digits.size() % size;
  for (std::size_t start = 0; start < digits.size(); start += count, count = size) {
    std::string group;
    bool valid = true;
    for (std::size_t i = start; i < std::min(start + count, digits.size()); ++i) {
      valid = valid && digits[i].size() == 1 && IsDigit(digits[i][0], radix);
      group.append(digits[i]);
    }
    if (valid) continue;
    std::string message = "For input string: \"";
    message.append(group).append("\"");
    if (radix != 10) message.append(" under radix ").append(std::to_string(radix));
    return message;
  }
  return "Illegal digit";
}

tl::expected<std::string, std::string> DecodeBase64(std::string_view text) {
  if (text.size() == 1) {
    return tl::unexpected<std::string>(
        "Input byte[] should at least have 2 bytes for base64 bytes");
  }
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  std::size_t i = 0;
  for (; i < text.size() && text[i] != '='; ++i) {
    const int digit = Base64Digit(text[i]);
    if (digit < 0) {
      const int unsigned_byte = static_cast<unsigned char>(text[i]);
      const int byte = unsigned_byte < 0x80 ? unsigned_byte : unsigned_byte - 0x100;
      std::array<char, 8> hex{};
      std::snprintf(hex.data(), hex.size(), "%s%x", byte < 0 ? "-" : "",
                    static_cast<unsigned>(byte < 0 ? -byte : byte));
      return tl::unexpected<std::string>(std::string("Illegal base64 character ") + hex.data());
    }
    bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
    if (++count == 4) {
      for (const unsigned shift : {16U, 8U, 0U}) out += static_cast<char>(bits >> shift);
      bits = 0;
      count = 0;
    }
  }
  const std::string_view padding = text.substr(i);
  if (count == 0 && padding.empty()) return out;
  if (padding.empty() ? count == 1
                      : (count == 0 || count == 1 || (count == 2 && padding.size() < 2))) {
    return tl::unexpected<std::string>(padding.empty()
                                           ? "Last unit does not have enough valid bits"
                                           : "Input byte array has wrong 4-byte ending unit");
  }
  if (padding.size() > (count == 2 ? 2U : 1U)) {
    return tl::unexpected<std::string>("Input byte array has incorrect ending byte at " +
                                       std::to_string(i + (count == 2 ? 2 : 1)));
  }
  if (count == 2) out += static_cast<char>(bits >> 4U);
  if (count == 3) {
    out += static_cast<char>(bits >> 10U);
    out += static_cast<char>(bits >> 2U);
  }
  return out;
}

std::string EncodeBase64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = (bits << 8U) | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= count ? kDigits[(bits >> (18U - 6U * static_cast<unsigned>(j))) & 0x3FU] : '=';
    }
  }
  return out;
}

}  // namespace sluice::flink::yaml
