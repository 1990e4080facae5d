// SPDX-License-Identifier: Apache-2.0
#include "flink/config/flatten.h"

#include <string>

namespace sluice::flink {
namespace {

std::string_view TextOf(const doc::Value& value, char* buffer) {
  switch (value.kind()) {
    case doc::Kind::kNull:
      return "null";
    case doc::Kind::kNumber:
      return JacksonText(value.text(), buffer);
    case doc::Kind::kArray:
    case doc::Kind::kObject:
      return "";
    default:
      return value.text().empty() ? std::string_view("") : value.text();
  }
}

}  // namespace

std::string_view ScalarText(const doc::Value& value, TextArena& arena) {
  char buffer[kJavaDoubleBytes];
  const std::string_view text = TextOf(value, buffer);
  return text.data() == buffer ? arena.Keep(text) : text;
}

std::string_view ArrayText(const doc::Value& array, TextArena& arena) {
  std::string joined;
  char buffer[kJavaDoubleBytes];
  for (const doc::Value& item : array.items()) {
    if (&item != array.items().data()) joined += ';';
    joined += TextOf(item, buffer);
  }
  return arena.Keep(joined);
}

bool IsNested(const doc::Value& configuration) {
  for (const doc::Member& member : configuration.members()) {
    if (member.value.IsObject()) return true;
  }
  return false;
}

}  // namespace sluice::flink
