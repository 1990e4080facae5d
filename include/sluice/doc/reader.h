// SPDX-License-Identifier: Apache-2.0
// Reading a file that a person wrote for us: typed fields out of a tree, with every complaint at
// its line. What a kind of file may hold is a table of Fields, which the reader enforces and from
// which the JSON Schema for editors is made, so that the two cannot disagree about names.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/doc/document.h"

namespace sluice::doc {

// What a field holds.
enum class Form : std::uint8_t {
  kText,       // a string or another scalar, not empty
  kBool,       // true or false
  kCount,      // a whole number from 0
  kTexts,      // a list of kText
  kObject,     // an object with the members `fields`
  kObjects,    // a list of such objects
  kTextMap,    // an object of any names with scalars
  kManifest,   // a Kubernetes object, or the path of a file that holds one
  kManifests,  // a list of those
  kAnyObject,  // an object of which nothing is demanded
  kNamed,      // what the maker of the schema knows by the name `ref`
};

// One field of a file, as a constant. Views live for ever.
struct Field {
  std::string_view name;
  Form form = Form::kText;
  std::string_view description;                  // a sentence or two for an editor
  std::span<const Field> fields = {};            // kObject, kObjects
  std::span<const std::string_view> words = {};  // kText, kTexts: the only values; empty = any
  std::string_view ref = {};                     // kNamed
  std::string_view pattern = {};                 // kText, kTexts: a regular expression, for editors
  bool required = false;
  bool not_empty = false;  // lists
};

// A place in a file, for messages after the document is gone.
struct Spot {
  std::string file;
  Mark mark;
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
  Reader(const Document& document, std::string file, Complaints& complaints)
      : document_(document), file_(std::move(file)), complaints_(complaints) {}

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] const Complaints& complaints() const { return complaints_; }
  [[nodiscard]] Spot At(const Value& node) const { return {file_, document_.MarkOf(node)}; }
  void Error(const Value& node, std::string_view message) { complaints_.Error(At(node), message); }
  void Note(const Value& node, std::string_view message) { complaints_.Note(At(node), message); }

  // An object whose members are all among `known`; false when it is no object.
  bool Object(const Value& node, std::string_view what, std::span<const Field> known);
  // The text of a string or another scalar, which must not be empty.
  std::optional<std::string> Text(const Value& node, std::string_view what);
  // The same, one of `words`.
  std::optional<std::string> Word(const Value& node, std::string_view what,
                                  std::span<const std::string_view> words);
  std::optional<bool> Bool(const Value& node, std::string_view what);
  // A whole number from 0 to 1,000,000.
  std::optional<std::uint32_t> Count(const Value& node, std::string_view what);
  // The elements of an array; empty and a complaint when it is none.
  std::span<const Value> Items(const Value& node, std::string_view what);
  // An array of texts.
  std::vector<std::string> Texts(const Value& node, std::string_view what);

 private:
  const Document& document_;
  std::string file_;
  Complaints& complaints_;
};

}  // namespace sluice::doc
