// SPDX-License-Identifier: Apache-2.0
#include "policy/reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "sluice/base/text.h"

namespace sluice::policy {

void Complaints::Error(const Spot& spot, std::string_view message) {
  errors.push_back({.code = base::Code::kInvalid,
                    .message = base::Printable(message, 400),
                    .file = spot.file,
                    .line = spot.mark.line,
                    .column = spot.mark.column});
}

void Complaints::Note(const Spot& spot, std::string_view message) {
  notes.push_back(base::Error{.message = base::Printable(message, 400),
                              .file = spot.file,
                              .line = spot.mark.line,
                              .column = spot.mark.column}
                      .ToString());
}

std::string DidYouMean(std::string_view word, std::span<const std::string_view> known) {
  for (const std::string_view one : known) {
    if (base::EqualsIgnoringCase(word, one)) return fmt::format("; did you mean '{}'?", one);
  }
  const std::string_view nearest = base::Nearest(word, known);
  return nearest.empty() ? std::string() : fmt::format("; did you mean '{}'?", nearest);
}

bool Reader::Object(const doc::Value& node, std::string_view what,
                    std::initializer_list<std::string_view> known) {
  if (!node.IsObject()) {
    Error(node, fmt::format("{} must be an object", what));
    return false;
  }
  for (const doc::Member& member : node.members()) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    Error(member.value, fmt::format("unknown field '{}' in {}{}", member.key, what,
                                    DidYouMean(member.key, {known.begin(), known.size()})));
  }
  return true;
}

std::optional<std::string> Reader::Text(const doc::Value& node, std::string_view what) {
  if (node.IsScalar() && !node.text().empty()) return std::string(node.text());
  Error(node, fmt::format("{} must be a string that is not empty", what));
  return std::nullopt;
}

std::optional<bool> Reader::Bool(const doc::Value& node, std::string_view what) {
  if (node.IsBool()) return node.AsBool();
  Error(node, fmt::format("{} must be true or false", what));
  return std::nullopt;
}

std::span<const doc::Value> Reader::Items(const doc::Value& node, std::string_view what) {
  if (!node.IsArray()) Error(node, fmt::format("{} must be a list", what));
  return node.items();
}

std::vector<std::string> Reader::Texts(const doc::Value& node, std::string_view what) {
  std::vector<std::string> texts;
  for (const doc::Value& item : Items(node, what)) {
    if (auto text = Text(item, fmt::format("each of {}", what))) texts.push_back(*std::move(text));
  }
  return texts;
}

}  // namespace sluice::policy
