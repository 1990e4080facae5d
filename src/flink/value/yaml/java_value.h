// SPDX-License-Identifier: Apache-2.0
// What snakeyaml-engine makes of a YAML text in the core schema, as Flink 1.19 to 2.3 load it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sluice/flink/value.h"

namespace sluice::flink::yaml {

// The class of the Java object.
enum class JavaClass : std::uint8_t {
  kNull,
  kBoolean,
  kInteger,
  kLong,
  kBigInteger,
  kDouble,
  kString,
  kBytes,
  kList,
  kMap,
  kSet,
};

struct JavaValue;
// Shared, since aliases make one object appear twice; never null, never a cycle.
using JavaObject = std::shared_ptr<const JavaValue>;

struct JavaValue {
  JavaClass type = JavaClass::kNull;
  bool boolean = false;
  std::int64_t integer = 0;       // of an Integer or Long
  double number = 0;              // of a Double
  std::string text;               // of a String; bytes; decimal digits of a BigInteger
  std::vector<JavaObject> items;  // of a list or set
  std::vector<std::pair<JavaObject, JavaObject>> entries;  // of a map, in the order of the text
};

JavaObject MakeString(std::string text);

// Class.getSimpleName(): "Integer", "byte[]".
std::string_view SimpleName(JavaClass type);
// Object.toString(), "null" for null.
std::string ToJavaString(const JavaValue& value);

// Load.loadFromString with Flink's settings. Errors are those that Flink lets be seen.
Parsed<JavaObject> Load(std::string_view text);

// YamlParserUtils.toYAMLString: one line of flow YAML (a string with a line break has more).
std::string ToYamlString(const JavaObject& value);
// Block YAML, as YamlParserUtils.convertAndDumpYamlFromFlatMap writes it; ends with a line break.
std::string ToBlockYaml(const JavaObject& value);

}  // namespace sluice::flink::yaml
