// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "report/config_rows.h"

namespace sluice::report {
namespace {

using Json = nlohmann::ordered_json;

Json RowJson(const ConfigRow& row) {
  Json out;
  out["key"] = row.key;
  out["value"] = row.value;
  out["origin"] = ToString(row.origin);
  if (!row.pointer.empty()) out["pointer"] = row.pointer;
  if (row.line != 0) out["line"] = row.line;
  return out;
}

// "task heap" -> "taskHeap".
std::string Camel(std::string_view words) {
  std::string out;
  bool upper = false;
  for (const char c : words) {
    if (c == ' ' || c == '-') {
      upper = true;
    } else {
      const bool letter = c >= 'a' && c <= 'z';
      out += upper && letter ? static_cast<char>(c - 'a' + 'A') : c;
      upper = false;
    }
  }
  if (out.starts_with("JVM")) out.replace(0, 3, "jvm");
  return out;
}

Json RoleJson(const RoleMemory& memory) {
  Json out;
  out["starts"] = !memory.parts.empty();
  if (!memory.size_field.empty()) out["sizedBy"] = memory.size_field;
  if (memory.parts.empty()) {
    out["reason"] = memory.reason;
    if (memory.nearest) {
      out["nearestStart"] = {{"key", memory.nearest->key}, {"bytes", memory.nearest->bytes}};
    }
    return out;
  }
  out["processSize"] = memory.process_size;
  out["flinkSize"] = memory.flink_size;
  for (const MemoryPart& part : memory.parts) out[Camel(part.name)] = part.bytes;
  if (memory.role == flink::RoleKind::kTaskManager) {
    out["slots"] = memory.slots;
    out["cpuCores"] = memory.cpu_cores;
  }
  out["jvmArguments"] = memory.jvm_arguments;
  return out;
}

Json ViewJson(const ConfigView& view, const ConfigOptions& options) {
  const flink::Subject& subject = *view.subject;
  Json out;
  if (!view.file.empty()) out["file"] = view.file;
  out["kind"] = subject.resource.kind_name;
  out["namespace"] = subject.namespace_name;
  out["name"] = subject.name;
  out["flinkVersion"] = flink::ToString(subject.config.version());
  out["flinkVersionFrom"] = Words(subject.config.version_origin());
  out["configuration"] = Json::array();
  for (const ConfigRow& row : RowsOf(view, options.changed)) {
    out["configuration"].push_back(RowJson(row));
  }
  for (const RoleMemory& memory : MemoryOf(view)) {
    const bool jobs = memory.role == flink::RoleKind::kJobManager;
    out["memory"][jobs ? "jobManager" : "taskManager"] = RoleJson(memory);
  }
  out["notes"] = NotesOf(view);
  return out;
}

Json Tree(std::span<const ConfigView> views, const ConfigOptions& options) {
  Json out;
  out["resources"] = Json::array();
  for (const ConfigView& view : views) out["resources"].push_back(ViewJson(view, options));
  return out;
}

std::string Dump(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

// Block style; every string in double quotes, which JSON and YAML escape alike.
void AppendYaml(const Json& value, std::size_t indent, std::string& out) {
  if (!value.is_structured() || value.empty()) {
    out += " " + Dump(value, -1) + "\n";
    return;
  }
  const std::string blanks(indent, ' ');
  if (value.is_array()) {
    out += "\n";
    for (const Json& item : value) {
      out += blanks + "-";
      if (!item.is_structured() || item.empty()) {
        AppendYaml(item, indent + 2, out);
        continue;
      }
      std::string block;
      AppendYaml(item, indent + 2, block);
      // The first member stands beside the dash.
      out += " " + block.substr(1 + indent + 2);
    }
    return;
  }
  out += "\n";
  for (const auto& [key, member] : value.items()) {
    out += blanks + key + ":";
    AppendYaml(member, indent + 2, out);
  }
}

}  // namespace

std::string ConfigJson(std::span<const ConfigView> views, const ConfigOptions& options) {
  return Dump(Tree(views, options), 2) + "\n";
}

std::string ConfigYaml(std::span<const ConfigView> views, const ConfigOptions& options) {
  std::string out;
  AppendYaml(Tree(views, options), 0, out);
  return out.substr(1);
}

}  // namespace sluice::report
