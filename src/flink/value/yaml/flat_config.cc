// SPDX-License-Identifier: Apache-2.0
#include "flink/value/yaml/flat_config.h"

#include <algorithm>
#include <memory>

#include "flink/value/java_error.h"

namespace sluice::flink::yaml {
namespace {

using Pairs = std::vector<std::pair<std::string, JavaObject>>;

// Aliases may repeat a map inside maps many times over; a configuration has some hundred keys.
constexpr std::size_t kMaxPairs = 100'000;

std::string_view QualifiedName(JavaClass type) {
  switch (type) {
    case JavaClass::kBoolean:
      return "java.lang.Boolean";
    case JavaClass::kInteger:
      return "java.lang.Integer";
    case JavaClass::kLong:
      return "java.lang.Long";
    case JavaClass::kBigInteger:
      return "java.math.BigInteger";
    case JavaClass::kDouble:
      return "java.lang.Double";
    case JavaClass::kString:
      return "java.lang.String";
    case JavaClass::kBytes:
      return "[B";
    case JavaClass::kList:
      return "java.util.ArrayList";
    case JavaClass::kMap:
      return "java.util.LinkedHashMap";
    case JavaClass::kSet:
      return "java.util.LinkedHashSet";
    case JavaClass::kNull:
      break;
  }
  return "null";
}

// GlobalConfiguration.flatten. Recursion is as deep as the document, whose depth is limited.
Parsed<void> Flatten(const JavaValue& map, const std::string& prefix, Pairs& out) {
  for (const auto& [key, item] : map.entries) {
    if (key->type != JavaClass::kString && key->type != JavaClass::kNull) {
      return CannotCast(QualifiedName(key->type), "java.lang.String");
    }
    const std::string flat = prefix + (key->type == JavaClass::kNull ? "null" : key->text);
    if (item->type == JavaClass::kMap) {
      if (auto flattened = Flatten(*item, flat + ".", out); !flattened) return flattened;
      continue;
    }
    if (out.size() >= kMaxPairs) {
      return value::Throw("YamlEngineException", "The configuration has too many keys.");
    }
    out.emplace_back(flat, item->type == JavaClass::kList ? MakeString(ToYamlString(item)) : item);
  }
  return {};
}

// The map that the recursive flatten() returns up to 2.0, with its capacities.
value::HashMap<JavaObject> FlattenToMap(const JavaValue& map, const std::string& prefix) {
  value::HashMap<JavaObject> out;
  for (const auto& [key, item] : map.entries) {
    const std::string flat = prefix + (key->type == JavaClass::kNull ? "null" : key->text);
    if (item->type == JavaClass::kMap) {
      out.PutAll(FlattenToMap(*item, flat + "."));
    } else {
      out.Put(flat, item->type == JavaClass::kList ? MakeString(ToYamlString(item)) : item);
    }
  }
  return out;
}

struct Loaded {
  JavaObject root;
  Pairs pairs;
};

Parsed<Loaded> LoadAndFlatten(std::string_view text) {
  SLUICE_TRY(JavaObject root, Load(text));
  Loaded out{std::move(root), {}};
  if (out.root->type == JavaClass::kNull) return out;
  if (out.root->type != JavaClass::kMap) {
    return CannotCast(QualifiedName(out.root->type), "java.util.Map");
  }
  if (auto flattened = Flatten(*out.root, "", out.pairs); !flattened) {
    return tl::unexpected<JavaError>(std::move(flattened).error());
  }
  const bool null = std::any_of(out.pairs.begin(), out.pairs.end(), [](const auto& pair) {
    return pair.second->type == JavaClass::kNull;
  });
  // A null that a later entry of the same key replaces never reaches Configuration.
  if (null) {
    value::HashMap<JavaObject> map;
    for (const auto& [key, item] : out.pairs) map.Put(key, item);
    for (const auto& [key, item] : map.entries()) {
      if (item->type == JavaClass::kNull) {
        return value::Throw("NullPointerException", "Value must not be null.");
      }
    }
  }
  return out;
}

// A byte order mark at the beginning of a file is not part of it.
std::string_view WithoutMark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

Parsed<Loaded> LoadFile(std::string_view text) {
  Parsed<Loaded> loaded = LoadAndFlatten(WithoutMark(text));
  if (loaded) return loaded;
  return tl::unexpected<JavaError>(value::Wrap(
      "RuntimeException", "Error parsing YAML configuration.", std::move(loaded).error()));
}

// String.split("\\."): parts without the empty ones at the end.
std::vector<std::string> SplitKey(const std::string& key) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t dot = key.find('.'); dot != std::string::npos; dot = key.find('.', start)) {
    parts.push_back(key.substr(start, dot - start));
    start = dot + 1;
  }
  parts.push_back(key.substr(start));
  while (parts.size() > 1 && parts.back().empty()) parts.pop_back();
  if (parts.size() == 1 && parts[0].empty() && !key.empty()) parts.clear();
  return parts;
}

// A LinkedHashMap while it is built.
struct Nested {
  std::vector<std::pair<std::string, std::shared_ptr<Nested>>> children;
  JavaObject leaf;  // null for a map

  std::shared_ptr<Nested>& At(const std::string& key) {
    for (auto& [name, child] : children) {
      if (name == key) return child;
    }
    return children.emplace_back(key, nullptr).second;
  }
};

JavaObject Freeze(const Nested& nested) {
  if (nested.leaf != nullptr) return nested.leaf;
  JavaValue map{.type = JavaClass::kMap};
  for (const auto& [key, child] : nested.children) {
    map.entries.emplace_back(MakeString(key), Freeze(*child));
  }
  return std::make_shared<const JavaValue>(std::move(map));
}

}  // namespace

tl::unexpected<JavaError> CannotCast(std::string_view from, std::string_view to) {
  return value::Throw(
      "ClassCastException",
      std::string("class ").append(from).append(" cannot be cast to class ").append(to));
}

Parsed<Pairs> ReadPairs(std::string_view text) {
  SLUICE_TRY(Loaded loaded, LoadFile(text));
  return std::move(loaded.pairs);
}

Parsed<value::HashMap<JavaObject>> ReadConfData(std::string_view text, FlinkVersion version) {
  SLUICE_TRY(const Loaded loaded, LoadFile(text));
  value::HashMap<JavaObject> document;
  if (version <= FlinkVersion::k2_0) {
    if (loaded.root->type == JavaClass::kMap) document = FlattenToMap(*loaded.root, "");
  } else {
    for (const auto& [key, item] : loaded.pairs) document.Put(key, item);
  }
  value::HashMap<JavaObject> data;
  for (const auto& [key, item] : document.InOrder()) data.Put(key, item);
  return data;
}

Parsed<std::vector<std::string>> ToWritableLines(const value::HashMap<JavaObject>& data) {
  Nested root;
  for (const auto& [key, item] : data.InOrder()) {
    const std::vector<std::string> parts = SplitKey(key);
    if (parts.empty()) {
      return value::Throw("ArrayIndexOutOfBoundsException", "Index -1 out of bounds for length 0");
    }
    Nested* map = &root;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      std::shared_ptr<Nested>& child = map->At(parts[i]);
      if (child == nullptr) child = std::make_shared<Nested>();
      if (child->leaf != nullptr) {
        return CannotCast(QualifiedName(child->leaf->type), "java.util.Map");
      }
      map = child.get();
    }
    std::shared_ptr<Nested> leaf = std::make_shared<Nested>();
    leaf->leaf = item;
    map->At(parts.back()) = std::move(leaf);
  }
  const std::string block = ToBlockYaml(Freeze(root));
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < block.size();) {
    const std::size_t end = std::min(block.find('\n', start), block.size());
    lines.push_back(block.substr(start, end - start));
    start = end + 1;
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

}  // namespace sluice::flink::yaml
