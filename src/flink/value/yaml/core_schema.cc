// SPDX-License-Identifier: Apache-2.0
// Which plain scalars are no strings: CoreScalarResolver.
#include <algorithm>

#include "flink/value/yaml/literals.h"
#include "flink/value/yaml/node.h"

namespace sluice::flink::yaml {
namespace {

bool IsInteger(std::string_view text) {
  for (const auto& [prefix, radix] : {std::pair<std::string_view, int>{"0o", 8}, {"0x", 16}}) {
    if (text.starts_with(prefix) && text.size() > 2) {
      return CountDigits(text.substr(2), radix) == text.size() - 2;
    }
  }
  if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
  return !text.empty() && CountDigits(text) == text.size();
}

bool IsFloat(std::string_view text) {
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return true;
  if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
  if (text == ".inf" || text == ".Inf" || text == ".INF") return true;
  const std::size_t whole = CountDigits(text);
  text.remove_prefix(whole);
  std::size_t fraction = 0;
  if (text.starts_with(".")) {
    fraction = CountDigits(text.substr(1));
    text.remove_prefix(fraction + 1);
  }
  if (whole + fraction == 0) return false;
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  text.remove_prefix(1);
  if (text.starts_with("-") || text.starts_with("+")) text.remove_prefix(1);
  return !text.empty() && CountDigits(text) == text.size();
}

bool IsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::size_t CountWord(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), IsWord) -
                                  text.begin());
}

// ${NAME}, ${NAME:-word} and alike: BaseScalarResolver.ENV_FORMAT.
bool IsEnvironment(std::string_view text) {
  if (!text.starts_with("${") || !text.ends_with("}") || text.size() < 4) return false;
  text = text.substr(2, text.size() - 3);
  constexpr std::string_view kSpace = " \t\n\x0B\f\r";
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  while (!text.empty() && kSpace.find(text.back()) != std::string_view::npos) {
    text.remove_suffix(1);
  }
  const std::size_t name = CountWord(text);
  if (name == 0) return false;
  text.remove_prefix(name);
  if (text.empty()) return true;
  if (text.starts_with(":")) text.remove_prefix(1);
  if (!text.starts_with("-") && !text.starts_with("?")) return false;
  text.remove_prefix(1);
  return CountWord(text) == text.size();
}

}  // namespace

std::string_view ResolvePlain(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL" ||
      text == " ") {
    return kNullTag;
  }
  for (const std::string_view word : {"true", "True", "TRUE", "false", "False", "FALSE"}) {
    if (text == word) return kBoolTag;
  }
  const char first = text[0];
  if ((first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.') {
    if (first != '.' && IsInteger(text)) return kIntTag;
    if (IsFloat(text)) return kFloatTag;
  }
  return IsEnvironment(text) ? kEnvTag : kStrTag;
}

std::string EncodeTag(std::string_view tag) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kSafe = "-_.!~*'()@:$&,;=[]/";
  std::string out;
  for (const char c : tag) {
    const auto byte = static_cast<unsigned char>(c);
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (word || kSafe.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out.append({'%', kHex[byte >> 4U], kHex[byte & 0xFU]});
    }
  }
  return out;
}

}  // namespace sluice::flink::yaml
