// SPDX-License-Identifier: Apache-2.0
#include "app/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>

#include "sluice/base/text.h"
#include "sluice/flink/secrets.h"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;

bool IsManifest(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

bool IsHidden(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.size() > 1 && name[0] == '.' && name != "..";
}

base::Error About(const std::string& file, std::string message) {
  return {.code = base::Code::kUnavailable, .message = std::move(message), .file = file};
}

// The manifests below `folder`, sorted.
void ListFolder(const fs::path& folder, std::vector<std::string>& files, Input& input) {
  std::error_code error;
  fs::recursive_directory_iterator walk(folder, error);
  std::vector<std::string> found;
  for (const fs::recursive_directory_iterator end; !error && walk != end; walk.increment(error)) {
    if (walk->is_directory() && IsHidden(walk->path())) {
      walk.disable_recursion_pending();
    } else if (walk->is_regular_file() && IsManifest(walk->path())) {
      found.push_back(walk->path().string());
    }
  }
  if (error)
    input.problems.push_back(
        About(folder.string(), "cannot list this folder: " + error.message() + "."));
  std::sort(found.begin(), found.end());
  files.insert(files.end(), found.begin(), found.end());
}

bool LooksLikeJson(const std::string& file, const std::string& text) {
  if (fs::path(file).extension() == ".json") return true;
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string::npos && (text[first] == '{' || text[first] == '[');
}

void AddObject(const std::string& file, const std::shared_ptr<const SourceText>& text,
               const std::shared_ptr<const doc::Document>& document, const doc::Value& object,
               const std::string& item, Input& input) {
  const doc::Value* kind = object.Find("kind");
  const doc::Value* items = object.Find("items");
  if (kind != nullptr && items != nullptr && kind->text().ends_with("List") && items->IsArray()) {
    std::size_t index = 0;
    for (const doc::Value& element : items->items()) {
      const std::string path = fmt::format("{}{}items[{}]", item, item.empty() ? "" : ".", index++);
      AddObject(file, text, document, element, path, input);
    }
    return;
  }
  input.objects.push_back({file, item, text, document, &object});
}

void AddDocument(const std::string& file, const std::shared_ptr<const SourceText>& text,
                 doc::Document&& document, Input& input) {
  const auto shared = std::make_shared<const doc::Document>(std::move(document));
  AddObject(file, text, shared, shared->root(), "", input);
}

void ReadFile(const std::string& path, Input& input) {
  const std::string file = path == "-" ? "<stdin>" : path;
  ++input.files;
  auto read = ReadText(path);
  if (!read) {
    input.problems.push_back(read.error());
    return;
  }
  const auto source = std::make_shared<const SourceText>(*std::move(read));
  const std::string& text = source->text();
  if (LooksLikeJson(file, text)) {
    auto json = doc::ReadJson(text, {.positions = true});
    if (json) return AddDocument(file, source, *std::move(json), input);
    if (fs::path(file).extension() == ".json") {
      base::Error error = json.error().error;
      error.file = file;
      input.problems.push_back(std::move(error));
      return;
    }
  }
  auto documents = doc::ReadYaml(text, {});
  if (!documents) {
    base::Error error = documents.error();
    error.file = file;
    input.problems.push_back(std::move(error));
    return;
  }
  for (doc::Document& document : *documents) AddDocument(file, source, std::move(document), input);
}

}  // namespace

base::Result<std::string> ReadText(const std::string& path, std::size_t limit) {
  std::string text;
  const auto take = [&](std::istream& stream) {
    std::array<char, 1U << 16U> buffer{};
    while (text.size() <= limit &&
           (stream.read(buffer.data(), buffer.size()), stream.gcount() > 0)) {
      text.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
    }
    return !stream.bad();
  };
  const std::string file = path == "-" ? "<stdin>" : path;
  bool good = true;
  if (path == "-") {
    good = take(std::cin);
  } else {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) return tl::unexpected(About(file, "there is no such file or folder."));
    if (fs::is_directory(status))
      return tl::unexpected(About(file, "this is a folder; name a file."));
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
      return tl::unexpected(About(file, "cannot open this file: check its permissions."));
    good = take(stream);
  }
  if (!good) return tl::unexpected(About(file, "reading failed."));
  if (text.size() > limit) {
    return tl::unexpected(
        About(file, fmt::format("larger than {}; split it.",
                                base::HumanBytes(static_cast<std::int64_t>(limit)))));
  }
  return text;
}

Input ReadInput(const std::vector<std::string>& paths) {
  Input input;
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (path != "-" && fs::is_directory(path, error)) {
      ListFolder(path, files, input);
    } else {
      files.push_back(path);
    }
  }
  for (const std::string& file : files) ReadFile(file, input);
  return input;
}

SourceText::SourceText(std::string text) : text_(std::move(text)) {
  for (std::size_t at = 0; at <= text_.size();
       at = std::min(text_.find('\n', at), text_.size()) + 1) {
    starts_.push_back(at);
  }
}

std::string_view SourceText::Line(std::size_t number) const {
  if (number == 0 || number > starts_.size()) return {};
  const std::size_t start = starts_[number - 1];
  const std::size_t end = number < starts_.size() ? starts_[number] - 1 : text_.size();
  return std::string_view(text_).substr(start, end - start);
}

std::string Excerpt(const SourceText& text, const doc::Mark& mark) {
  if (mark.line == 0) return {};
  // The line, and those beside it: a value may stand under or above the name of its secret.
  const std::string_view line = text.Line(mark.line);
  for (const std::string_view one : {text.Line(mark.line - 1), line, text.Line(mark.line + 1U)}) {
    if (flink::NamesSecret(one)) return {};
  }
  constexpr std::size_t kMostBytes = 400;  // a longer one is no line that a person wrote
  if (line.size() > kMostBytes || flink::Redacted(line) != line) return {};
  return base::Printable(line, 160);
}

}  // namespace sluice::app
