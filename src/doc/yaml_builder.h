// SPDX-License-Identifier: Apache-2.0
// YAML events to trees.
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "doc/builder.h"
#include "sluice/base/result.h"

namespace sluice::doc {

// Builds one document at a time. After the first error all events are ignored; it never throws.
class YamlBuilder : public YAML::EventHandler {
 public:
  YamlBuilder(std::string_view text, const Limits& limits) : text_(text), limits_(limits) {}

  [[nodiscard]] const std::optional<base::Error>& error() const { return error_; }
  std::vector<Document> TakeDocuments() { return std::move(documents_); }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override;
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override;
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override;

 private:
  // A child of an open container. `key` and `is_merged` are for maps only.
  struct Entry {
    std::string_view key;
    Value value;
    Mark mark;
    bool is_merged = false;  // comes from a `<<`
  };
  struct Frame {
    bool is_map = false;
    bool is_block = false;  // a map without braces
    Mark mark;
    YAML::anchor_t anchor = 0;
    std::vector<Entry> entries;
    bool has_key = false;  // `key` waits for its value
    bool is_merge_key = false;
    bool has_merges = false;
    std::string_view key;
    Mark key_mark;
    std::size_t key_offset = 0;
  };
  struct Anchored {
    bool is_complete = false;
    bool is_key_text = false;  // a scalar that may be a key, which it would be as `key`
    std::string key;
    Value value;
  };

  void Fail(base::Code code, std::string message, Mark mark);
  bool CountNode(Mark mark);
  bool ExpectsKey() const;
  bool StartsLikeDocument(std::size_t at) const;
  bool IsOpenQuote(std::size_t at) const;
  bool IsKeyWithoutColon(Mark mark, std::size_t at) const;

  void Open(bool is_map, const YAML::Mark& mark, YAML::anchor_t anchor);
  void Close(const Value& value, const Frame& frame);
  void TakeKey(const std::optional<std::string>& key, bool is_merge, Mark mark);
  void Add(const Value& value, Mark mark);
  void Merge(Frame& frame, const Value& value, Mark mark);
  void MergeOne(Frame& frame, const Value& map, Mark mark);
  std::vector<Entry> Resolved(Frame& frame);
  std::optional<Value> MakeValue(std::string_view tag, const std::string& text, Mark mark);
  // A copy with own addresses, so that every node has one place; counts its nodes.
  Value Copy(const Value& value, std::size_t depth, Mark mark);
  void CarryMark(const Value& from, const Value& to);

  std::string_view text_;
  Limits limits_;
  std::optional<base::Error> error_;
  std::vector<Document> documents_;
  bool any_document_ = false;
  std::size_t last_event_ = 0;  // where the newest event stands in the text

  std::shared_ptr<Builder::Impl> impl_;
  std::vector<Frame> frames_;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;
  std::uint32_t nodes_ = 0;
};

}  // namespace sluice::doc
