// SPDX-License-Identifier: Apache-2.0
#include "flink/operators/write_value.h"

#include <algorithm>

namespace sluice::flink {
namespace {

void AppendQuoted(std::string_view text, std::string& out) {
  out += '\'';
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  out += '\'';
}

// Quoted only when it holds one of `special`.
void AppendEscaped(std::string_view text, std::string_view special, std::string& out) {
  if (text.find_first_of(special) == std::string_view::npos) {
    out += text;
  } else {
    AppendQuoted(text, out);
  }
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
  std::size_t size = 2;
  for (const std::string_view item : items) size += item.size() + 4;
  std::string out;
  out.reserve(size);
  if (standard_yaml) out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != 0) out += standard_yaml ? ", " : ";";
    if (!standard_yaml) {
      AppendEscaped(items[i], ";'\"", out);
    } else if (IsPlainWord(items[i])) {
      out += items[i];
    } else {
      AppendQuoted(items[i], out);
    }
  }
  if (standard_yaml) out += ']';
  return out;
}

std::string WriteMap(std::span<const std::pair<std::string, std::string>> entries,
                     bool standard_yaml) {
  std::string out = standard_yaml ? "{" : "";
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& [key, value] = entries[i];
    if (i != 0) out += standard_yaml ? ", " : ",";
    if (standard_yaml) {
      AppendQuoted(key, out);
      out += ": ";
      AppendQuoted(value, out);
      continue;
    }
    std::string pair;
    AppendEscaped(key, ":'\"", pair);
    pair += ':';
    AppendEscaped(value, ":'\"", pair);
    AppendEscaped(pair, ",'\"", out);
  }
  if (standard_yaml) out += '}';
  return out;
}

}  // namespace sluice::flink
