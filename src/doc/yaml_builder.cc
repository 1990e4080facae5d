// SPDX-License-Identifier: Apache-2.0
#include "doc/yaml_builder.h"

#include <algorithm>

#include "doc/limit_words.h"
#include "doc/utf8.h"
#include "doc/yaml_scalar.h"

namespace sluice::doc {
namespace {

constexpr std::string_view kMergeTag = "tag:yaml.org,2002:merge";

// yaml-cpp counts from 0.
Mark MarkOf(const YAML::Mark& mark) {
  return {static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
}

std::size_t OffsetOf(const YAML::Mark& mark) { return static_cast<std::size_t>(mark.pos); }

// yaml-cpp 0.7 writes the escapes \N and \_ as one byte of Latin-1. All else is valid, as the text
// was.
std::string WithRepairedEscapes(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(DecodeUtf8(text).length, 1);
    if (length == 1 && static_cast<unsigned char>(text[0]) >= 0x80) out += '\xC2';
    out += text.substr(0, length);
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace

void YamlBuilder::Fail(base::Code code, std::string message, Mark mark) {
  if (error_) return;
  error_ = base::Error{
      .code = code, .message = std::move(message), .line = mark.line, .column = mark.column};
}

bool YamlBuilder::CountNode(Mark mark) {
  if (++nodes_ > limits_.nodes) {
    Fail(base::Code::kTooLarge, TooManyValues(limits_) + ", aliases included.", mark);
  }
  return !error_;
}

bool YamlBuilder::ExpectsKey() const {
  return !frames_.empty() && frames_.back().is_map && !frames_.back().has_key;
}

// yaml-cpp takes whatever stands behind a document for the next one, and for ever where it cannot
// make anything of it; a document after the first needs a `---`, or a `...` before it.
bool YamlBuilder::StartsLikeDocument(std::size_t at) const {
  if (!any_document_) return true;
  if (text_.substr(std::min(at, text_.size())).starts_with("---")) return true;
  const std::size_t end = text_.find("\n...", std::min(last_event_, text_.size()));
  return end != std::string_view::npos && end < at;
}

// yaml-cpp takes the end of the text for the end of a quoted scalar. `at` is where the scalar (or
// its tag or anchor) begins.
bool YamlBuilder::IsOpenQuote(std::size_t at) const {
  while (at < text_.size() && (text_[at] == '!' || text_[at] == '&')) {
    at = text_.find_first_of(" \t\n", at);
    at = text_.find_first_not_of(" \t\n", at);
  }
  if (at >= text_.size() || (text_[at] != '"' && text_[at] != '\'')) return false;
  const char quote = text_[at];
  for (++at; at < text_.size(); ++at) {
    if (quote == '"' && text_[at] == '\\') {
      ++at;
    } else if (text_[at] == quote) {
      const bool doubled = quote == '\'' && at + 1 < text_.size() && text_[at + 1] == quote;
      if (!doubled) return false;
      ++at;
    }
  }
  return true;
}

// yaml-cpp takes a line that is no deeper than its mapping for the value of the line before.
// Block scalars may stand there.
bool YamlBuilder::IsKeyWithoutColon(Mark mark, std::size_t at) const {
  if (frames_.empty() || at >= text_.size() || text_[at] == '|' || text_[at] == '>') return false;
  const Frame& frame = frames_.back();
  return frame.is_block && frame.has_key && mark.line > frame.key_mark.line &&
         mark.column <= frame.mark.column;
}

void YamlBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (error_) return;
  if (!StartsLikeDocument(OffsetOf(mark))) {
    Fail(base::Code::kInvalid, "this is not part of the YAML document before it.", MarkOf(mark));
    return;
  }
  any_document_ = true;
  last_event_ = OffsetOf(mark);
  impl_ = std::make_shared<Builder::Impl>();
  anchors_.clear();
  nodes_ = 0;
}

void YamlBuilder::OnDocumentEnd() {
  if (error_ || impl_ == nullptr) return;
  if (!impl_->own_root.IsNull()) documents_.push_back(Builder::Make(std::move(impl_)));
  impl_ = nullptr;
}

void YamlBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  // For a last line without `:` yaml-cpp makes up a value that stands where the key does.
  if (!error_ && !frames_.empty() && frames_.back().is_block && frames_.back().has_key &&
      frames_.back().key_offset == OffsetOf(mark)) {
    Fail(base::Code::kInvalid, "a key is not followed by `:`.", MarkOf(mark));
    return;
  }
  OnScalar(mark, "?", anchor, "");
}

void YamlBuilder::OnScalar(const YAML::Mark& yaml_mark, const std::string& tag,
                           YAML::anchor_t anchor, const std::string& raw) {
  if (error_) return;
  last_event_ = std::max(last_event_, OffsetOf(yaml_mark));
  const Mark mark = MarkOf(yaml_mark);
  const std::string value = WithRepairedEscapes(raw);
  if (tag != "?" && IsOpenQuote(OffsetOf(yaml_mark))) {
    Fail(base::Code::kInvalid, "the quote is not closed.", mark);
    return;
  }
  if ((tag != "?" || !raw.empty()) && IsKeyWithoutColon(mark, OffsetOf(yaml_mark))) {
    Fail(base::Code::kInvalid, "a key is not followed by `:`.", mark);
    return;
  }
  const std::optional<Scalar> scalar = ResolveScalar(tag, value);
  if (!scalar) {
    Fail(base::Code::kInvalid, "the value is not what its tag says.", mark);
    return;
  }
  const bool is_merge = value == "<<" && (tag == "?" || tag == kMergeTag);
  const std::optional<std::string> key = KeyText(*scalar);
  if (anchor != YAML::NullAnchor || !ExpectsKey()) {
    const std::optional<Value> made = MakeValue(tag, value, mark);
    if (!made && !ExpectsKey()) return;
    if (anchor != YAML::NullAnchor) {
      anchors_[anchor] = {.is_complete = made.has_value(),
                          .is_key_text = key.has_value(),
                          .key = key.value_or(""),
                          .value = made.value_or(Value())};
    }
    if (!ExpectsKey()) {
      if (CountNode(mark)) Add(*made, mark);
      return;
    }
  }
  TakeKey(key, is_merge, mark);
}

std::optional<Value> YamlBuilder::MakeValue(std::string_view tag, const std::string& text,
                                            Mark mark) {
  const std::optional<Scalar> scalar = ResolveScalar(tag, text);
  switch (scalar->type) {
    case Scalar::Type::kNull:
      return Value();
    case Scalar::Type::kBool:
      return Builder::Bool(scalar->flag);
    case Scalar::Type::kString:
      if (scalar->text.size() > limits_.string_bytes) {
        Fail(base::Code::kTooLarge, LongString(limits_) + ".", mark);
        return std::nullopt;
      }
      return Builder::String(impl_->arena.Copy(scalar->text));
    case Scalar::Type::kInt:
    case Scalar::Type::kFloat:
      break;
  }
  const std::optional<std::string> number = JsonNumber(*scalar);
  if (!number) {
    if (!ExpectsKey()) {
      Fail(base::Code::kInvalid, "infinity and NaN have no JSON form; quote them.", mark);
    }
    return std::nullopt;
  }
  return Builder::Number(impl_->arena.Copy(*number));
}

void YamlBuilder::OnAlias(const YAML::Mark& yaml_mark, YAML::anchor_t anchor) {
  if (error_) return;
  last_event_ = std::max(last_event_, OffsetOf(yaml_mark));
  const Mark mark = MarkOf(yaml_mark);
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end() || (!found->second.is_complete && !ExpectsKey())) {
    Fail(base::Code::kInvalid, "the alias stands inside the value it refers to.", mark);
  } else if (ExpectsKey()) {
    const Anchored& anchored = found->second;
    TakeKey(anchored.is_key_text ? std::optional(anchored.key) : std::nullopt, false, mark);
  } else {
    const Value copy = Copy(found->second.value, frames_.size(), mark);
    if (!error_) Add(copy, mark);
  }
}

void YamlBuilder::Open(bool is_map, const YAML::Mark& yaml_mark, YAML::anchor_t anchor) {
  if (error_) return;
  last_event_ = std::max(last_event_, OffsetOf(yaml_mark));
  const Mark mark = MarkOf(yaml_mark);
  if (ExpectsKey()) {
    Fail(base::Code::kInvalid, "a key must be a scalar.", mark);
  } else if (frames_.size() >= limits_.depth) {
    Fail(base::Code::kTooLarge, TooDeep(limits_) + ".", mark);
  } else if (CountNode(mark)) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = {};
    frames_.push_back({.is_map = is_map, .mark = mark, .anchor = anchor});
  }
}

void YamlBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value) {
  Open(false, mark, anchor);
}

void YamlBuilder::OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value style) {
  Open(true, mark, anchor);
  if (!error_) frames_.back().is_block = style == YAML::EmitterStyle::Block;
}

void YamlBuilder::OnSequenceEnd() {
  if (error_) return;
  const Frame frame = std::move(frames_.back());
  Value* const out = impl_->arena.AllocateArray<Value>(frame.entries.size());
  for (std::size_t i = 0; i < frame.entries.size(); ++i) {
    std::construct_at(&out[i], frame.entries[i].value);
    impl_->marks[&out[i]] = frame.entries[i].mark;
  }
  Close(Builder::Array(out, frame.entries.size()), frame);
}

void YamlBuilder::OnMapEnd() {
  if (error_) return;
  Frame frame = std::move(frames_.back());
  const std::vector<Entry> entries = Resolved(frame);
  Member* const out = impl_->arena.AllocateArray<Member>(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::construct_at(&out[i], Member{entries[i].key, entries[i].value});
    impl_->marks[&out[i].value] = entries[i].mark;
  }
  Close(Builder::Object(out, entries.size()), frame);
}

void YamlBuilder::Close(const Value& value, const Frame& frame) {
  frames_.pop_back();
  if (frame.anchor != YAML::NullAnchor) {
    anchors_[frame.anchor] = {.is_complete = true, .value = value};
  }
  if (!error_) Add(value, frame.mark);
}

void YamlBuilder::TakeKey(const std::optional<std::string>& key, bool is_merge, Mark mark) {
  if (!key) {
    Fail(base::Code::kInvalid, "a key must be a string, a number or a boolean.", mark);
    return;
  }
  if (key->size() > limits_.key_bytes) {
    Fail(base::Code::kTooLarge, LongKey(limits_) + ".", mark);
    return;
  }
  Frame& frame = frames_.back();
  frame.has_key = true;
  frame.is_merge_key = is_merge;
  frame.key = impl_->arena.Copy(*key);
  frame.key_mark = mark;
  frame.key_offset = last_event_;
}

void YamlBuilder::Add(const Value& value, Mark mark) {
  if (frames_.empty()) {
    impl_->own_root = value;
    impl_->marks[&impl_->own_root] = mark;
    return;
  }
  Frame& frame = frames_.back();
  if (!frame.is_map) {
    frame.entries.push_back({.key = {}, .value = value, .mark = mark});
    return;
  }
  frame.has_key = false;
  if (frame.is_merge_key) {
    Merge(frame, value, mark);
  } else {
    frame.entries.push_back({.key = frame.key, .value = value, .mark = frame.key_mark});
  }
}

void YamlBuilder::Merge(Frame& frame, const Value& value, Mark mark) {
  frame.has_merges = true;
  if (!value.IsArray()) {
    MergeOne(frame, value, mark);
    return;
  }
  const auto items = value.items();  // the first of a list wins, so it comes last
  for (auto item = items.rbegin(); item != items.rend(); ++item) MergeOne(frame, *item, mark);
}

void YamlBuilder::MergeOne(Frame& frame, const Value& map, Mark mark) {
  if (!map.IsObject()) {
    Fail(base::Code::kInvalid, "`<<` must be given a mapping or a list of mappings.", mark);
    return;
  }
  for (const Member& member : map.members()) {
    const auto found = impl_->marks.find(&member.value);
    frame.entries.push_back({.key = member.key,
                             .value = member.value,
                             .mark = found == impl_->marks.end() ? mark : found->second,
                             .is_merged = true});
  }
}

// One entry a key, in the order of first appearance. What a `<<` brings replaces and is replaced
// by what stands before and after it, as go-yaml does; two keys that were written are an error.
std::vector<YamlBuilder::Entry> YamlBuilder::Resolved(Frame& frame) {
  struct Seen {
    std::size_t index = 0;
    std::uint32_t written_at = 0;  // line, 0 when only merged so far
  };
  std::unordered_map<std::string_view, Seen> seen;
  seen.reserve(frame.entries.size());
  std::vector<Entry> out;
  out.reserve(frame.entries.size());
  for (const Entry& entry : frame.entries) {
    const auto [at, is_new] = seen.try_emplace(entry.key, Seen{.index = out.size()});
    Seen& before = at->second;
    if (is_new) {
      out.push_back(entry);
    } else if (!entry.is_merged && before.written_at != 0) {
      Fail(base::Code::kInvalid,
           "the key stands here and in line " + std::to_string(before.written_at) +
               " of the same mapping.",
           entry.mark);
      return out;
    } else {
      out[before.index] = entry;
    }
    if (!entry.is_merged) before.written_at = entry.mark.line;
  }
  return out;
}

Value YamlBuilder::Copy(const Value& value, std::size_t depth, Mark mark) {
  if (!CountNode(mark) || value.IsNull() || value.IsScalar()) return value;
  if (depth >= limits_.depth) {
    Fail(base::Code::kTooLarge, TooDeep(limits_) + ".", mark);
    return value;
  }
  if (value.IsArray()) {
    const auto items = value.items();
    Value* const out = impl_->arena.AllocateArray<Value>(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      std::construct_at(&out[i], error_ ? Value() : Copy(items[i], depth + 1, mark));
      CarryMark(items[i], out[i]);
    }
    return Builder::Array(out, items.size());
  }
  const auto members = value.members();
  Member* const out = impl_->arena.AllocateArray<Member>(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Value copy = error_ ? Value() : Copy(members[i].value, depth + 1, mark);
    std::construct_at(&out[i], Member{members[i].key, copy});
    CarryMark(members[i].value, out[i].value);
  }
  return Builder::Object(out, members.size());
}

void YamlBuilder::CarryMark(const Value& from, const Value& to) {
  const auto found = impl_->marks.find(&from);
  if (found == impl_->marks.end()) return;
  const Mark mark = found->second;
  impl_->marks[&to] = mark;
}

}  // namespace sluice::doc
