// SPDX-License-Identifier: Apache-2.0
// What every face of `sluice config` shows, gathered once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/flink/start_size.h"
#include "sluice/report/config_view.h"

namespace sluice::report {

// One key in force, or one option at Flink's default.
struct ConfigRow {
  std::string_view key;
  std::string value;  // masked when the key names a secret
  flink::Origin origin = flink::Origin::kFlinkDefault;
  std::string pointer;     // JSON Pointer of the line to touch, empty when the user has none
  std::string field;       // the same as a field path
  std::uint32_t line = 0;  // 0 = unknown
};
// Sorted by key; keys of Flink's own ("$internal.") last.
std::vector<ConfigRow> RowsOf(const ConfigView& view, bool changed);

// Something that a reader would not expect: a sentence.
std::vector<std::string> NotesOf(const ConfigView& view);

// One component of a process.
struct MemoryPart {
  std::string_view name;
  std::int64_t bytes = 0;
};

// A role's process, or why there is none.
struct RoleMemory {
  flink::RoleKind role = flink::RoleKind::kTaskManager;
  std::vector<MemoryPart> parts;  // in the order of the picture; empty when it cannot start
  std::int64_t process_size = 0, flink_size = 0;
  std::string size_field;  // the field path that decides the size, empty when nothing does
  std::uint32_t size_line = 0;
  int slots = 0;         // task manager
  double cpu_cores = 0;  // task manager
  std::string jvm_arguments;
  std::string reason;  // Flink's own words
  std::optional<flink::StartSize> nearest;
};
// Empty for a resource that runs no cluster of its own.
std::vector<RoleMemory> MemoryOf(const ConfigView& view);

// "FlinkDeployment prod/orders".
std::string TitleOf(const ConfigView& view);
// "spec.flinkVersion", "the image's tag", ...
std::string_view Words(flink::VersionOrigin origin);

}  // namespace sluice::report
