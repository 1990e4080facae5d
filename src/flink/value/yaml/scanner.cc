// SPDX-License-Identifier: Apache-2.0
#include "flink/value/yaml/scanner.h"

#include <algorithm>
#include <array>
#include <utility>

#include "flink/value/java_text.h"

namespace sluice::flink::yaml {
namespace {

constexpr std::size_t kMaxCodePoints = 0x300000;  // LoadSettings.codePointLimit
constexpr std::size_t kMaxSimpleKey = 1024;

std::string MarkLine(Mark mark) {
  return " in reader, line " + std::to_string(mark.line + 1) + ", column " +
         std::to_string(mark.column + 1) + "\n";
}

// CharConstants.escapeChar: only what an escape sequence has a letter for.
std::string EscapeCharacter(char32_t c) {
  switch (c) {
    case 0x07:
      return "\\a";
    case '\b':
      return "\\b";
    case '\t':
      return "\\t";
    case '\n':
      return "\\n";
    case 0x0B:
      return "\\v";
    case '\f':
      return "\\f";
    case '\r':
      return "\\r";
    case 0x1B:
      return "\\e";
    case '\\':
      return "\\\\";
    case 0x85:
      return "\\N";
    case 0xA0:
      return "\\_";
    case 0x2028:
      return "\\L";
    case 0x2029:
      return "\\P";
    default:
      return ToUtf8(c);
  }
}

}  // namespace

std::string_view Describe(TokenKind kind) {
  constexpr std::array<std::string_view, 20> kNames = {"<alias>",
                                                       "<anchor>",
                                                       "<block end>",
                                                       "-",
                                                       "<block mapping start>",
                                                       "<block sequence start>",
                                                       "<directive>",
                                                       "<document end>",
                                                       "<document start>",
                                                       ",",
                                                       "}",
                                                       "{",
                                                       "]",
                                                       "[",
                                                       "?",
                                                       "<scalar>",
                                                       "<stream end>",
                                                       "<stream start>",
                                                       "<tag>",
                                                       ":"};
  return kNames[static_cast<std::size_t>(kind)];
}

bool IsWordCharacter(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

std::string ToUtf8(char32_t c) {
  std::string out;
  value::AppendUtf8(out, c);
  return out;
}

Scanner::Scanner(std::string_view text) : reader_(text) {
  Add(TokenKind::kStreamStart, reader_.mark());
}

void Scanner::Fail(std::optional<std::string_view> context, std::optional<Mark> context_mark,
                   const std::string& problem, std::optional<Mark> problem_mark) {
  std::string message;
  if (context) message.append(*context).append("\n");
  if (context_mark) message += MarkLine(*context_mark);
  message.append(problem).append("\n");
  if (problem_mark) message += MarkLine(*problem_mark);
  FailPlain(std::move(message));
}

void Scanner::FailAs(std::string_view type, std::string message) {
  if (failed()) return;
  error_.emplace();
  error_->chain.push_back({std::string(type), std::move(message)});
  reader_.Stop();
}

JavaError Scanner::TakeError() {
  if (error_) return std::move(*error_);
  JavaError error;
  error.chain.push_back({"ReaderException", "special characters are not allowed"});
  return error;
}

bool Scanner::Check(TokenKind kind) { return Peek().kind == kind && !failed(); }

const Token& Scanner::Peek() {
  while (!failed() && NeedMoreTokens()) FetchMoreTokens();
  if (failed() || tokens_.empty()) {
    tokens_.clear();
    Add(TokenKind::kStreamEnd, reader_.mark());
  }
  return tokens_.front();
}

Token Scanner::Next() {
  Token token = Peek();
  ++tokens_taken_;
  tokens_.pop_front();
  return token;
}

void Scanner::Add(TokenKind kind, Mark start, Mark end) {
  tokens_.push_back({.kind = kind, .start = start, .end = end});
}

// Before the token with that number.
void Scanner::Insert(std::size_t token, TokenKind kind, Mark mark) {
  const auto offset = static_cast<std::ptrdiff_t>(token - tokens_taken_);
  tokens_.insert(tokens_.begin() + offset, {.kind = kind, .start = mark, .end = mark});
}

bool Scanner::NeedMoreTokens() {
  if (done_) return false;
  if (tokens_.empty()) return true;
  DropStaleKeys();
  return !simple_keys_.empty() && simple_keys_.front().token == tokens_taken_;
}

void Scanner::FetchMoreTokens() {
  if (reader_.index() > kMaxCodePoints) {
    return FailPlain("The incoming YAML document exceeds the limit: " +
                     std::to_string(kMaxCodePoints) + " code points.");
  }
  ScanToNextToken();
  DropStaleKeys();
  if (failed()) return;
  UnwindIndent(reader_.column());
  const char32_t c = reader_.Peek();
  if (failed()) return;
  if (c == 0) return FetchStreamEnd();
  if (FetchIndicator(c) || FetchBlockIndicator(c)) return;
  if (AtPlain()) return FetchPlain();
  FetchUnknown(c);
}

// Indicators that start a token wherever they stand.
bool Scanner::FetchIndicator(char32_t c) {
  switch (c) {
    case '[':
      FetchFlowStart(TokenKind::kFlowSequenceStart);
      return true;
    case '{':
      FetchFlowStart(TokenKind::kFlowMappingStart);
      return true;
    case ']':
      FetchFlowEnd(TokenKind::kFlowSequenceEnd);
      return true;
    case '}':
      FetchFlowEnd(TokenKind::kFlowMappingEnd);
      return true;
    case ',':
      FetchFlowEntry();
      return true;
    case '*':
      FetchAnchor(TokenKind::kAlias);
      return true;
    case '&':
      FetchAnchor(TokenKind::kAnchor);
      return true;
    case '!':
      FetchTag();
      return true;
    case '\'':
    case '"':
      FetchFlowScalar();
      return true;
    default:
      return false;
  }
}

// Indicators that depend on where they stand.
bool Scanner::FetchBlockIndicator(char32_t c) {
  if (c == '%' && reader_.column() == 0) {
    FetchDirective();
  } else if (c == '-' && AtDocumentIndicator("---")) {
    FetchDocumentIndicator(TokenKind::kDocumentStart);
  } else if (c == '.' && AtDocumentIndicator("...")) {
    FetchDocumentIndicator(TokenKind::kDocumentEnd);
  } else if (c == '-' && AtSeparatedIndicator()) {
    FetchBlockEntry();
  } else if (c == '?' && AtSeparatedIndicator()) {
    FetchKey();
  } else if (c == ':' && (!in_block() || AtSeparatedIndicator())) {
    FetchValue();
  } else if ((c == '|' || c == '>') && in_block()) {
    FetchBlockScalar(c == '>');
  } else {
    return false;
  }
  return true;
}

void Scanner::FetchUnknown(char32_t c) {
  std::string shown = EscapeCharacter(c);
  if (c == '\t') shown += "(TAB)";
  Fail("while scanning for the next token", std::nullopt,
       "found character '" + shown + "' that cannot start any token. (Do not use " + shown +
           " for indentation)",
       reader_.mark());
}

bool Scanner::AtDocumentIndicator(std::string_view indicator) {
  return reader_.column() == 0 && reader_.Prefix(3) == indicator &&
         IsBlankBreakOrEnd(reader_.Peek(3));
}

bool Scanner::AtSeparatedIndicator() { return IsBlankBreakOrEnd(reader_.Peek(1)); }

bool Scanner::AtPlain() {
  const char32_t c = reader_.Peek();
  if (!IsBlankBreakOrEnd(c) && !IsOneOf(c, "-?:,[]{}#&*!|>'\"%@`")) return true;
  const char32_t next = reader_.Peek(1);
  if (IsBlankBreakOrEnd(next)) return false;
  return in_block() ? IsOneOf(c, "-?:") : IsOneOf(c, "-?") && !IsOneOf(next, ",]");
}

// --- simple keys and indentation -----------------------------------------------------------------

void Scanner::DropStaleKeys() {
  for (std::size_t i = 0; i < simple_keys_.size();) {
    const SimpleKey& key = simple_keys_[i];
    if (key.mark.line == reader_.line() && reader_.index() - key.index <= kMaxSimpleKey) {
      ++i;
      continue;
    }
    if (key.required) {
      return Fail("while scanning a simple key", key.mark, "could not find expected ':'",
                  reader_.mark());
    }
    simple_keys_.erase(simple_keys_.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

void Scanner::SaveSimpleKey() {
  const bool required = in_block() && indent_ == reader_.column();
  if (!allow_simple_key_) {
    if (required) {
      FailPlain("A simple key is required only if it is the first token in the current line");
    }
    return;
  }
  RemoveSimpleKey();
  simple_keys_.push_back({.token = tokens_taken_ + tokens_.size(),
                          .required = required,
                          .index = reader_.index(),
                          .mark = reader_.mark(),
                          .flow_level = flow_level_});
}

void Scanner::RemoveSimpleKey() {
  for (std::size_t i = 0; i < simple_keys_.size(); ++i) {
    if (simple_keys_[i].flow_level != flow_level_) continue;
    const SimpleKey key = simple_keys_[i];
    simple_keys_.erase(simple_keys_.begin() + static_cast<std::ptrdiff_t>(i));
    if (key.required) {
      Fail("while scanning a simple key", key.mark, "could not find expected ':'", reader_.mark());
    }
    return;
  }
}

void Scanner::UnwindIndent(int column) {
  if (!in_block()) return;
  while (indent_ > column) {
    indent_ = indents_.back();
    indents_.pop_back();
    Add(TokenKind::kBlockEnd, reader_.mark());
  }
}

bool Scanner::AddIndent(int column) {
  if (indent_ >= column) return false;
  indents_.push_back(indent_);
  indent_ = column;
  return true;
}

// --- space ---------------------------------------------------------------------------------------

void Scanner::ScanToNextToken() {
  if (reader_.index() == 0 && reader_.Peek() == 0xFEFF) reader_.Forward();
  while (true) {
    SkipSpaces();
    if (reader_.Peek() == '#') SkipComment();
    if (ScanLineBreak().empty()) return;
    if (in_block()) allow_simple_key_ = true;
  }
}

void Scanner::SkipComment() {
  std::size_t length = 0;
  while (!IsBreakOrEnd(reader_.Peek(length))) ++length;
  reader_.Take(length);
}

void Scanner::SkipSpaces() {
  while (reader_.Peek() == ' ') reader_.Forward();
}

std::string Scanner::ScanLineBreak() {
  const char32_t c = reader_.Peek();
  if (c == '\r' || c == '\n' || c == 0x85) {
    reader_.Forward(c == '\r' && reader_.Peek(1) == '\n' ? 2 : 1);
    return "\n";
  }
  if (c != 0x2028 && c != 0x2029) return {};
  reader_.Forward();
  return ToUtf8(c);
}

}  // namespace sluice::flink::yaml
