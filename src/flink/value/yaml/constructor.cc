// SPDX-License-Identifier: Apache-2.0
// Nodes to Java values: CoreSchema with StandardConstructor.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_set>

#include "flink/value/java_error.h"
#include "flink/value/java_text.h"
#include "flink/value/yaml/java_value.h"
#include "flink/value/yaml/node.h"

namespace sluice::flink::yaml {
namespace {

// A number with more digits than this is left as the text it is: to convert it costs the square.
constexpr std::size_t kMaxDigits = 4096;
constexpr std::size_t kMaxKeyBytes = 1 << 22;

bool IsDigit(char c, int radix) {
  const int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : 99;
  return digit < radix;
}

std::size_t CountDigits(std::string_view text, int radix = 10) {
  std::size_t count = 0;
  while (count < text.size() && IsDigit(text[count], radix)) ++count;
  return count;
}

bool IsInteger(std::string_view text) {
  for (const auto& [prefix, radix] : {std::pair<std::string_view, int>{"0o", 8}, {"0x", 16}}) {
    if (text.starts_with(prefix) && text.size() > 2) {
      return CountDigits(text.substr(2), radix) == text.size() - 2;
    }
  }
  if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
  return !text.empty() && CountDigits(text) == text.size();
}

bool IsFloat(std::string_view text) {
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return true;
  if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
  if (text == ".inf" || text == ".Inf" || text == ".INF") return true;
  const std::size_t whole = CountDigits(text);
  text.remove_prefix(whole);
  std::size_t fraction = 0;
  if (text.starts_with(".")) {
    fraction = CountDigits(text.substr(1));
    text.remove_prefix(fraction + 1);
  }
  if (whole + fraction == 0) return false;
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  text.remove_prefix(1);
  if (text.starts_with("-") || text.starts_with("+")) text.remove_prefix(1);
  return !text.empty() && CountDigits(text) == text.size();
}

bool IsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::size_t CountWord(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), IsWord) -
                                  text.begin());
}

// ${NAME}, ${NAME:-word} and alike: BaseScalarResolver.ENV_FORMAT.
bool IsEnvironment(std::string_view text) {
  if (!text.starts_with("${") || !text.ends_with("}") || text.size() < 4) return false;
  text = text.substr(2, text.size() - 3);
  constexpr std::string_view kSpace = " \t\n\x0B\f\r";
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  while (!text.empty() && kSpace.find(text.back()) != std::string_view::npos) {
    text.remove_suffix(1);
  }
  const std::size_t name = CountWord(text);
  if (name == 0) return false;
  text.remove_prefix(name);
  if (text.empty()) return true;
  if (text.starts_with(":")) text.remove_prefix(1);
  if (!text.starts_with("-") && !text.starts_with("?")) return false;
  text.remove_prefix(1);
  return CountWord(text) == text.size();
}

// --- numbers
// --------------------------------------------------------------------------------------

JavaObject MakeObject(JavaValue value) {
  return std::make_shared<const JavaValue>(std::move(value));
}

JavaObject MakeInteger(JavaClass type, std::int64_t number) {
  return MakeObject({.type = type, .integer = number});
}

// Decimal digits of a natural number.
std::string ToDecimalDigits(std::string_view digits, int radix) {
  if (radix == 10) {
    return std::string(digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1)));
  }
  std::string out = "0";  // least significant first
  for (const char c : digits) {
    int carry = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    for (char& digit : out) {
      carry += (digit - '0') * radix;
      digit = static_cast<char>('0' + carry % 10);
      carry /= 10;
    }
    for (; carry != 0; carry /= 10) out += static_cast<char>('0' + carry % 10);
  }
  while (out.size() > 1 && out.back() == '0') out.pop_back();
  std::reverse(out.begin(), out.end());
  return out;
}

// new BigInteger(text, radix) of valid digits; its value as an Integer or Long when Java's path by
// the length of the text makes it one.
JavaObject MakeNumber(bool negative, std::string_view digits, int radix) {
  // Digits of Integer.MAX_VALUE and Long.MAX_VALUE in the radix: up to so many, the smaller class
  // is tried first, whatever the zeros in front.
  const std::size_t int_digits = radix == 16 ? 8 : (radix == 8 ? 11 : 10);
  const std::size_t long_digits = radix == 16 ? 16 : (radix == 8 ? 21 : 19);
  const std::string text = (negative ? "-" : "") + ToDecimalDigits(digits, radix);
  if (digits.size() <= int_digits) {
    if (const auto number = ParseInt(text)) return MakeInteger(JavaClass::kInteger, *number);
  }
  if (digits.size() <= long_digits) {
    if (const auto number = ParseLong(text)) return MakeInteger(JavaClass::kLong, *number);
  }
  return MakeObject({.type = JavaClass::kBigInteger, .text = text == "-0" ? "0" : text});
}

// --- Base64
// ---------------------------------------------------------------------------------------

int Base64Digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : (c == '/' ? 63 : -1);
}

// Base64.getDecoder().decode; the message of the IllegalArgumentException otherwise.
tl::expected<std::string, std::string> DecodeBase64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  std::size_t i = 0;
  for (; i < text.size() && text[i] != '='; ++i) {
    const int digit = Base64Digit(text[i]);
    if (digit < 0) {
      std::string hex;
      for (unsigned rest = static_cast<unsigned char>(text[i]); rest != 0; rest /= 16) {
        hex.insert(hex.begin(), "0123456789abcdef"[rest % 16]);
      }
      return tl::unexpected<std::string>("Illegal base64 character " + hex);
    }
    bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
    if (++count == 4) {
      for (const unsigned shift : {16U, 8U, 0U}) out += static_cast<char>(bits >> shift);
      bits = 0;
      count = 0;
    }
  }
  const std::string_view padding = text.substr(i);
  if (count == 0 && padding.empty()) return out;
  if (padding.empty() ? count == 1
                      : (count == 0 || count == 1 || (count == 2 && padding.size() < 2))) {
    return tl::unexpected<std::string>(padding.empty()
                                           ? "Last unit does not have enough valid bits"
                                           : "Input byte array has wrong 4-byte ending unit");
  }
  if (padding.size() > (count == 2 ? 2U : 1U)) {
    return tl::unexpected<std::string>("Input byte array has incorrect ending byte at " +
                                       std::to_string(i + (count == 2 ? 2 : 1)));
  }
  if (count == 2) out += static_cast<char>(bits >> 4U);
  if (count == 3) {
    out += static_cast<char>(bits >> 10U);
    out += static_cast<char>(bits >> 2U);
  }
  return out;
}

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

// --- construction
// ---------------------------------------------------------------------------------

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
    JavaError cause;
    cause.chain.push_back({std::string(value::kNumberFormat),
                           text.empty() ? "Zero length BigInteger"
                                        : "For input string: \"" + std::string(text) + "\""});
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
    std::string packed;
    for (const char c : text) {
      if (std::string_view(" \t\n\x0B\f\r").find(c) == std::string_view::npos) packed += c;
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

std::string_view ResolvePlain(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL" ||
      text == " ") {
    return kNullTag;
  }
  for (const std::string_view word : {"true", "True", "TRUE", "false", "False", "FALSE"}) {
    if (text == word) return kBoolTag;
  }
  const char first = text[0];
  if ((first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.') {
    if (first != '.' && IsInteger(text)) return kIntTag;
    if (IsFloat(text)) return kFloatTag;
  }
  return IsEnvironment(text) ? kEnvTag : kStrTag;
}

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
