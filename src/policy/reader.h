// SPDX-License-Identifier: Apache-2.0
// Reading one policy document: typed fields out of a tree, with every complaint at its line.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/doc/document.h"

namespace sluice::policy {

// A place in a policy file, for messages after the document is gone.
struct Spot {
  std::string file;
  doc::Mark mark;
};

// What loading gathers: errors make it fail, notes are worth a log line.
struct Complaints {
  std::vector<base::Error> errors;
  std::vector<std::string> notes;

  void Error(const Spot& spot, std::string_view message);
  void Note(const Spot& spot, std::string_view message);
};

// "; did you mean 'x'?" or nothing.
std::string DidYouMean(std::string_view word, std::span<const std::string_view> known);

// Lives while one document is read. A value that is not what it should be is complained about and
// read as absent.
class Reader {
 public:
  Reader(const doc::Document& document, std::string file, Complaints& complaints)
      : document_(document), file_(std::move(file)), complaints_(complaints) {}

  [[nodiscard]] Spot At(const doc::Value& node) const { return {file_, document_.MarkOf(node)}; }
  void Error(const doc::Value& node, std::string_view message) {
    complaints_.Error(At(node), message);
  }
  void Note(const doc::Value& node, std::string_view message) {
    complaints_.Note(At(node), message);
  }

  // An object whose members are all among `known`; false when it is no object.
  bool Object(const doc::Value& node, std::string_view what,
              std::initializer_list<std::string_view> known);
  // The text of a string or another scalar, which must not be empty.
  std::optional<std::string> Text(const doc::Value& node, std::string_view what);
  std::optional<bool> Bool(const doc::Value& node, std::string_view what);
  // The elements of an array; empty and a complaint when it is none.
  std::span<const doc::Value> Items(const doc::Value& node, std::string_view what);
  // An array of texts.
  std::vector<std::string> Texts(const doc::Value& node, std::string_view what);

 private:
  const doc::Document& document_;
  std::string file_;
  Complaints& complaints_;
};

}  // namespace sluice::policy
