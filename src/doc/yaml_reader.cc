// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>

#include "doc/json_marks.h"
#include "doc/utf8.h"
#include "doc/yaml_builder.h"
#include "sluice/base/text.h"
#include "sluice/doc/document.h"

namespace sluice::doc {
namespace {

constexpr std::size_t kMostBytes = 64U << 20U;

// Reads from memory it does not own.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* const begin = const_cast<char*>(text.data());  // an input buffer is never written to
    setg(begin, begin, begin + text.size());
  }
};

// go-yaml v2, readerc.go.
bool IsAllowed(std::uint32_t c) {
  return c == 0x09 || c == 0x0A || c == 0x0D || (c >= 0x20 && c <= 0x7E) || c == 0x85 ||
         (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF) || c >= 0x10000;
}

// The offset of the first byte that YAML does not allow, or npos.
std::size_t FindForbidden(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const CodePoint point = DecodeUtf8(text.substr(at));
    if (point.length == 0 || !IsAllowed(point.value)) return at;
    at += point.length;
  }
  return std::string_view::npos;
}

// yaml-cpp does not know that a carriage return alone ends a line.
std::string WithLineFeeds(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == '\r' && (i + 1 == out.size() || out[i + 1] != '\n')) out[i] = '\n';
  }
  return out;
}

tl::unexpected<base::Error> Refuse(base::Code code, std::string message, Mark mark) {
  return tl::unexpected(base::Error{
      .code = code, .message = std::move(message), .line = mark.line, .column = mark.column});
}

}  // namespace

base::Result<std::vector<Document>> ReadYaml(std::string_view text, const Limits& limits) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.size() > kMostBytes) {
    return Refuse(base::Code::kTooLarge, "the text is larger than 64 MiB.", {});
  }
  if (const std::size_t at = FindForbidden(text); at != std::string_view::npos) {
    return Refuse(base::Code::kInvalid,
                  "the text is not YAML: it has a control character or is not UTF-8.",
                  MarkAt(text, at));
  }
  const std::string normal = WithLineFeeds(text);
  YamlBuilder builder(normal, limits);
  try {
    ViewBuffer buffer(normal);
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    while (!builder.error() && parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& e) {
    if (!builder.error()) {
      return Refuse(base::Code::kInvalid,
                    "the text is not YAML: " + base::Printable(e.msg, 200) + ".",
                    {static_cast<std::uint32_t>(e.mark.line + 1),
                     static_cast<std::uint32_t>(e.mark.column + 1)});
    }
  }
  if (builder.error()) return tl::unexpected(*builder.error());
  return builder.TakeDocuments();
}

}  // namespace sluice::doc
