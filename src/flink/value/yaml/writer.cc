// SPDX-License-Identifier: Apache-2.0
// Java values to YAML: what Dump of snakeyaml-engine 2.6 prints with Flink's settings (core schema,
// indent 2, no line splitting).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>

#include "flink/value/java_text.h"
#include "flink/value/yaml/java_value.h"
#include "flink/value/yaml/literals.h"
#include "flink/value/yaml/node.h"
#include "flink/value/yaml/scalar_analysis.h"

namespace sluice::flink::yaml {
namespace {

constexpr int kBestIndent = 2;
constexpr std::size_t kBestWidth = 80;
constexpr std::size_t kMaxSimpleKey = 128;

enum class Style : std::uint8_t { kPlain, kSingle, kDouble, kLiteral };

// A scalar as the representer makes it.
struct Scalar {
  std::string_view tag;
  std::string text;
  bool literal = false;  // asked for; not always possible
};

bool HasLineBreak(std::string_view text) {
  return text.find('\n') != std::string_view::npos ||
         text.find("\xC2\x85") != std::string_view::npos ||
         text.find("\xE2\x80\xA8") != std::string_view::npos ||
         text.find("\xE2\x80\xA9") != std::string_view::npos;
}

Scalar Represent(const JavaValue& value) {
  switch (value.type) {
    case JavaClass::kNull:
      return {kNullTag, "null"};
    case JavaClass::kBoolean:
      return {kBoolTag, ToJavaString(value)};
    case JavaClass::kInteger:
    case JavaClass::kLong:
    case JavaClass::kBigInteger:
      return {kIntTag, ToJavaString(value)};
    case JavaClass::kDouble:
      if (std::isnan(value.number)) return {kFloatTag, ".nan"};
      if (std::isinf(value.number)) return {kFloatTag, value.number > 0 ? ".inf" : "-.inf"};
      return {kFloatTag, ToJavaString(value)};
    case JavaClass::kBytes:
      return {kBinaryTag, EncodeBase64(value.text), true};
    default:
      return {kStrTag, value.text, HasLineBreak(value.text)};
  }
}

bool IsCollection(const JavaValue& value) {
  return value.type == JavaClass::kList || value.type == JavaClass::kMap ||
         value.type == JavaClass::kSet;
}

class Writer {
 public:
  explicit Writer(bool block) : block_(block) {}

  std::string Write(const JavaObject& root) {
    FindAliases(*root);
    Place(*root, false, false);
    WriteIndent();
    return std::move(out_);
  }

 private:
  // Gives a number to each collection that appears again, in the order of the second appearances.
  void FindAliases(const JavaValue& value) {
    if (!IsCollection(value)) return;
    const auto [seen, first] = anchors_.emplace(&value, 0);
    if (!first) {
      if (seen->second == 0) seen->second = ++last_anchor_;
      return;
    }
    for (const JavaObject& item : value.items) FindAliases(*item);
    for (const auto& [key, item] : value.entries) {
      FindAliases(*key);
      FindAliases(*item);
    }
  }

  std::string AnchorOf(const JavaValue& value) const {
    const auto found = anchors_.find(&value);
    if (found == anchors_.end() || found->second == 0) return {};
    std::array<char, 16> name{};
    std::snprintf(name.data(), name.size(), "id%03d", found->second);
    return name.data();
  }

  // expectNode.
  void Place(const JavaValue& value, bool mapping, bool simple_key) {
    mapping_context_ = mapping;
    simple_key_ = simple_key;
    const std::string anchor = AnchorOf(value);
    if (!anchor.empty()) {
      const bool again = std::find(written_.begin(), written_.end(), &value) != written_.end();
      Indicator((again ? "*" : "&") + anchor, true, false, false);
      if (again) return;
      written_.push_back(&value);
    }
    if (!IsCollection(value)) return PlaceScalar(Represent(value));
    if (value.type == JavaClass::kSet) Indicator("!!set", true, false, false);
    const bool flow = flow_level_ != 0 || !block_ || (value.items.empty() && value.entries.empty());
    const std::optional<int> outer = indent_;
    if (value.type == JavaClass::kList) {
      flow ? FlowSequence(value) : BlockSequence(value);
    } else {
      flow ? FlowMapping(value) : BlockMapping(value);
    }
    indent_ = outer;
  }

  void IncreaseIndent(bool flow, bool indentless = false) {
    if (!indent_) {
      indent_ = flow ? kBestIndent : 0;
    } else if (!indentless) {
      *indent_ += kBestIndent;
    }
  }

  void FlowSequence(const JavaValue& value) {
    Indicator("[", true, true, false);
    ++flow_level_;
    IncreaseIndent(true);
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      if (i != 0) Indicator(",", false, false, false);
      Place(*value.items[i], false, false);
    }
    --flow_level_;
    Indicator("]", false, false, false);
  }

  void BlockSequence(const JavaValue& value) {
    IncreaseIndent(false, mapping_context_ && !indention_);
    for (const JavaObject& item : value.items) {
      WriteIndent();
      Indicator("-", true, false, true);
      Place(*item, false, false);
    }
  }

  // The entries of a map; those of a set have null as value.
  template <typename Visit>
  void ForEachEntry(const JavaValue& value, Visit visit) {
    for (const JavaObject& item : value.items) visit(*item, null_);
    for (const auto& [key, item] : value.entries) visit(*key, *item);
  }

  void FlowMapping(const JavaValue& value) {
    Indicator("{", true, true, false);
    ++flow_level_;
    IncreaseIndent(true);
    bool first = true;
    ForEachEntry(value, [&](const JavaValue& key, const JavaValue& item) {
      if (!first) Indicator(",", false, false, false);
      first = false;
      if (IsSimpleKey(key)) {
        Place(key, true, true);
        Indicator(":", false, false, false);
      } else {
        Indicator("?", true, false, false);
        Place(key, true, false);
        if (column_ > kBestWidth) WriteIndent();
        Indicator(":", true, false, false);
      }
      Place(item, true, false);
    });
    --flow_level_;
    Indicator("}", false, false, false);
  }

  void BlockMapping(const JavaValue& value) {
    IncreaseIndent(false);
    ForEachEntry(value, [&](const JavaValue& key, const JavaValue& item) {
      WriteIndent();
      if (IsSimpleKey(key)) {
        Place(key, true, true);
        Indicator(":", false, false, false);
      } else {
        Indicator("?", true, false, true);
        Place(key, true, false);
        WriteIndent();
        Indicator(":", true, false, true);
      }
      Place(item, true, false);
    });
  }

  bool IsSimpleKey(const JavaValue& key) const {
    const std::string anchor = AnchorOf(key);
    const bool again = std::find(written_.begin(), written_.end(), &key) != written_.end();
    if (again) return anchor.size() < kMaxSimpleKey;
    if (IsCollection(key)) {
      return key.items.empty() && key.entries.empty() && anchor.size() + 5 < kMaxSimpleKey;
    }
    const Scalar scalar = Represent(key);
    const ScalarAnalysis analysis = Analyze(scalar.text);
    // "!!str" counts although it is not written.
    const std::size_t tag = 2 + scalar.tag.size() - kTagPrefix.size();
    return tag + analysis.utf16_length < kMaxSimpleKey && !scalar.text.empty() &&
           !analysis.multiline;
  }

  Style ChooseStyle(const Scalar& scalar, const ScalarAnalysis& analysis) const {
    const bool awkward_key = simple_key_ && (scalar.text.empty() || analysis.multiline);
    const bool plain = flow_level_ != 0 ? analysis.allow_flow_plain : analysis.allow_block_plain;
    if (!scalar.literal) {
      if (ResolvePlain(scalar.text) == scalar.tag && !awkward_key && plain) return Style::kPlain;
      if (analysis.allow_single_quoted && !(simple_key_ && analysis.multiline)) {
        return Style::kSingle;
      }
    } else if (flow_level_ == 0 && !simple_key_ && analysis.allow_block) {
      return Style::kLiteral;
    }
    return Style::kDouble;
  }

  void PlaceScalar(const Scalar& scalar) {
    const ScalarAnalysis analysis = Analyze(scalar.text);
    const Style style = ChooseStyle(scalar, analysis);
    if (style != Style::kPlain && scalar.tag != kStrTag) {
      Indicator("!!" + std::string(scalar.tag.substr(kTagPrefix.size())), true, false, false);
    }
    const std::optional<int> outer = indent_;
    IncreaseIndent(true);
    switch (style) {
      case Style::kPlain:
        WritePlain(scalar.text, analysis.utf16_length);
        break;
      case Style::kSingle:
        WriteSingleQuoted(scalar.text);
        break;
      case Style::kDouble:
        WriteDoubleQuoted(scalar.text);
        break;
      case Style::kLiteral:
        WriteLiteral(scalar.text);
        break;
    }
    indent_ = outer;
  }

  void Put(std::string_view text) {
    out_.append(text);
    column_ += value::Utf16Length(text);
  }

  void Indicator(std::string_view text, bool need_space, bool whitespace, bool indention) {
    if (!whitespace_ && need_space) Put(" ");
    whitespace_ = whitespace;
    indention_ = indention_ && indention;
    Put(text);
  }

  void LineBreak() {
    whitespace_ = indention_ = true;
    column_ = 0;
    out_ += '\n';
  }

  void WriteIndent() {
    const auto wanted = static_cast<std::size_t>(indent_.value_or(0));
    if (!indention_ || column_ > wanted || (column_ == wanted && !whitespace_)) LineBreak();
    if (wanted > column_) {
      whitespace_ = true;
      Put(std::string(wanted - column_, ' '));
    }
  }

  void WritePlain(std::string_view text, std::size_t utf16_length) {
    if (text.empty()) return;
    if (!whitespace_) Put(" ");
    whitespace_ = indention_ = false;
    out_.append(text);
    column_ += utf16_length;
  }

  void WriteSingleQuoted(std::string_view text) {
    Indicator("'", true, false, false);
    std::string quoted;
    for (const char c : text) quoted.append(c == '\'' ? 2 : 1, c);
    Put(quoted);
    Indicator("'", false, false, false);
  }

  void WriteDoubleQuoted(std::string_view text) {
    Indicator("\"", true, false, false);
    Put(EscapeDoubleQuoted(text));
    Indicator("\"", false, false, false);
  }

  void WriteLiteral(std::string_view text) {
    std::string header = "|";
    if (text[0] == '\n' || text[0] == ' ') header += std::to_string(kBestIndent);
    if (text.back() != '\n') {
      header += '-';
    } else if (text.size() == 1 || text[text.size() - 2] == '\n') {
      header += '+';
    }
    Indicator(header, true, false, false);
    LineBreak();
    for (std::size_t position = 0; position < text.size();) {
      if (text[position] == '\n') {
        LineBreak();
        ++position;
        continue;
      }
      WriteIndent();
      const std::size_t end = std::min(text.find('\n', position), text.size());
      out_.append(text.substr(position, end - position));
      position = end;
      if (end == text.size()) LineBreak();
    }
  }

  std::string out_;
  bool block_;
  std::size_t column_ = 0;
  bool whitespace_ = true;  // the last character was a space or an indentation
  bool indention_ = true;   // only indentation so far in this line
  std::optional<int> indent_;
  int flow_level_ = 0;
  bool mapping_context_ = false;
  bool simple_key_ = false;
  std::map<const JavaValue*, int> anchors_;
  std::vector<const JavaValue*> written_;
  int last_anchor_ = 0;
  JavaValue null_;
};

}  // namespace

std::string ToYamlString(const JavaObject& value) {
  std::string out = Writer(false).Write(value);
  if (out.ends_with('\n')) out.pop_back();
  return out;
}

std::string ToBlockYaml(const JavaObject& value) { return Writer(true).Write(value); }

}  // namespace sluice::flink::yaml
