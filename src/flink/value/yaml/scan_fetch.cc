// SPDX-License-Identifier: Apache-2.0
// What each kind of token does to indentation and to keys that may turn out simple.
#include <algorithm>
#include <optional>

#include "flink/value/yaml/scanner.h"

namespace sluice::flink::yaml {

void Scanner::FetchStreamEnd() {
  UnwindIndent(-1);
  RemoveSimpleKey();
  allow_simple_key_ = false;
  simple_keys_.clear();
  Add(TokenKind::kStreamEnd, reader_.mark());
  done_ = true;
}

void Scanner::FetchDirective() {
  UnwindIndent(-1);
  RemoveSimpleKey();
  allow_simple_key_ = false;
  if (!failed()) ScanDirective();
}

void Scanner::FetchDocumentIndicator(TokenKind kind) {
  UnwindIndent(-1);
  RemoveSimpleKey();
  allow_simple_key_ = false;
  const Mark start = reader_.mark();
  reader_.Forward(3);
  Add(kind, start, reader_.mark());
}

void Scanner::FetchFlowStart(TokenKind kind) {
  SaveSimpleKey();
  ++flow_level_;
  allow_simple_key_ = true;
  const Mark start = reader_.mark();
  reader_.Forward();
  Add(kind, start, reader_.mark());
}

void Scanner::FetchFlowEnd(TokenKind kind) {
  RemoveSimpleKey();
  --flow_level_;
  allow_simple_key_ = false;
  const Mark start = reader_.mark();
  reader_.Forward();
  Add(kind, start, reader_.mark());
}

void Scanner::FetchFlowEntry() {
  allow_simple_key_ = true;
  RemoveSimpleKey();
  const Mark start = reader_.mark();
  reader_.Forward();
  Add(TokenKind::kFlowEntry, start, reader_.mark());
}

void Scanner::FetchBlockEntry() {
  if (in_block()) {
    if (!allow_simple_key_) {
      return Fail("", std::nullopt, "sequence entries are not allowed here", reader_.mark());
    }
    if (AddIndent(reader_.column())) Add(TokenKind::kBlockSequenceStart, reader_.mark());
  }
  allow_simple_key_ = true;
  RemoveSimpleKey();
  const Mark start = reader_.mark();
  reader_.Forward();
  Add(TokenKind::kBlockEntry, start, reader_.mark());
}

void Scanner::FetchKey() {
  if (in_block()) {
    if (!allow_simple_key_) {
      return Fail(std::nullopt, std::nullopt, "mapping keys are not allowed here", reader_.mark());
    }
    if (AddIndent(reader_.column())) Add(TokenKind::kBlockMappingStart, reader_.mark());
  }
  allow_simple_key_ = in_block();
  RemoveSimpleKey();
  const Mark start = reader_.mark();
  reader_.Forward();
  Add(TokenKind::kKey, start, reader_.mark());
}

void Scanner::FetchValue() {
  const auto key = std::find_if(simple_keys_.begin(), simple_keys_.end(),
                                [&](const auto& each) { return each.flow_level == flow_level_; });
  if (key != simple_keys_.end()) {
    const SimpleKey found = *key;
    simple_keys_.erase(key);
    Insert(found.token, TokenKind::kKey, found.mark);
    if (in_block() && AddIndent(found.mark.column)) {
      Insert(found.token, TokenKind::kBlockMappingStart, found.mark);
    }
    allow_simple_key_ = false;
  } else {
    if (in_block() && !allow_simple_key_) {
      return Fail(std::nullopt, std::nullopt, "mapping values are not allowed here",
                  reader_.mark());
    }
    if (in_block() && AddIndent(reader_.column())) {
      Add(TokenKind::kBlockMappingStart, reader_.mark());
    }
    allow_simple_key_ = in_block();
    RemoveSimpleKey();
  }
  const Mark start = reader_.mark();
  reader_.Forward();
  Add(TokenKind::kValue, start, reader_.mark());
}

void Scanner::FetchAnchor(TokenKind kind) {
  SaveSimpleKey();
  allow_simple_key_ = false;
  if (!failed()) ScanAnchor(kind);
}

void Scanner::FetchTag() {
  SaveSimpleKey();
  allow_simple_key_ = false;
  if (!failed()) ScanTag();
}

void Scanner::FetchBlockScalar(bool folded) {
  allow_simple_key_ = true;
  RemoveSimpleKey();
  if (!failed()) ScanBlockScalar(folded);
}

void Scanner::FetchFlowScalar() {
  SaveSimpleKey();
  allow_simple_key_ = false;
  if (!failed()) ScanFlowScalar(reader_.Peek() == '"');
}

void Scanner::FetchPlain() {
  SaveSimpleKey();
  allow_simple_key_ = false;
  if (!failed()) ScanPlain();
}

}  // namespace sluice::flink::yaml
