// SPDX-License-Identifier: Apache-2.0
// Suite `operator-config`: what the operators make of a resource.
//
// Rows of kind (`p`):
// * flatten: `in` is a flinkConfiguration, `r.out` the flat map.
// * quantity: `in` is a resource.memory text, `r.out` what becomes of it, `r.err` the cause chain;
//   `r.bytes` or `r.reparseErr` is how Flink then reads it.
// * crd: a FlinkDeployment. Compared: `effective` (all keys and values; the four that hold lists or
//   maps by their elements, for the recorder prints them in another form than the file has),
//   `effectiveErr` (its root cause), `confFile`, `confFileErr`, `confText` where it is not nested
//   YAML (the lines, sorted: Java's order is that of a hash map), `cluster` (the file as Flink of
//   the resource's version reads it), `jmTotalProcess`/`jmErr` and `tmTotalProcess`/`tmErr` (read
//   as the operator does, by its own Flink 1.20).
//   Not compared: `validate` (the operator's validator is not part of this room) and `log`.
// * flinkcluster: a FlinkCluster of the Spotify operator. Compared: `confFile`, `confText` and
//   `cluster`. Not compared: `validate`.
#include <algorithm>
#include <map>

#include "conformance/suite.h"
#include "flink/config/flatten.h"
#include "flink/operators/conf_file.h"
#include "sluice/doc/document.h"
#include "sluice/flink/config.h"
#include "sluice/flink/config_file.h"
#include "sluice/flink/java_quantity.h"
#include "sluice/flink/memory.h"

namespace sluice::conformance {
namespace {

using nlohmann::json;
using Flat = std::map<std::string, std::string>;

// nlohmann keeps no order of members and flattening needs it, so rows are read a second time, in
// document order, by the product's reader.
struct Row {
  const json& recorded;
  const doc::Value& in;
  const doc::Value& whole;
  [[nodiscard]] const json& result() const { return recorded.at("r"); }
};

class Comparer {
 public:
  Comparer(std::string where, Report& report) : where_(std::move(where)), report_(report) {}

  void Equal(std::string_view what, const json& expected, const json& got) {
    report_.Compare(where_ + " " + std::string(what), expected, got);
  }
  void EqualChains(std::string_view what, const json& expected, const json& got) {
    if (expected == got || SameChain(expected, got)) return report_.Pass();
    report_.Fail(where_ + " " + std::string(what), expected, got);
  }

 private:
  std::string where_;
  Report& report_;
};

void CompareFlatten(const Row& row, Comparer& compare) {
  flink::TextArena arena;
  Flat flat;
  const auto sink = [&](std::string_view key, std::string_view value, const doc::Value&) {
    flat[std::string(key)] = std::string(value);
  };
  flink::Flatten(row.in, "", arena, sink);
  compare.Equal("out", row.result().at("out"), flat);
}

void CompareQuantity(const Row& row, Comparer& compare) {
  const auto text = flink::ResourceMemoryText(row.in.text());
  if (!text) {
    return compare.EqualChains("err", row.result().value("err", json()), ToJson(text.error()));
  }
  compare.Equal("out", row.result().value("out", json()), *text);
  const auto bytes = flink::ParseMemorySize(*text);
  if (bytes) {
    compare.Equal("bytes", row.result().value("bytes", json()), *bytes);
  } else {
    compare.EqualChains("reparseErr", row.result().value("reparseErr", json()),
                        ToJson(bytes.error()));
  }
}

bool IsListKey(std::string_view key) {
  return key == "pipeline.jars" || key == "pipeline.classpaths" ||
         key == "$internal.application.program-args";
}

constexpr std::string_view kAnnotations = "kubernetes.jobmanager.annotations";

// A value in a form that does not depend on how lists and maps are written.
json Canonical(std::string_view key, const std::string& value) {
  if (IsListKey(key)) return flink::ParseList(value, true).value_or(std::vector<std::string>());
  if (key == kAnnotations) {
    auto map = flink::ParseMap(value, true);
    return map ? json(std::map(map->begin(), map->end())) : json(value);
  }
  if (key.starts_with("kubernetes.pod-template-file.") ||
      key == "$internal.deployment.config-dir") {
    return "a file of the operator";
  }
  return value;
}

json Canonical(const Flat& flat) {
  json out = json::object();
  for (const auto& [key, value] : flat) out[key] = Canonical(key, value);
  return out;
}

Flat FlatOf(const flink::EffectiveConfig& config) {
  Flat flat;
  for (const flink::Entry& entry : config.entries()) {
    std::string value(entry.value);
    // Lists stand in the file's form, which before 2.0 is not the one that ParseList(yaml) reads.
    if (IsListKey(entry.key) && !UsesStandardYaml(config.version())) {
      value = json(flink::ParseList(value, false).value_or(std::vector<std::string>())).dump();
    }
    flat[std::string(entry.key)] = std::move(value);
  }
  return flat;
}

json SortedLines(std::string text) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    if (line.starts_with("kubernetes.pod-template-file.")) line.resize(line.find(':'));
    lines.push_back(std::move(line));
    at = end + 1;
  }
  std::ranges::sort(lines);
  return lines;
}

template <typename Memory>
void CompareMemory(const std::string& role, const json& recorded, const Memory& memory,
                   Comparer& compare) {
  if (memory) {
    compare.Equal(role + "TotalProcess", recorded.value(role + "TotalProcess", json()),
                  memory->process_size());
  } else {
    compare.EqualChains(role + "Err", recorded.value(role + "Err", json()), ToJson(memory.error()));
  }
}

// What Flink reads from a nested config.yaml: maps become keys of their own.
Flat NestedFileFlat(const flink::EffectiveConfig& config) {
  Flat flat = FlatOf(config);
  const auto found = flat.find(std::string(kAnnotations));
  if (found == flat.end()) return flat;
  const auto map = flink::ParseMap(found->second, true);
  flat.erase(found);
  if (!map) return flat;
  for (const auto& [key, value] : *map) flat[std::string(kAnnotations) + "." + key] = value;
  return flat;
}

// `cluster` of a row: the file, read by Flink of the resource's version.
void CompareCluster(const json& recorded, const std::string& text, bool yaml, Comparer& compare) {
  if (!recorded.contains("cluster")) return;
  const json& cluster = recorded["cluster"];
  if (!yaml) {
    const auto read = flink::ReadLegacyConfig(text);
    return compare.Equal("cluster.flat", Canonical(cluster.value("flat", Flat())),
                         Canonical(Flat(read.begin(), read.end())));
  }
  const auto read = flink::ReadYamlConfig(text);
  if (!read)
    return compare.EqualChains("cluster.err", cluster.value("err", json()), ToJson(read.error()));
  compare.Equal("cluster.flat", cluster.value("flat", Flat()), Flat(read->begin(), read->end()));
}

void CompareFile(const json& recorded, const flink::EffectiveConfig& config, Comparer& compare) {
  const bool nested = UsesStandardYaml(config.version());
  compare.Equal("confFile", recorded.value("confFile", json()),
                nested ? "config.yaml" : "flink-conf.yaml");
  const auto refusal = flink::ConfFileRefusal(config);
  compare.EqualChains("confFileErr", recorded.value("confFileErr", json()),
                      refusal ? ToJson(*refusal) : json());
  if (refusal) return;
  if (!nested) {
    const std::string text = flink::FlatConfText(config, flink::LineOrder::kEntries);
    compare.Equal("confText", SortedLines(recorded.value("confText", "")), SortedLines(text));
    CompareCluster(recorded, text, false, compare);
  } else if (recorded.contains("cluster") && recorded["cluster"].contains("flat")) {
    compare.Equal("cluster.flat", Canonical(recorded["cluster"]["flat"].get<Flat>()),
                  Canonical(NestedFileFlat(config)));
  }
}

flink::Knowledge KnowledgeOf(const Row& row) {
  flink::Knowledge knowledge;
  const doc::Value* configuration = row.whole.Find("operatorConf");
  if (configuration == nullptr) return knowledge;
  for (const doc::Member& member : configuration->members()) {
    knowledge.operator_configuration.emplace_back(member.key, member.value.text());
  }
  return knowledge;
}

void CompareDeployment(const Row& row, Comparer& compare) {
  const json& recorded = row.result();
  const flink::Resource resource = flink::Read(row.in).resource;
  const flink::Knowledge knowledge = KnowledgeOf(row);
  const flink::EffectiveConfig config = flink::Resolve(resource, knowledge);
  // The recorder wraps the cause in the operator's cache; the last two links are its words for it.
  json error;
  if (!config.operator_failures().empty()) {
    error = ToJson(config.operator_failures().front().error);
  }
  json expected_error;
  if (recorded.contains("effectiveErr")) {
    expected_error = recorded["effectiveErr"];
    while (expected_error.size() > error.size() && expected_error.size() > 1) {
      expected_error.erase(expected_error.begin());
    }
  }
  compare.EqualChains("effectiveErr", expected_error, error);
  if (!error.is_null() || recorded.contains("effectiveErr")) return;
  compare.Equal("effective", Canonical(recorded.at("effective").get<Flat>()),
                Canonical(FlatOf(config)));
  CompareFile(recorded, config, compare);
  const flink::EffectiveConfig by_operator = config.ReadBy(flink::FlinkVersion::k1_20);
  CompareMemory("jm", recorded, LayOutJobManager(by_operator, flink::LegacyHeap::kProcessSize),
                compare);
  CompareMemory("tm", recorded, LayOutTaskManager(by_operator, flink::LegacyHeap::kProcessSize),
                compare);
}

void CompareSpotify(const Row& row, Comparer& compare) {
  const flink::Resource resource = flink::Read(row.in).resource;
  const flink::EffectiveConfig config = flink::Resolve(resource, {});
  compare.Equal("confFile", row.result().at("confFile"), flink::SpotifyConfFileName(resource));
  const std::string text = flink::FlatConfText(config, flink::LineOrder::kSorted);
  compare.Equal("confText", SortedLines(row.result().at("confText")), SortedLines(text));
  CompareCluster(row.result(), text, flink::SpotifyConfFileName(resource) == "config.yaml",
                 compare);
}

using Compare = void (*)(const Row&, Comparer&);

Compare CompareOf(const std::string& kind) {
  if (kind == "flatten") return &CompareFlatten;
  if (kind == "quantity") return &CompareQuantity;
  if (kind == "crd") return &CompareDeployment;
  if (kind == "flinkcluster") return &CompareSpotify;
  return nullptr;
}

}  // namespace

base::Result<void> RunOperatorConfig(const Path& file, Report& report) {
  return ForEachRecording(
      file, [&](const json& recorded, const doc::Document& document) -> base::Result<void> {
        const Compare compare = CompareOf(recorded.value("p", ""));
        const doc::Value* in = document.root().Find("in");
        if (compare == nullptr || in == nullptr) {
          return base::Fail(base::Code::kInvalid, file.string() + " has a row of another suite");
        }
        Comparer comparer(recorded.value("id", "?"), report);
        compare(Row{recorded, *in, document.root()}, comparer);
        return {};
      });
}

}  // namespace sluice::conformance
