// SPDX-License-Identifier: Apache-2.0
#include "report/config_rows.h"

#include <algorithm>

#include "sluice/base/text.h"
#include "sluice/doc/pointer.h"
#include "sluice/flink/options/catalogue.h"
#include "sluice/flink/secrets.h"
#include "sluice/flink/value.h"

namespace sluice::report {
namespace {

using flink::EffectiveConfig;
using flink::Entry;
using flink::Origin;
namespace options = flink::options;

constexpr std::string_view kMasked = "******";

std::string Shown(std::string_view key, std::string_view value) {
  // The job's arguments: a value may follow its name as an argument of its own.
  const bool arguments = key == "$internal.application.program-args" && !value.empty();
  if (flink::NamesSecret(key) || arguments) return std::string(kMasked);
  constexpr std::size_t kMostBytes = 4096;
  return base::Printable(flink::Redacted(value), kMostBytes);
}

void Locate(const ConfigView& view, const doc::Value* node, ConfigRow& row) {
  if (node == nullptr) return;
  const doc::Value& root = view.subject->root();
  if (const auto tokens = doc::TokensOf(root, *node)) {
    row.pointer = doc::JoinPointer(*tokens);
    row.field = doc::FieldPath(root, *tokens);
  }
  if (view.document != nullptr) row.line = view.document->MarkOf(*node).line;
}

std::string FieldOf(const ConfigView& view, const doc::Value* node) {
  ConfigRow row;
  Locate(view, node, row);
  return row.line == 0 ? row.field : row.field + " (line " + std::to_string(row.line) + ")";
}

// Options that a person may set in a cluster's configuration and that have a default.
bool IsShownDefault(options::OptionId option, flink::FlinkVersion version) {
  const options::OptionInfo* info = options::Info(option, version);
  return info != nullptr && info->scope == options::Scope::kCluster &&
         info->owner == options::Owner::kFlink && info->has_default && !info->is_deprecated;
}

void AppendDefaults(const EffectiveConfig& config, std::vector<ConfigRow>& rows) {
  for (std::size_t i = 0; i < options::OptionCount(); ++i) {
    const options::OptionId option{static_cast<std::uint16_t>(i)};
    if (!IsShownDefault(option, config.version()) || config.IsSet(option)) continue;
    rows.push_back({.key = options::KeyName(options::KeysOf(option, config.version()).front()),
                    .value = std::string(options::Info(option, config.version())->default_text)});
  }
}

// "a.b" or "spec.flinkConfiguration[a.b] (line 3)".
std::string Named(const ConfigView& view, const Entry& entry) {
  const std::string field = FieldOf(view, entry.node);
  return field.empty() ? std::string(entry.key) : field;
}

void NoteUnread(const ConfigView& view, std::vector<std::string>& notes) {
  const EffectiveConfig& config = view.subject->config;
  for (const Entry& entry : config.overridden()) {
    const Entry* now = config.FindKey(entry.key);
    const std::string by = now == nullptr ? "" : FieldOf(view, now->node);
    notes.push_back(Named(view, entry) + " is replaced by " + (by.empty() ? "the operator" : by) +
                    ".");
  }
  for (const Entry& entry : config.duplicates()) {
    notes.push_back(Named(view, entry) + " is written again further down, which wins.");
  }
  for (const Entry* entry : config.Shadowed()) {
    const auto uses = options::OptionsOf(*entry->key_id, config.version());
    const Entry* winner = config.Find(uses.front().option);
    notes.push_back(Named(view, *entry) + " is not read: " +
                    std::string(winner == nullptr ? entry->key : winner->key) + " is set, too.");
  }
}

void NoteUnknown(const ConfigView& view, std::vector<std::string>& notes) {
  const EffectiveConfig& config = view.subject->config;
  const flink::FlinkVersion version = config.version();
  // Guessing walks the catalogue for each key, and hundreds of notes help nobody.
  constexpr std::size_t kMostNotes = 50;
  const std::size_t before = notes.size();
  for (const Entry& entry : config.entries()) {
    if (entry.origin != Origin::kUser || options::IsPassThrough(entry.key)) continue;
    if (entry.key_id && !options::OptionsOf(*entry.key_id, version).empty()) continue;
    if (options::PrefixMapOf(entry.key, version)) continue;
    if (notes.size() - before == kMostNotes) {
      notes.emplace_back("Further keys are no options either.");
      return;
    }
    std::string note =
        Named(view, entry) + " is no option of Flink " + std::string(flink::ToString(version));
    const auto meant = options::DidYouMean(entry.key, version, 1);
    if (!meant.empty()) note += "; did you mean " + std::string(meant.front()) + "?";
    notes.push_back(meant.empty() ? note + "." : note);
  }
}

void NoteOperator(const ConfigView& view, std::vector<std::string>& notes) {
  const EffectiveConfig& config = view.subject->config;
  for (const flink::OperatorFailure& failure : config.operator_failures()) {
    notes.push_back(FieldOf(view, failure.node) +
                    " stops the operator, which never deploys this: " +
                    flink::Redacted(failure.error.Message()));
  }
  if (const auto clash = config.PrefixClash()) {
    notes.push_back("The operator refuses to deploy this: " + std::string(clash->first->key) +
                    " is a prefix of " + std::string(clash->second->key) +
                    ", which config.yaml cannot hold.");
  }
  for (const flink::Unreadable& unreadable : view.subject->unreadable) {
    notes.push_back(FieldOf(view, unreadable.node) + " is not " + std::string(unreadable.expected) +
                    ", so it is not read.");
  }
}

// The parts of a task manager, heap first, as TaskExecutorProcessSpec names them.
std::vector<MemoryPart> PartsOf(const flink::TaskManagerMemory& memory) {
  return {{"task heap", memory.task_heap},
          {"framework heap", memory.framework_heap},
          {"managed memory", memory.managed},
          {"network", memory.network},
          {"framework off-heap", memory.framework_off_heap},
          {"task off-heap", memory.task_off_heap},
          {"JVM metaspace", memory.jvm_metaspace},
          {"JVM overhead", memory.jvm_overhead}};
}

std::vector<MemoryPart> PartsOf(const flink::JobManagerMemory& memory) {
  return {{"heap", memory.heap},
          {"off-heap", memory.off_heap},
          {"JVM metaspace", memory.jvm_metaspace},
          {"JVM overhead", memory.jvm_overhead}};
}

std::string Joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

flink::LegacyHeap LegacyOf(const ConfigView& view, flink::RoleKind role) {
  if (view.subject->resource.deployment_mode == flink::DeploymentMode::kNative) {
    return flink::LegacyHeap::kProcessSize;
  }
  return role == flink::RoleKind::kJobManager ? flink::LegacyHeap::kJobManagerHeap
                                              : flink::LegacyHeap::kFlinkSize;
}

template <typename Memory>
RoleMemory RoleOf(const ConfigView& view, flink::RoleKind role, std::string_view prefix,
                  const flink::Parsed<Memory>& memory) {
  const EffectiveConfig& config = view.subject->config;
  RoleMemory out{.role = role};
  const std::string name(prefix);
  for (const char* key : {".memory.process.size", ".memory.flink.size"}) {
    const Entry* entry = config.FindKey(name + key);
    if (entry == nullptr || !out.size_field.empty()) continue;
    ConfigRow row;
    Locate(view, entry->node, row);
    out.size_field = row.field.empty() ? std::string(entry->key) : row.field;
    out.size_line = row.line;
  }
  if (!memory) {
    out.reason = memory.error().Message();
    out.nearest = flink::NearestStart(config, role, LegacyOf(view, role));
    return out;
  }
  out.parts = PartsOf(*memory);
  out.process_size = memory->process_size();
  out.flink_size = memory->flink_size();
  return out;
}

}  // namespace

std::vector<ConfigRow> RowsOf(const ConfigView& view, bool changed) {
  const EffectiveConfig& config = view.subject->config;
  std::vector<ConfigRow> rows;
  for (const Entry& entry : config.entries()) {
    ConfigRow row{.key = entry.key, .value = Shown(entry.key, entry.value), .origin = entry.origin};
    Locate(view, entry.node, row);
    rows.push_back(std::move(row));
  }
  if (!changed) AppendDefaults(config, rows);
  std::ranges::sort(rows, [](const ConfigRow& a, const ConfigRow& b) {
    const bool a_internal = options::IsInternal(a.key);
    const bool b_internal = options::IsInternal(b.key);
    return a_internal != b_internal ? b_internal : a.key < b.key;
  });
  return rows;
}

std::vector<std::string> NotesOf(const ConfigView& view) {
  std::vector<std::string> notes;
  NoteOperator(view, notes);
  NoteUnread(view, notes);
  NoteUnknown(view, notes);
  for (std::string& note : notes) note = base::Printable(note, 1024);
  return notes;
}

std::vector<RoleMemory> MemoryOf(const ConfigView& view) {
  std::vector<RoleMemory> roles;
  const flink::Subject& subject = *view.subject;
  if (subject.job_manager_memory) {
    const auto& memory = *subject.job_manager_memory;
    roles.push_back(RoleOf(view, flink::RoleKind::kJobManager, "jobmanager", memory));
    if (memory) roles.back().jvm_arguments = Joined(JvmArguments(*memory, subject.config));
  }
  if (subject.task_manager_memory) {
    const auto& memory = *subject.task_manager_memory;
    roles.push_back(RoleOf(view, flink::RoleKind::kTaskManager, "taskmanager", memory));
    if (memory) {
      roles.back().slots = memory->slots;
      roles.back().cpu_cores = memory->cpu_cores;
      roles.back().jvm_arguments = Joined(JvmArguments(*memory));
    }
  }
  return roles;
}

std::string TitleOf(const ConfigView& view) {
  const flink::Subject& subject = *view.subject;
  std::string title(subject.resource.kind_name);
  title += ' ';
  if (!subject.namespace_name.empty()) title += std::string(subject.namespace_name) + "/";
  title += subject.name.empty() ? std::string_view("(generated name)") : subject.name;
  return base::Printable(title, 256);
}

std::string_view Words(flink::VersionOrigin origin) {
  switch (origin) {
    case flink::VersionOrigin::kField:
      return "spec.flinkVersion";
    case flink::VersionOrigin::kImageTag:
      return "the image's tag";
    case flink::VersionOrigin::kAssumed:
      return "the policy's assumption";
    case flink::VersionOrigin::kNewestKnown:
      return "the newest known";
  }
  return "";
}

}  // namespace sluice::report
