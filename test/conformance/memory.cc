// SPDX-License-Identifier: Apache-2.0
// Suite `memory`: rows {id, kind: tm|jm, mode, conf, out|err}. VERSIONS.json beside the file tells
// for which Flink versions it holds; each is run.
#include "sluice/flink/memory.h"

#include <map>
#include <optional>

#include "conformance/suite.h"

namespace sluice::conformance {
namespace {

using flink::FlinkVersion;
using flink::MemoryOption;
using Configuration = std::map<std::string, std::string, std::less<>>;

std::optional<std::string_view> FindKey(const void* context, std::string_view key) {
  const auto& configuration = *static_cast<const Configuration*>(context);
  const auto entry = configuration.find(key);
  if (entry == configuration.end()) return std::nullopt;
  return entry->second;
}

// A configuration with its version: what MemorySource::find needs.
struct Versioned {
  Configuration configuration;
  FlinkVersion version;
};

flink::MemorySource SourceOf(const Versioned& versioned) {
  return {.context = &versioned,
          .find = [](const void* context, MemoryOption option) -> std::optional<std::string_view> {
            const auto& self = *static_cast<const Versioned*>(context);
            const flink::MemoryKeys& keys = flink::KeysOf(option);
            if (keys.removed_in_2 && self.version >= FlinkVersion::k2_0) return std::nullopt;
            if (auto text = FindKey(&self.configuration, keys.key)) return text;
            if (keys.deprecated.empty()) return std::nullopt;
            return FindKey(&self.configuration, keys.deprecated);
          },
          .find_key =
              [](const void* context, std::string_view key) {
                return FindKey(&static_cast<const Versioned*>(context)->configuration, key);
              },
          .version = versioned.version,
          // The recorder made its Configuration without a file; then 1.19 and 1.20 read YAML.
          .standard_yaml = versioned.version >= FlinkVersion::k1_19};
}

std::string Joined(const std::vector<std::string>& arguments) {
  std::string out;
  for (const std::string& argument : arguments) out += (out.empty() ? "" : " ") + argument;
  return out;
}

nlohmann::json Failure(const flink::JavaError& error) { return {{"err", ToJson(error)}}; }

nlohmann::json TaskManager(const flink::MemorySource& source, const std::string& mode) {
  const flink::LegacyHeap legacy = mode == "k8s"          ? flink::LegacyHeap::kProcessSize
                                   : mode == "standalone" ? flink::LegacyHeap::kFlinkSize
                                                          : flink::LegacyHeap::kRaw;
  const auto memory = flink::LayOutTaskManager(source, legacy);
  if (!memory) return Failure(memory.error());
  return {{"out",
           {{"frameworkHeap", memory->framework_heap},
            {"frameworkOffHeap", memory->framework_off_heap},
            {"taskHeap", memory->task_heap},
            {"taskOffHeap", memory->task_off_heap},
            {"network", memory->network},
            {"managed", memory->managed},
            {"totalFlink", memory->flink_size()},
            {"metaspace", memory->jvm_metaspace},
            {"overhead", memory->jvm_overhead},
            {"totalProcess", memory->process_size()},
            {"cpu", flink::CpuCoresToString(memory->cpu_cores)},
            {"slots", memory->slots},
            {"jvm", Joined(flink::JvmArguments(*memory))}}}};
}

nlohmann::json JobManager(const flink::MemorySource& source, const std::string& mode) {
  const flink::LegacyHeap legacy = mode == "process" ? flink::LegacyHeap::kProcessSize
                                   : mode == "heap"  ? flink::LegacyHeap::kJobManagerHeap
                                                     : flink::LegacyHeap::kRaw;
  const auto memory = flink::LayOutJobManager(source, legacy);
  if (!memory) return Failure(memory.error());
  const auto limits = flink::LimitsJobManagerDirectMemory(source);
  if (!limits) return Failure(limits.error());
  return {{"out",
           {{"heap", memory->heap},
            {"offHeap", memory->off_heap},
            {"totalFlink", memory->flink_size()},
            {"metaspace", memory->jvm_metaspace},
            {"overhead", memory->jvm_overhead},
            {"totalProcess", memory->process_size()},
            {"jvm", Joined(flink::JvmArguments(*memory, *limits))}}}};
}

void CompareRow(const nlohmann::json& row, FlinkVersion version, Report& report) {
  const Versioned versioned{row.at("conf").get<Configuration>(), version};
  const flink::MemorySource source = SourceOf(versioned);
  const std::string mode = row.at("mode");
  const nlohmann::json got =
      row.at("kind") == "tm" ? TaskManager(source, mode) : JobManager(source, mode);
  const std::string where = row.value("id", "?") + " " + std::string(ToString(version));
  if (row.contains("err")) {
    if (got.contains("err") && SameChain(row["err"], got["err"])) return report.Pass();
    return report.Fail(where + " " + row["conf"].dump(), row["err"], got);
  }
  report.Compare(where + " " + row["conf"].dump(), row.at("out"), got.value("out", got));
}

// The versions that VERSIONS.json gives the file; without that file, the one it is named after.
base::Result<std::vector<FlinkVersion>> VersionsOf(const Path& file) {
  const std::string name = file.filename().string();
  std::vector<FlinkVersion> versions;
  const Path listing = file.parent_path() / "VERSIONS.json";
  if (std::filesystem::exists(listing)) {
    SLUICE_TRY(const std::string content, ReadFile(listing));
    const nlohmann::json json = nlohmann::json::parse(content, nullptr, false);
    if (!json.is_object()) {
      return base::Fail(base::Code::kInvalid, listing.string() + " is not a JSON object");
    }
    for (const auto& [version, entry] : json.items()) {
      const auto parsed = flink::ParseFlinkVersion(version);
      const std::string stem = entry.value("file", "");
      // A copy may be unpacked: 1.17.jsonl for 1.17.jsonl.gz.
      if (parsed && (stem == name || stem == name + ".gz")) versions.push_back(*parsed);
    }
  } else if (const auto parsed = flink::ParseFlinkVersion(name.substr(0, name.find(".jsonl")))) {
    versions.push_back(*parsed);
  }
  if (versions.empty()) {
    return base::Fail(base::Code::kInvalid,
                      file.string() + ": no VERSIONS.json beside it names a Flink version for it");
  }
  return versions;
}

}  // namespace

base::Result<void> RunMemory(const Path& file, Report& report) {
  SLUICE_TRY(const std::vector<FlinkVersion> versions, VersionsOf(file));
  SLUICE_TRY(const std::vector<nlohmann::json> rows, ReadRows(file));
  for (const FlinkVersion version : versions) {
    for (const nlohmann::json& row : rows) CompareRow(row, version, report);
  }
  return {};
}

}  // namespace sluice::conformance
