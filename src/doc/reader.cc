// SPDX-License-Identifier: Apache-2.0
#include "sluice/doc/reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sluice/base/text.h"

namespace sluice::doc {

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

bool Reader::Object(const Value& node, std::string_view what, std::span<const Field> known) {
  if (!node.IsObject()) {
    Error(node, fmt::format("{} must be an object", what));
    return false;
  }
  for (const Member& member : node.members()) {
    const auto named = [&](const Field& field) { return field.name == member.key; };
    if (std::any_of(known.begin(), known.end(), named)) continue;
    std::vector<std::string_view> names;
    for (const Field& field : known) names.push_back(field.name);
    Error(member.value, fmt::format("unknown field '{}' in {}{}", member.key, what,
                                    DidYouMean(member.key, names)));
  }
  return true;
}

std::optional<std::string> Reader::Text(const Value& node, std::string_view what) {
  if (node.IsScalar() && !node.text().empty()) return std::string(node.text());
  Error(node, fmt::format("{} must be a string that is not empty", what));
  return std::nullopt;
}

std::optional<std::string> Reader::Word(const Value& node, std::string_view what,
                                        std::span<const std::string_view> words) {
  if (node.IsScalar() && std::find(words.begin(), words.end(), node.text()) != words.end()) {
    return std::string(node.text());
  }
  Error(node, fmt::format("{} must be one of {}{}", what, fmt::join(words, ", "),
                          DidYouMean(node.text(), words)));
  return std::nullopt;
}

std::optional<bool> Reader::Bool(const Value& node, std::string_view what) {
  if (node.IsBool()) return node.AsBool();
  Error(node, fmt::format("{} must be true or false", what));
  return std::nullopt;
}

std::optional<std::uint32_t> Reader::Count(const Value& node, std::string_view what) {
  constexpr std::int64_t kMost = 1'000'000;
  std::int64_t value = -1;
  if (node.IsNumber() && ReadInt(node, value) && value >= 0 && value <= kMost) {
    return static_cast<std::uint32_t>(value);
  }
  Error(node, fmt::format("{} must be a whole number from 0", what));
  return std::nullopt;
}

std::span<const Value> Reader::Items(const Value& node, std::string_view what) {
  if (!node.IsArray()) Error(node, fmt::format("{} must be a list", what));
  return node.items();
}

std::vector<std::string> Reader::Texts(const Value& node, std::string_view what) {
  std::vector<std::string> texts;
  for (const Value& item : Items(node, what)) {
    if (auto text = Text(item, fmt::format("each of {}", what))) texts.push_back(*std::move(text));
  }
  return texts;
}

}  // namespace sluice::doc
