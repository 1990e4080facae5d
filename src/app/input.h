// SPDX-License-Identifier: Apache-2.0
// Manifests from files, folders and standard input.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/doc/document.h"

namespace sluice::app {

// The text of a file, and where its lines begin.
class SourceText {
 public:
  explicit SourceText(std::string text);
  [[nodiscard]] const std::string& text() const { return text_; }
  // The line of that number, without its end; empty where there is none. The first is 1.
  [[nodiscard]] std::string_view Line(std::size_t number) const;

 private:
  std::string text_;
  std::vector<std::size_t> starts_;
};

// One Kubernetes object of the input. Lists are already taken apart.
struct InputObject {
  std::string file;                               // as given, "<stdin>" for "-"
  std::string item;                               // "items[3]" when it came from a List
  std::shared_ptr<const SourceText> text;         // of the whole file
  std::shared_ptr<const doc::Document> document;  // the YAML document it is part of
  const doc::Value* object = nullptr;             // a node of `document`
};

struct Input {
  std::vector<InputObject> objects;   // in the order of files and documents
  std::vector<base::Error> problems;  // files and documents that could not be read
  std::size_t files = 0;
};

// Reads files, folders (recursively: *.yaml, *.yml, *.json; hidden folders are left out) and "-".
// A broken document is a problem and does not stop the others.
Input ReadInput(const std::vector<std::string>& paths);

// The whole of a file or, for "-", of standard input; at most `limit` bytes.
base::Result<std::string> ReadText(const std::string& path, std::size_t limit = 64U << 20U);

// The line at `mark`; empty when it, or a line beside it, names a secret or carries one
// in a URI (sluice/flink/secrets.h).
std::string Excerpt(const SourceText& text, const doc::Mark& mark);

}  // namespace sluice::app
