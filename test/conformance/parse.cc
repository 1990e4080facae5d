// SPDX-License-Identifier: Apache-2.0
// Suite `parse`: rows {id, p, in, results: [{versions, out|err|flat...}]}; `p` names the parser. A
// version may carry ":legacy" or ":yaml", the form of the configuration file. Log lines are not
// compared.
#include <array>
#include <optional>

#include "conformance/suite.h"
#include "conformance/typed.h"
#include "flink/value/java_error.h"
#include "flink/value/yaml/flat_config.h"
#include "sluice/flink/config_file.h"
#include "sluice/flink/value.h"

namespace sluice::conformance {
namespace {

using flink::yaml::JavaClass;
using flink::yaml::JavaObject;
using Json = nlohmann::json;
using ConfData = flink::value::HashMap<JavaObject>;

Json Failure(const flink::JavaError& error) { return {{"err", ToJson(error)}}; }

Json MemorySize(const Json& row) {
  const auto bytes = flink::ParseMemorySize(row["in"].get<std::string>());
  if (!bytes) return Failure(bytes.error());
  return {{"out",
           {{"bytes", *bytes},
            {"str", flink::MemorySizeToString(*bytes)},
            {"human", flink::MemorySizeToHuman(*bytes)}}}};
}

Json MemorySizeMebi(const Json& row) {
  const auto bytes = flink::ParseMemorySizeMebi(row["in"].get<std::string>());
  return bytes ? Json{{"out", *bytes}} : Failure(bytes.error());
}

Json Duration(const Json& row, const Flavour& flavour) {
  const auto duration = flink::ParseDuration(row["in"].get<std::string>(), flavour.version);
  if (!duration) return Failure(duration.error());
  Json out = {{"s", duration->seconds}, {"n", duration->nanos}};
  if (const auto text = flink::DurationToString(*duration, flavour.version)) {
    out["fmt"] = *text;
  } else {
    out["fmtErr"] = ToJson(text.error());
  }
  return {{"out", out}};
}

Json Split(const Json& row) {
  const auto parts =
      flink::SplitEscaped(row["in"].get<std::string>(), row["sep"].get<std::string>().at(0));
  return parts ? Json{{"out", *parts}} : Failure(parts.error());
}

Json Escape(const Json& row) {
  return {{"out", flink::EscapeWithSingleQuote(row["in"].get<std::string>(), ";,:")}};
}

Json Option(const Json& row, const Flavour& flavour) {
  return GetOption({row["type"], row["list"]}, "k",
                   *flink::yaml::MakeString(row["in"].get<std::string>()), flavour);
}

// Entries below "key." as one map.
JavaObject PrefixMap(const ConfData& data, const std::string& key) {
  flink::yaml::JavaValue map{.type = JavaClass::kMap};
  for (const auto& [name, value] : data.entries()) {
    if (!name.starts_with(key + ".")) continue;
    map.entries.emplace_back(flink::yaml::MakeString(name.substr(key.size() + 1)), value);
  }
  if (map.entries.empty()) return nullptr;
  return std::make_shared<const flink::yaml::JavaValue>(std::move(map));
}

// Configuration.getRawValueFromOption; null when nothing is there.
JavaObject RawValue(const ConfData& data, const OptionType& type, const std::string& key) {
  if (const JavaObject* exact = data.Find(key)) return *exact;
  return type.name == "map" && !type.list ? PrefixMap(data, key) : nullptr;
}

Json Map(const Json& row, const Flavour& flavour) {
  ConfData data;
  for (const auto& [key, value] : row["in"].items()) {
    data.Put(key, flink::yaml::MakeString(value.get<std::string>()));
  }
  const OptionType type{"map", false};
  const JavaObject raw = RawValue(data, type, "k");
  Json out = raw == nullptr ? Json{{"out", nullptr}} : GetOption(type, "k", *raw, flavour);
  out["contains"] = raw != nullptr;
  return out;
}

// The options that the recorder read of every file.
struct FixedOption {
  std::string key;
  OptionType type;
};
const std::vector<FixedOption>& FixedOptions() {
  static const std::vector<FixedOption> options = {
      {"i", {"int"}},           {"l", {"long"}},       {"d", {"double"}},
      {"f", {"float"}},         {"b", {"boolean"}},    {"s", {"string"}},
      {"m", {"memory"}},        {"t", {"duration"}},   {"e", {"enum"}},
      {"ls", {"string", true}}, {"li", {"int", true}}, {"lt", {"duration", true}},
      {"mp", {"map"}},          {"lm", {"map", true}}};
  return options;
}

Json Typed(const ConfData& data, const Flavour& flavour) {
  Json typed = Json::object();
  for (const FixedOption& option : FixedOptions()) {
    const JavaObject raw = RawValue(data, option.type, option.key);
    if (raw == nullptr) continue;
    typed[option.key + ":" + option.type.name + (option.type.list ? "*" : "")] =
        GetOption(option.type, option.key, *raw, flavour);
  }
  return typed;
}

// flat, types and typed: what is empty the recorder left out, except flat.
Json File(const ConfData& data, const Flavour& flavour) {
  Json flat = Json::object();
  Json types = Json::object();
  for (const auto& [key, value] : data.entries()) {
    const bool string = value->type == JavaClass::kString;
    flat[key] = string ? value->text : flink::yaml::ToYamlString(value);
    if (!string) types[key] = std::string(flink::yaml::SimpleName(value->type));
  }
  Json out = {{"flat", flat}};
  if (!types.empty()) out["types"] = types;
  if (Json typed = Typed(data, flavour); !typed.empty()) out["typed"] = std::move(typed);
  return out;
}

Json LegacyFile(const Json& row, const Flavour& flavour) {
  ConfData data;
  for (const auto& [key, value] : flink::ReadLegacyConfig(row["in"].get<std::string>())) {
    data.Put(key, flink::yaml::MakeString(value));
  }
  return File(data, flavour);
}

Json YamlFile(const Json& row, const Flavour& flavour) {
  const std::string text = row["in"];
  const auto data = flink::yaml::ReadConfData(text, flavour.version);
  const auto flat = flink::ReadYamlConfig(text);
  if (!data) return Failure(data.error());
  Json out = File(*data, flavour);
  // The product's own reader must say the same.
  Json product = Json::object();
  for (const auto& [key, value] : flat.value_or(flink::FlatConfiguration())) product[key] = value;
  if (product != out["flat"]) out["flat by ReadYamlConfig"] = product;
  if (const auto lines = flink::yaml::ToWritableLines(*data)) {
    out["write"] = *lines;
  } else {
    out["writeErr"] = ToJson(lines.error());
  }
  return out;
}

std::optional<Json> Run(const Json& row, const Flavour& flavour) {
  const std::string parser = row.at("p");
  if (parser == "memsize") return MemorySize(row);
  if (parser == "memsize_mb") return MemorySizeMebi(row);
  if (parser == "duration") return Duration(row, flavour);
  if (parser == "split") return Split(row);
  if (parser == "escape") return Escape(row);
  if (parser == "opt") return Option(row, flavour);
  if (parser == "map") return Map(row, flavour);
  if (parser == "legacyfile") return LegacyFile(row, flavour);
  if (parser == "yamlfile") return YamlFile(row, flavour);
  return std::nullopt;
}

// Equal, with error chains compared as SameChain says, at any depth.
bool Same(const Json& expected, const Json& got) {
  if (!expected.is_object() || !got.is_object()) return expected == got;
  for (const auto& [key, value] : expected.items()) {
    if (key == "versions" || key == "log") continue;
    if (!got.contains(key)) return false;
    const bool chain = key == "err" || key == "writeErr" || key == "fmtErr";
    if (!(chain ? SameChain(value, got[key]) : Same(value, got[key]))) return false;
  }
  for (const auto& [key, value] : got.items()) {
    if (!expected.contains(key)) return false;
  }
  return true;
}

base::Result<void> CompareRow(const Json& row, const Path& file, Report& report) {
  for (const Json& result : row.at("results")) {
    for (const std::string name : result.at("versions")) {
      const std::size_t colon = name.find(':');
      const auto version = flink::ParseFlinkVersion(name.substr(0, colon));
      if (!version) {
        return base::Fail(base::Code::kInvalid, file.string() + ": unknown version " + name);
      }
      const bool yaml =
          colon == std::string::npos ? UsesStandardYaml(*version) : name.substr(colon) == ":yaml";
      const std::optional<Json> got = Run(row, {*version, yaml});
      if (!got) {
        return base::Fail(base::Code::kInvalid,
                          file.string() + ": unknown parser " + row["p"].get<std::string>());
      }
      if (Same(result, *got)) {
        report.Pass();
      } else {
        report.Fail(row.value("id", "?") + " " + name + " " + row["p"].get<std::string>() + " " +
                        row["in"].dump(),
                    result, *got);
      }
    }
  }
  return {};
}

}  // namespace

base::Result<void> RunParse(const Path& file, Report& report) {
  SLUICE_TRY(const std::vector<Json> rows, ReadRows(file));
  for (const Json& row : rows) {
    if (auto compared = CompareRow(row, file, report); !compared) return compared;
  }
  return {};
}

}  // namespace sluice::conformance
