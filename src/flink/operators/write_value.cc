// SPDX-License-Identifier: Apache-2.0
#include "flink/operators/write_value.h"

#include <algorithm>

namespace sluice::flink {
namespace {

std::string Quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

// What may stand unquoted in a flow list and still reads as a string.
bool IsPlainWord(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || !letter(text.front())) return false;
  constexpr std::string_view kReserved[] = {"true", "false", "null",  "True", "False",
                                            "Null", "TRUE",  "FALSE", "NULL"};
  if (std::ranges::find(kReserved, text) != std::end(kReserved)) return false;
  return std::ranges::all_of(text, [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '/';
  });
}

}  // namespace

std::string WriteList(std::span<const std::string_view> items, bool standard_yaml) {
  std::string out = standard_yaml ? "[" : "";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) out += standard_yaml ? ", " : ";";
    const bool plain = standard_yaml ? IsPlainWord(items[i])
                                     : items[i].find_first_of(";'\"") == std::string_view::npos;
    out += plain ? std::string(items[i]) : Quoted(items[i]);
  }
  return standard_yaml ? out + "]" : out;
}

}  // namespace sluice::flink
