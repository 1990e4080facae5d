// SPDX-License-Identifier: Apache-2.0
// Recursive descent over the tokens. The order in which tokens are looked at is that of the
// library's event machine, so that of two mistakes in a text the same one is reported.
#include <algorithm>
#include <map>
#include <optional>

#include "flink/value/yaml/node.h"
#include "flink/value/yaml/scanner.h"

namespace sluice::flink::yaml {
namespace {

constexpr int kMaxAliases = 50;  // LoadSettings.maxAliasesForCollections
// Java has only its stack (some thousand levels); a configuration value has a handful.
constexpr int kMaxDepth = 500;

using K = TokenKind;

class Composer {
 public:
  explicit Composer(std::string_view text) : scanner_(text) {}

  Parsed<Document> Run() {
    ComposeStream();
    if (scanner_.failed()) return tl::unexpected<JavaError>(scanner_.TakeError());
    return std::move(document_);
  }

 private:
  struct Properties {
    std::string anchor;
    std::optional<std::string> tag;
    std::optional<Mark> start;
  };

  void ComposeStream() {
    scanner_.Next();  // the stream's start
    if (!scanner_.CheckAny(K::kDirective, K::kDocumentStart, K::kStreamEnd)) {
      document_.root = ComposeNode(true, false);
    } else if (StartDocument()) {
      document_.root =
          scanner_.CheckAny(K::kDirective, K::kDocumentStart, K::kDocumentEnd, K::kStreamEnd)
              ? Empty(scanner_.Peek().start)
              : ComposeNode(true, false);
    }
    if (document_.root == nullptr || scanner_.failed()) return;
    if (scanner_.Check(K::kDocumentEnd)) {
      scanner_.Next();
    } else if (scanner_.Check(K::kDirective)) {
      return FailUnexpected("'<document end>' before directives");
    }
    tags_.clear();
    const auto before = scanner_.failed() ? std::optional<Mark>() : NextDocument();
    if (before) {
      scanner_.Fail("expected a single document in the stream", document_.root->start,
                    "but found another document", before);
    }
  }

  // Where another document starts, if one does.
  std::optional<Mark> NextDocument() {
    Mark start;
    return StartDocument(&start) ? std::optional<Mark>(start) : std::nullopt;
  }

  // Behind a document or at the beginning: true when a document opens with "---".
  bool StartDocument(Mark* start = nullptr) {
    while (scanner_.Check(K::kDocumentEnd)) scanner_.Next();
    if (scanner_.Check(K::kStreamEnd) || scanner_.failed()) return false;
    if (start != nullptr) *start = scanner_.Peek().start;
    if (!ReadDirectives()) return false;
    if (!scanner_.Check(K::kDocumentStart)) {
      FailUnexpected("'<document start>'");
      return false;
    }
    scanner_.Next();
    return true;
  }

  void FailUnexpected(std::string_view wanted) {
    const Token& token = scanner_.Peek();
    scanner_.Fail(std::nullopt, std::nullopt,
                  std::string("expected ")
                          .append(wanted)
                          .append(", but found '")
                          .append(Describe(token.kind)) +
                      "'",
                  token.start);
  }

  bool ReadDirectives() {
    tags_.clear();
    bool versioned = false;
    while (scanner_.Check(K::kDirective)) {
      const Token token = scanner_.Next();
      if (token.has_handle) {
        if (!tags_.emplace(token.handle, token.text).second) {
          scanner_.Fail(std::nullopt, std::nullopt, "duplicate tag handle " + token.handle,
                        token.start);
        }
      } else if (token.text == "YAML") {
        if (versioned) {
          scanner_.Fail(std::nullopt, std::nullopt, "found duplicate YAML directive", token.start);
        }
        versioned = true;
        if (token.major != 1) {
          scanner_.FailAs("YamlVersionException", "Version{major=" + std::to_string(token.major) +
                                                      ", minor=" + std::to_string(token.minor) +
                                                      "}");
        }
      }
    }
    return !scanner_.failed();
  }

  Node* NewNode(NodeKind kind, Mark start) {
    document_.nodes.push_back({.kind = kind, .start = start});
    return &document_.nodes.back();
  }

  Node* Empty(Mark mark) {
    Node* node = NewNode(NodeKind::kScalar, mark);
    node->tag = kNullTag;
    return node;
  }

  // Null once an error was met.
  Node* ComposeNode(bool block, bool indentless) {
    if (scanner_.Check(K::kAlias)) return ComposeAlias();
    Properties properties;
    if (!ReadProperties(properties)) return nullptr;
    if (depth_ >= kMaxDepth) {
      scanner_.FailPlain("The nesting of the YAML is too deep.");
      return nullptr;
    }
    ++depth_;
    Node* node = ComposeContent(block, indentless, properties);
    --depth_;
    return scanner_.failed() ? nullptr : node;
  }

  Node* ComposeAlias() {
    const Token token = scanner_.Next();
    const auto found = anchors_.find(token.text);
    if (found == anchors_.end()) {
      scanner_.Fail("", std::nullopt, "found undefined alias " + token.text, token.start);
      return nullptr;
    }
    Node* node = found->second;
    if (node->kind != NodeKind::kScalar && ++aliases_ > kMaxAliases) {
      scanner_.FailPlain("Number of aliases for non-scalar nodes exceeds the specified max=" +
                         std::to_string(kMaxAliases));
      return nullptr;
    }
    if (std::find(open_.begin(), open_.end(), node) != open_.end()) node->recursive = true;
    return node;
  }

  bool ReadProperties(Properties& out) {
    std::optional<Token> tag;
    const auto read_anchor = [&] {
      const Token token = scanner_.Next();
      if (!out.start) out.start = token.start;
      out.anchor = token.text;
    };
    const auto read_tag = [&] {
      tag = scanner_.Next();
      if (!out.start) out.start = tag->start;
    };
    if (scanner_.Check(K::kAnchor)) {
      read_anchor();
      if (scanner_.Check(K::kTag)) read_tag();
    } else if (scanner_.Check(K::kTag)) {
      read_tag();
      if (scanner_.Check(K::kAnchor)) read_anchor();
    }
    if (scanner_.failed()) return false;
    if (!tag) return true;
    if (!tag->has_handle) {
      out.tag = tag->text;
      return true;
    }
    const std::optional<std::string> prefix = PrefixOf(tag->handle);
    if (!prefix) {
      scanner_.Fail("while parsing a node", out.start, "found undefined tag handle " + tag->handle,
                    tag->start);
      return false;
    }
    out.tag = *prefix + tag->text;
    return true;
  }

  std::optional<std::string> PrefixOf(const std::string& handle) const {
    if (const auto found = tags_.find(handle); found != tags_.end()) return found->second;
    if (handle == "!") return "!";
    if (handle == "!!") return std::string(kTagPrefix);
    return std::nullopt;
  }

  Node* ComposeContent(bool block, bool indentless, const Properties& properties) {
    const Mark start = properties.start ? *properties.start : scanner_.Peek().start;
    if (indentless && scanner_.Check(K::kBlockEntry)) {
      return ComposeIndentless(Open(NodeKind::kSequence, start, properties));
    }
    if (scanner_.Check(K::kScalar)) return ComposeScalar(start, properties);
    if (scanner_.Check(K::kFlowSequenceStart)) {
      return ComposeFlowSequence(Open(NodeKind::kSequence, start, properties));
    }
    if (scanner_.Check(K::kFlowMappingStart)) {
      return ComposeFlowMapping(Open(NodeKind::kMapping, start, properties));
    }
    if (block && scanner_.Check(K::kBlockSequenceStart)) {
      return ComposeBlockSequence(Open(NodeKind::kSequence, start, properties));
    }
    if (block && scanner_.Check(K::kBlockMappingStart)) {
      return ComposeBlockMapping(Open(NodeKind::kMapping, start, properties));
    }
    if (properties.start && !scanner_.failed()) {
      Node* node = NewNode(NodeKind::kScalar, start);
      SetTag(node, properties, !properties.tag ? ResolvePlain("") : kStrTag);
      return node;
    }
    const Token& token = scanner_.Peek();
    scanner_.Fail(
        block ? "while parsing a block node" : "while parsing a flow node", start,
        std::string("expected the node content, but found '").append(Describe(token.kind)) + "'",
        token.start);
    return nullptr;
  }

  // Sets tag and anchor; `implied` is the tag without one of its own.
  void SetTag(Node* node, const Properties& properties, std::string_view implied) {
    const bool own = properties.tag && *properties.tag != "!";
    node->tag = own ? EncodeTag(*properties.tag) : std::string(implied);
    if (!properties.anchor.empty()) anchors_[properties.anchor] = node;
  }

  Node* Open(NodeKind kind, Mark start, const Properties& properties) {
    Node* node = NewNode(kind, start);
    SetTag(node, properties, kind == NodeKind::kSequence ? kSeqTag : kMapTag);
    return node;
  }

  Node* ComposeScalar(Mark start, const Properties& properties) {
    Token token = scanner_.Next();
    Node* node = NewNode(NodeKind::kScalar, start);
    node->text = std::move(token.text);
    SetTag(node, properties, token.plain && !properties.tag ? ResolvePlain(node->text) : kStrTag);
    return node;
  }

  // An item behind "-", "?", ":" or ",", or nothing when `ends` says that none comes.
  template <typename... Kinds>
  Node* ItemUnless(const Token& indicator, bool block, bool indentless, Kinds... ends) {
    if (scanner_.CheckAny(ends...)) return Empty(indicator.end);
    return ComposeNode(block, indentless);
  }

  Node* ComposeIndentless(Node* node) {
    open_.push_back(node);
    while (scanner_.Check(K::kBlockEntry)) {
      const Token token = scanner_.Next();
      node->items.push_back(
          ItemUnless(token, true, false, K::kBlockEntry, K::kKey, K::kValue, K::kBlockEnd));
    }
    open_.pop_back();
    return node;
  }

  Node* ComposeBlockSequence(Node* node) {
    const Mark mark = scanner_.Next().start;
    open_.push_back(node);
    while (scanner_.Check(K::kBlockEntry)) {
      const Token token = scanner_.Next();
      node->items.push_back(ItemUnless(token, true, false, K::kBlockEntry, K::kBlockEnd));
    }
    EndBlock("while parsing a block collection", mark);
    open_.pop_back();
    return node;
  }

  void EndBlock(std::string_view context, Mark mark) {
    if (scanner_.Check(K::kBlockEnd)) {
      scanner_.Next();
      return;
    }
    const Token& token = scanner_.Peek();
    scanner_.Fail(
        context, mark,
        std::string("expected <block end>, but found '").append(Describe(token.kind)) + "'",
        token.start);
  }

  Node* ComposeBlockMapping(Node* node) {
    const Mark mark = scanner_.Next().start;
    open_.push_back(node);
    while (scanner_.Check(K::kKey)) {
      const Token token = scanner_.Next();
      Node* key = ItemUnless(token, true, true, K::kKey, K::kValue, K::kBlockEnd);
      if (scanner_.failed()) break;
      node->entries.emplace_back(key, ComposeBlockValue());
    }
    EndBlock("while parsing a block mapping", mark);
    open_.pop_back();
    return node;
  }

  Node* ComposeBlockValue() {
    if (scanner_.Check(K::kValue)) {
      const Token token = scanner_.Next();
      return ItemUnless(token, true, true, K::kKey, K::kValue, K::kBlockEnd);
    }
    if (scanner_.Check(K::kScalar)) return ComposeNode(true, true);
    return Empty(scanner_.Peek().start);
  }

  // Between two entries of a flow collection; false on an error.
  bool Separate(bool first, std::string_view context, Mark mark, std::string_view wanted) {
    if (first) return !scanner_.failed();
    if (scanner_.Check(K::kFlowEntry)) {
      scanner_.Next();
      return !scanner_.failed();
    }
    const Token& token = scanner_.Peek();
    scanner_.Fail(
        context, mark,
        std::string("expected ").append(wanted).append(", but got ").append(Describe(token.kind)),
        token.start);
    return false;
  }

  Node* ComposeFlowMapping(Node* node) {
    const Mark mark = scanner_.Next().start;
    open_.push_back(node);
    for (bool first = true; !scanner_.Check(K::kFlowMappingEnd); first = false) {
      if (!Separate(first, "while parsing a flow mapping", mark, "',' or '}'")) break;
      if (scanner_.Check(K::kKey)) {
        const Token token = scanner_.Next();
        Node* key = ItemUnless(token, false, false, K::kValue, K::kFlowEntry, K::kFlowMappingEnd);
        if (scanner_.failed()) break;
        node->entries.emplace_back(key, ComposeFlowValue(K::kFlowMappingEnd));
      } else if (!scanner_.Check(K::kFlowMappingEnd)) {
        Node* key = ComposeNode(false, false);
        if (scanner_.failed()) break;
        node->entries.emplace_back(key, Empty(scanner_.Peek().start));
      }
    }
    scanner_.Next();
    open_.pop_back();
    return node;
  }

  Node* ComposeFlowValue(TokenKind end) {
    if (!scanner_.Check(K::kValue)) return Empty(scanner_.Peek().start);
    const Token token = scanner_.Next();
    return ItemUnless(token, false, false, K::kFlowEntry, end);
  }

  Node* ComposeFlowSequence(Node* node) {
    const Mark mark = scanner_.Next().start;
    open_.push_back(node);
    for (bool first = true; !scanner_.Check(K::kFlowSequenceEnd); first = false) {
      if (!Separate(first, "while parsing a flow sequence", mark, "',' or ']'")) break;
      if (scanner_.Check(K::kKey)) {
        node->items.push_back(ComposeSinglePair());
      } else if (!scanner_.Check(K::kFlowSequenceEnd)) {
        node->items.push_back(ComposeNode(false, false));
      }
      if (scanner_.failed()) break;
    }
    scanner_.Next();
    open_.pop_back();
    return node;
  }

  // [key: value] is a list with a map of one entry.
  Node* ComposeSinglePair() {
    Node* pair = NewNode(NodeKind::kMapping, scanner_.Peek().start);
    pair->tag = kMapTag;
    const Token token = scanner_.Next();
    Node* key = ItemUnless(token, false, false, K::kValue, K::kFlowEntry, K::kFlowSequenceEnd);
    if (!scanner_.failed()) pair->entries.emplace_back(key, ComposeFlowValue(K::kFlowSequenceEnd));
    return pair;
  }

  Scanner scanner_;
  Document document_;
  std::map<std::string, std::string> tags_;
  std::map<std::string, Node*> anchors_;
  std::vector<Node*> open_;  // collections around the current place
  int aliases_ = 0;
  int depth_ = 0;
};

}  // namespace

Parsed<Document> Compose(std::string_view text) { return Composer(text).Run(); }

}  // namespace sluice::flink::yaml
