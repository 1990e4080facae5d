// SPDX-License-Identifier: Apache-2.0
#include "conformance/typed.h"

#include <array>
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>

#include "conformance/suite.h"
#include "flink/value/collections.h"
#include "flink/value/java_error.h"
#include "flink/value/yaml/flat_config.h"

namespace sluice::conformance {
namespace {

using flink::JavaError;
using flink::Parsed;
using flink::value::Throw;
using flink::yaml::JavaClass;
using flink::yaml::JavaObject;
using flink::yaml::JavaValue;
using Json = nlohmann::json;

// The recorder's enums, by their toString(), and the names of the second one's constants.
constexpr std::array<std::string_view, 3> kEnum = {"ALPHA", "BETA_GAMMA", "delta"};
constexpr std::array<std::string_view, 2> kEnum2 = {"process-time", "on-event"};
constexpr std::array<std::string_view, 2> kEnum2Names = {"PROCESS_TIME", "ON_EVENT"};

template <typename T>
Parsed<Json> ToJson(const Parsed<T>& parsed) {
  if (!parsed) return tl::unexpected<JavaError>(parsed.error());
  return Json(*parsed);
}

tl::unexpected<JavaError> Overflows(const std::string& number, const std::string& type) {
  return Throw(flink::value::kIllegalArgument,
               "Configuration value " + number + " overflows/underflows the " + type + " type.");
}

Parsed<Json> ToInt(const JavaValue& raw, const std::string& text) {
  if (raw.type == JavaClass::kLong) {
    if (raw.integer > std::numeric_limits<std::int32_t>::max() ||
        raw.integer < std::numeric_limits<std::int32_t>::min()) {
      return Overflows(text, "integer");
    }
    return Json(raw.integer);
  }
  return ToJson(flink::ParseInt(text));
}

Parsed<Json> ToFloat(const JavaValue& raw, const std::string& text) {
  if (raw.type == JavaClass::kDouble) {
    const double magnitude = std::fabs(raw.number);
    constexpr auto kMin = static_cast<double>(std::numeric_limits<float>::denorm_min());
    constexpr auto kMax = static_cast<double>(std::numeric_limits<float>::max());
    if (magnitude != 0 && !(magnitude >= kMin && magnitude <= kMax)) {
      return Overflows(text, "float");
    }
    return Json(flink::FloatToJavaString(static_cast<float>(raw.number)));
  }
  const Parsed<float> parsed = flink::ParseFloat(text);
  if (!parsed) return tl::unexpected<JavaError>(parsed.error());
  return Json(flink::FloatToJavaString(*parsed));
}

Parsed<Json> ToDouble(const JavaValue& raw, const std::string& text) {
  if (raw.type == JavaClass::kDouble) return Json(flink::DoubleToJavaString(raw.number));
  const Parsed<double> parsed = flink::ParseDouble(text);
  if (!parsed) return tl::unexpected<JavaError>(parsed.error());
  return Json(flink::DoubleToJavaString(*parsed));
}

Parsed<Json> ToEnum(const std::string& text, std::span<const std::string_view> constants,
                    std::span<const std::string_view> names) {
  const Parsed<std::size_t> index = flink::ParseEnum(text, constants);
  if (!index) return tl::unexpected<JavaError>(index.error());
  return Json(std::string(names[*index]));
}

Parsed<Json> ToDuration(const std::string& text, const Flavour& flavour) {
  const Parsed<flink::Duration> parsed = flink::ParseDuration(text, flavour.version);
  if (!parsed) return tl::unexpected<JavaError>(parsed.error());
  return Json::array({parsed->seconds, parsed->nanos});
}

Parsed<Json> ToMap(const JavaValue& raw, const Flavour& flavour) {
  const auto pairs =
      raw.type == JavaClass::kMap
          ? flink::value::ToStringPairs(raw)
          : flink::ParseMap(flink::yaml::ToJavaString(raw), flavour.standard_yaml, flavour.version);
  if (!pairs) return tl::unexpected<JavaError>(pairs.error());
  Json out = Json::object();
  for (const auto& [key, value] : *pairs) out[key] = value;
  return out;
}

// ConfigurationUtils.convertValue.
Parsed<Json> Convert(const std::string& type, const JavaObject& raw, const Flavour& flavour) {
  if (raw->type == JavaClass::kNull) return Throw("NullPointerException", "");
  const std::string text = flink::yaml::ToJavaString(*raw);
  if (type == "int") return ToInt(*raw, text);
  if (type == "long") return ToJson(flink::ParseLong(text));
  if (type == "boolean") return ToJson(flink::ParseBoolean(text));
  if (type == "float") return ToFloat(*raw, text);
  if (type == "double") return ToDouble(*raw, text);
  if (type == "enum") return ToEnum(text, kEnum, kEnum);
  if (type == "enum2") return ToEnum(text, kEnum2, kEnum2Names);
  if (type == "duration") return ToDuration(text, flavour);
  if (type == "memory") return ToJson(flink::ParseMemorySize(text));
  if (type == "map") return ToMap(*raw, flavour);
  const bool plain = raw->type == JavaClass::kString || !flavour.standard_yaml;
  return Json(plain ? text : flink::yaml::ToYamlString(raw));
}

Parsed<Json> ConvertYamlList(const std::string& type, const std::string& text,
                             const Flavour& flavour) {
  SLUICE_TRY(const JavaObject list, flink::yaml::Load(text));
  if (list->type != JavaClass::kList) return flink::yaml::CannotCast("?", "java.util.List");
  Json out = Json::array();
  for (const JavaObject& item : list->items) {
    if (type == "map" && item->type != JavaClass::kMap) {
      return flink::yaml::CannotCast("?", "java.util.Map");
    }
    SLUICE_TRY(Json element, Convert(type, item, flavour));
    out.push_back(std::move(element));
  }
  return out;
}

Parsed<Json> ConvertList(const std::string& type, const JavaValue& raw, const Flavour& flavour) {
  const std::string text = flink::yaml::ToJavaString(raw);
  if (flavour.standard_yaml) {
    if (auto list = ConvertYamlList(type, text, flavour)) return list;
  }
  SLUICE_TRY(const std::vector<std::string> parts, flink::SplitEscaped(text, ';'));
  // Up to 1.20 the elements of the fallback are read in legacy form; 2.x knows only one form.
  const bool yaml = flavour.standard_yaml && flavour.version >= flink::FlinkVersion::k2_0;
  Json out = Json::array();
  for (const std::string& part : parts) {
    SLUICE_TRY(Json element, Convert(type, flink::yaml::MakeString(part), {flavour.version, yaml}));
    out.push_back(std::move(element));
  }
  return out;
}

}  // namespace

Json GetOption(const OptionType& type, const std::string& key, const JavaValue& raw,
               const Flavour& flavour) {
  Parsed<Json> value = type.list
                           ? ConvertList(type.name, raw, flavour)
                           : Convert(type.name, std::make_shared<const JavaValue>(raw), flavour);
  if (value) return {{"out", *std::move(value)}};
  return {{"err", ToJson(flink::value::CouldNotParse(key, flink::yaml::ToJavaString(raw),
                                                     flavour.version, std::move(value).error()))}};
}

}  // namespace sluice::conformance
