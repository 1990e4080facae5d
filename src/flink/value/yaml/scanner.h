// SPDX-License-Identifier: Apache-2.0
// The tokens of a YAML text, and the complaints of snakeyaml-engine 2.6 about it, in its order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flink/value/yaml/reader.h"
#include "sluice/flink/value.h"

namespace sluice::flink::yaml {

enum class TokenKind : std::uint8_t {
  kAlias,
  kAnchor,
  kBlockEnd,
  kBlockEntry,
  kBlockMappingStart,
  kBlockSequenceStart,
  kDirective,
  kDocumentEnd,
  kDocumentStart,
  kFlowEntry,
  kFlowMappingEnd,
  kFlowMappingStart,
  kFlowSequenceEnd,
  kFlowSequenceStart,
  kKey,
  kScalar,
  kStreamEnd,
  kStreamStart,
  kTag,
  kValue,
};
// As error messages name it: "<block end>", "-", "<scalar>".
std::string_view Describe(TokenKind kind);

struct Token {
  TokenKind kind = TokenKind::kStreamEnd;
  Mark start, end;
  std::string text;    // of a scalar, anchor, alias; suffix of a tag; name of a directive
  std::string handle;  // of a tag or a TAG directive
  bool has_handle = false;
  bool plain = false;        // a scalar without quotes
  int major = 0, minor = 0;  // of a YAML directive
};

// Collects the first error; everything behind it reads as the end of the stream. One thread.
class Scanner {
 public:
  explicit Scanner(std::string_view text);

  // Whether the next token is of a kind. Reads more of the text as needed.
  bool Check(TokenKind kind);
  template <typename... Kinds>
  bool CheckAny(Kinds... kinds) {
    return (Check(kinds) || ...);
  }
  // The next token; the end of the stream once an error was met.
  const Token& Peek();
  Token Next();

  [[nodiscard]] bool failed() const { return error_.has_value() || reader_.met_unprintable(); }
  [[nodiscard]] JavaError TakeError();
  // Records an error; only the first counts. Without a mark: pass nothing.
  void Fail(std::optional<std::string_view> context, std::optional<Mark> context_mark,
            const std::string& problem, std::optional<Mark> problem_mark);
  // A YamlEngineException without marks, and an exception of another type.
  void FailPlain(std::string message) { FailAs("YamlEngineException", std::move(message)); }
  void FailAs(std::string_view type, std::string message);

 private:
  struct SimpleKey {
    std::size_t token;  // its number from the beginning
    bool required;
    std::size_t index;
    Mark mark;
    int flow_level;
  };
  struct BlockHeader {
    char chomping = 0;  // '+', '-', or 0
    int increment = 0;  // 1 to 9, or 0
  };

  [[nodiscard]] bool in_block() const { return flow_level_ == 0; }
  bool NeedMoreTokens();
  void FetchMoreTokens();
  bool FetchIndicator(char32_t c);
  bool FetchBlockIndicator(char32_t c);
  void FetchUnknown(char32_t c);
  void Add(TokenKind kind, Mark start, Mark end);
  void Add(TokenKind kind, Mark mark) { Add(kind, mark, mark); }
  void Insert(std::size_t token, TokenKind kind, Mark mark);

  void DropStaleKeys();
  void SaveSimpleKey();
  void RemoveSimpleKey();
  void UnwindIndent(int column);
  bool AddIndent(int column);

  void FetchStreamEnd();
  void FetchDirective();
  void FetchDocumentIndicator(TokenKind kind);
  void FetchFlowStart(TokenKind kind);
  void FetchFlowEnd(TokenKind kind);
  void FetchFlowEntry();
  void FetchBlockEntry();
  void FetchKey();
  void FetchValue();
  void FetchAnchor(TokenKind kind);
  void FetchTag();
  void FetchBlockScalar(bool folded);
  void FetchFlowScalar();
  void FetchPlain();
  bool AtPlain();
  bool AtDocumentIndicator(std::string_view indicator);
  bool AtSeparatedIndicator();

  void ScanToNextToken();
  void SkipComment();
  void SkipSpaces();
  // A line break as it counts in a scalar ("\n"; U+2028 and U+2029 stay), or empty.
  std::string ScanLineBreak();

  // scan_tags.cc: directives, anchors, tags.
  void ScanDirective();
  bool ScanDirectiveName(Mark start, std::string& name);
  bool ScanYamlDirective(Mark start, Token& token);
  bool ScanYamlNumber(Mark start, int& number);
  bool ScanTagDirective(Mark start, Token& token);
  bool ScanIgnoredLine(std::string_view context, Mark start);
  bool ScanTagHandle(std::string_view name, Mark start, std::string& handle);
  bool ScanTagUri(std::string_view name, bool prefix, Mark start, std::string& uri);
  bool ScanUriEscapes(std::string_view name, Mark start, std::string& out);
  void ScanAnchor(TokenKind kind);
  void ScanTag();

  // scan_scalars.cc
  void ScanBlockScalar(bool folded);
  bool ScanBlockHeader(Mark start, BlockHeader& header);
  std::string ScanIndentation(int& max_indent, Mark& end);
  std::string ScanBlockBreaks(int indent, Mark& end);
  void ScanFlowScalar(bool double_quoted);
  void ScanFlowNonSpaces(bool double_quoted, Mark start, std::string& out);
  bool ScanEscape(Mark start, std::string& out);
  bool ScanHexEscape(Mark start, std::size_t length, std::string& out);
  void ScanFlowSpaces(Mark start, std::string& out);
  std::string ScanFlowBreaks(Mark start);
  void ScanPlain();
  std::string ScanPlainSpaces();

  Reader reader_;
  std::deque<Token> tokens_;
  std::vector<int> indents_;
  std::vector<SimpleKey> simple_keys_;  // in the order they were seen
  std::optional<JavaError> error_;
  std::size_t tokens_taken_ = 0;
  int indent_ = -1;
  int flow_level_ = 0;
  bool allow_simple_key_ = true;
  bool done_ = false;
};

// Character sets of the YAML grammar. 0 is the end of the text.
inline bool IsBreakOrEnd(char32_t c) { return c == 0 || c == '\r' || c == '\n'; }
inline bool IsSpaceBreakOrEnd(char32_t c) { return c == ' ' || IsBreakOrEnd(c); }
inline bool IsBlankBreakOrEnd(char32_t c) { return c == '\t' || IsSpaceBreakOrEnd(c); }
inline bool IsOneOf(char32_t c, std::string_view set) {
  return c < 0x80 && c != 0 && set.find(static_cast<char>(c)) != std::string_view::npos;
}
bool IsWordCharacter(char32_t c);  // letters, digits, '-' and '_' of ASCII
std::string ToUtf8(char32_t c);

}  // namespace sluice::flink::yaml
