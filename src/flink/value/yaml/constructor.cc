// SPDX-License-Identifier: Apache-2.0
// Nodes to Java values: CoreSchema with StandardConstructor.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <unordered_set>

#include "flink/value/java_error.h"
#include "flink/value/java_text.h"
#include "flink/value/yaml/java_value.h"
#include "flink/value/yaml/literals.h"
#include "flink/value/yaml/node.h"

namespace sluice::flink::yaml {
namespace {

// A number with more digits than this is left as the text it is: to convert it costs the square.
constexpr std::size_t kMaxDigits = 4096;
constexpr std::size_t kMaxKeyBytes = 1 << 22;

// A text that is equal for equal keys (Object.equals) only. Aliases inside a key may repeat it many
// times over; `budget` bytes are enough for any honest one.
std::string Identity(const JavaValue& value, std::size_t& budget) {
  std::string out(1, static_cast<char>('0' + static_cast<int>(value.type)));
  if (value.items.empty() && value.entries.empty()) {
    const std::string text = ToJavaString(value);
    budget -= std::min(budget, text.size() + 1);
    return out + std::to_string(text.size()) + ":" + text;
  }
  std::vector<std::string> parts;
  for (const JavaObject& item : value.items) {
    if (budget != 0) parts.push_back(Identity(*item, budget));
  }
  for (const auto& [key, item] : value.entries) {
    if (budget != 0) parts.push_back(Identity(*key, budget) + "=" + Identity(*item, budget));
  }
  if (value.type != JavaClass::kList) std::sort(parts.begin(), parts.end());
  for (const std::string& part : parts) out += part + ",";
  return out + ";";
}

// --- construction --------------------------------------------------------------------------------

class Constructor {
 public:
  Parsed<JavaObject> Construct(const Node& node) {
    if (const auto done = done_.find(&node); done != done_.end()) return done->second;
    if (node.recursive) {
      // Java builds the cycle and then falls into it when it flattens or prints.
      return value::Throw("StackOverflowError", "");
    }
    Parsed<JavaObject> object = ConstructNew(node);
    if (object) done_.emplace(&node, *object);
    return object;
  }

 private:
  static tl::unexpected<JavaError> ThrowAt(std::string_view context, const std::string& problem,
                                           Mark mark, Mark context_mark) {
    const auto line = [](Mark at) {
      return " in reader, line " + std::to_string(at.line + 1) + ", column " +
             std::to_string(at.column + 1) + "\n";
    };
    std::string message;
    if (!context.empty()) message.append(context).append("\n").append(line(context_mark));
    return value::Throw("YamlEngineException", message + problem + "\n" + line(mark));
  }

  // A RuntimeException inside a constructor: new YamlEngineException(cause).
  static tl::unexpected<JavaError> Rethrow(std::string_view qualified_type, JavaError cause) {
    std::string message = std::string(qualified_type) + ": " + cause.chain.front().message;
    return tl::unexpected<JavaError>(
        value::Wrap("YamlEngineException", std::move(message), std::move(cause)));
  }

  static tl::unexpected<JavaError> WrongNode(const Node& node, std::string_view wanted) {
    constexpr std::array<std::string_view, 3> kNames = {"ScalarNode", "SequenceNode",
                                                        "MappingNode"};
    JavaError cause;
    cause.chain.push_back({"ClassCastException",
                           std::string("class org.snakeyaml.engine.v2.nodes.")
                               .append(kNames[static_cast<std::size_t>(node.kind)])
                               .append(" cannot be cast to class org.snakeyaml.engine.v2.nodes.")
                               .append(wanted)});
    return Rethrow("java.lang.ClassCastException", std::move(cause));
  }

  Parsed<JavaObject> ConstructNew(const Node& node) {
    if (node.tag == kNullTag) return std::make_shared<const JavaValue>();
    if (node.tag == kSeqTag) return ConstructList(node);
    if (node.tag == kMapTag || node.tag == kSetTag) return ConstructMapping(node);
    const bool known = node.tag == kStrTag || node.tag == kEnvTag || node.tag == kIntTag ||
                       node.tag == kBoolTag || node.tag == kFloatTag || node.tag == kBinaryTag;
    if (!known) {
      return ThrowAt({}, "could not determine a constructor for the tag " + node.tag, node.start,
                     {});
    }
    if (node.kind != NodeKind::kScalar) return WrongNode(node, "ScalarNode");
    if (node.tag == kIntTag) return ConstructInt(node);
    if (node.tag == kFloatTag) return ConstructFloat(node.text);
    if (node.tag == kBinaryTag) return ConstructBinary(node.text);
    if (node.tag == kBoolTag) {
      const std::string lower = value::ToLowerCase(node.text);
      if (lower != "true" && lower != "false") return std::make_shared<const JavaValue>();
      return MakeObject({.type = JavaClass::kBoolean, .boolean = lower == "true"});
    }
    return MakeString(node.text);
  }

  Parsed<JavaObject> ConstructList(const Node& node) {
    if (node.kind != NodeKind::kSequence) return WrongNode(node, "SequenceNode");
    JavaValue list{.type = JavaClass::kList};
    for (const Node* item : node.items) {
      SLUICE_TRY(JavaObject object, Construct(*item));
      list.items.push_back(std::move(object));
    }
    return MakeObject(std::move(list));
  }

  Parsed<JavaObject> ConstructMapping(const Node& node) {
    if (node.kind != NodeKind::kMapping) return WrongNode(node, "MappingNode");
    const bool set = node.tag == kSetTag;
    JavaValue out{.type = set ? JavaClass::kSet : JavaClass::kMap};
    std::unordered_set<std::string> seen;
    std::vector<JavaObject> keys;
    for (const auto& [key_node, value_node] : node.entries) {
      SLUICE_TRY(JavaObject key, Construct(*key_node));
      std::size_t budget = kMaxKeyBytes;
      if (!seen.insert(Identity(*key, budget)).second) return DuplicateKey(node, *key_node, *key);
      keys.push_back(std::move(key));
    }
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (set) {
        out.items.push_back(std::move(keys[i]));
        continue;
      }
      SLUICE_TRY(JavaObject object, Construct(*node.entries[i].second));
      out.entries.emplace_back(std::move(keys[i]), std::move(object));
    }
    return MakeObject(std::move(out));
  }

  static tl::unexpected<JavaError> DuplicateKey(const Node& mapping, const Node& key_node,
                                                const JavaValue& key) {
    if (key.type == JavaClass::kNull) {
      JavaError cause;
      cause.chain.push_back(
          {"NullPointerException", "Cannot invoke \"Object.toString()\" because \"key\" is null"});
      return Rethrow("java.lang.NullPointerException", std::move(cause));
    }
    return ThrowAt("while constructing a mapping", "found duplicate key " + ToJavaString(key),
                   key_node.start, mapping.start);
  }

  // ConstructYamlCoreInt.
  static Parsed<JavaObject> ConstructInt(const Node& node) {
    std::string_view text = node.text;
    if (text.empty()) {
      return ThrowAt("while constructing an int", "found empty value", node.start, node.start);
    }
    const bool negative = text[0] == '-';
    if (negative || text[0] == '+') text.remove_prefix(1);
    const int radix = text.starts_with("0x") ? 16 : (text.starts_with("0o") ? 8 : 10);
    if (radix != 10) text.remove_prefix(2);
    if (!text.empty() && CountDigits(text, radix) == text.size()) {
      if (text.size() > kMaxDigits) return MakeString(node.text);
      return MakeNumber(negative, text, radix);
    }
    // What is no plain number: a second sign and digits of other scripts pass in Integer.valueOf.
    const std::string rest = (negative ? "-" : "") + std::string(text);
    if (radix == 10) {
      if (const auto number = ParseInt(rest)) return MakeInteger(JavaClass::kInteger, *number);
      if (const auto number = ParseLong(rest)) return MakeInteger(JavaClass::kLong, *number);
    }
    JavaError cause;
    cause.chain.push_back({std::string(value::kNumberFormat), BigIntegerError(rest, radix)});
    return Rethrow("java.lang.NumberFormatException", std::move(cause));
  }

  static Parsed<JavaObject> ConstructFloat(const std::string& written) {
    const std::string text = value::ToLowerCase(written);
    double number = 0;
    if (text == ".inf" || text == "-.inf") {
      number = text[0] == '-' ? -HUGE_VAL : HUGE_VAL;
    } else if (text == ".nan") {
      number = std::nan("");
    } else if (text.empty()) {
      JavaError cause;
      cause.chain.push_back({"StringIndexOutOfBoundsException", "String index out of range: 0"});
      return Rethrow("java.lang.StringIndexOutOfBoundsException", std::move(cause));
    } else {
      const bool negative = text[0] == '-';
      const Parsed<double> parsed =
          ParseDouble(std::string_view(text).substr(negative || text[0] == '+' ? 1 : 0));
      if (!parsed) return Rethrow("java.lang.NumberFormatException", parsed.error());
      number = negative ? -*parsed : *parsed;
    }
    return MakeObject({.type = JavaClass::kDouble, .number = number});
  }

  static Parsed<JavaObject> ConstructBinary(const std::string& text) {
    std::string packed;  // in ISO-8859-1, as the decoder reads it
    for (std::size_t position = 0; position < text.size();) {
      const char32_t c = value::NextCodePoint(text, position);
      if (c == ' ' || (c >= '\t' && c <= '\r')) continue;
      packed += c <= 0xFF ? static_cast<char>(c) : '?';
    }
    auto bytes = DecodeBase64(packed);
    if (!bytes) {
      JavaError cause;
      cause.chain.push_back({std::string(value::kIllegalArgument), std::move(bytes).error()});
      return Rethrow("java.lang.IllegalArgumentException", std::move(cause));
    }
    return MakeObject({.type = JavaClass::kBytes, .text = *std::move(bytes)});
  }

  std::map<const Node*, JavaObject> done_;
};

}  // namespace

JavaObject MakeString(std::string text) {
  return MakeObject({.type = JavaClass::kString, .text = std::move(text)});
}

std::string_view SimpleName(JavaClass type) {
  constexpr std::array<std::string_view, 11> kNames = {
      "null",   "Boolean", "Integer",   "Long",          "BigInteger",   "Double",
      "String", "byte[]",  "ArrayList", "LinkedHashMap", "LinkedHashSet"};
  return kNames[static_cast<std::size_t>(type)];
}

std::string ToJavaString(const JavaValue& value) {
  switch (value.type) {
    case JavaClass::kNull:
      return "null";
    case JavaClass::kBoolean:
      return value.boolean ? "true" : "false";
    case JavaClass::kInteger:
    case JavaClass::kLong:
      return std::to_string(value.integer);
    case JavaClass::kDouble:
      return DoubleToJavaString(value.number);
    case JavaClass::kBigInteger:
    case JavaClass::kString:
    case JavaClass::kBytes:
      return value.text;
    case JavaClass::kList:
    case JavaClass::kMap:
    case JavaClass::kSet:
      break;
  }
  const bool map = value.type == JavaClass::kMap;
  std::string out = map ? "{" : "[";
  for (const JavaObject& item : value.items) {
    out += (out.size() > 1 ? ", " : "") + ToJavaString(*item);
  }
  for (const auto& [key, item] : value.entries) {
    out += (out.size() > 1 ? ", " : "") + ToJavaString(*key) + "=" + ToJavaString(*item);
  }
  return out + (map ? "}" : "]");
}

Parsed<JavaObject> Load(std::string_view text) {
  SLUICE_TRY(const Document document, Compose(text));
  if (document.root == nullptr || document.root->tag == kNullTag) {
    return std::make_shared<const JavaValue>();
  }
  return Constructor().Construct(*document.root);
}

}  // namespace sluice::flink::yaml
