// SPDX-License-Identifier: Apache-2.0
#include "sluice/doc/document.h"
#include "sluice/doc/json_text.h"

namespace sluice::doc {
namespace {

void Write(const Value& value, std::string& out) {
  switch (value.kind()) {
    case Kind::kNull:
      out += "null";
      return;
    case Kind::kBool:
    case Kind::kNumber:
      out += value.text();
      return;
    case Kind::kString:
      AppendJsonString(value.text(), out);
      return;
    case Kind::kArray: {
      char separator = '[';
      for (const Value& item : value.items()) {
        out += separator;
        Write(item, out);
        separator = ',';
      }
      out += separator == '[' ? "[]" : "]";
      return;
    }
    case Kind::kObject: {
      char separator = '{';
      for (const Member& member : value.members()) {
        out += separator;
        AppendJsonString(member.key, out);
        out += ':';
        Write(member.value, out);
        separator = ',';
      }
      out += separator == '{' ? "{}" : "}";
    }
  }
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, begin, i - begin);
    begin = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        out += "\\u00";
        out += kHex[c >> 4U];
        out += kHex[c & 15U];
    }
  }
  out.append(text, begin);
  out += '"';
}

std::string ToJson(const Value& value) {
  std::string out;
  Write(value, out);
  return out;
}

}  // namespace sluice::doc
