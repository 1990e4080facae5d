// SPDX-License-Identifier: Apache-2.0
// The sizes that decide the memory of one role, for the rules about memory.
#pragma once

#include "rules/support/operator.h"

namespace sluice::rules {

// Where one role's memory is decided.
struct RoleSizes {
  std::string_view name;        // "task manager"
  std::string_view spec_field;  // "taskManager"
  options::OptionId process_size;
  options::OptionId flink_size;
  bool task_manager;
};

inline constexpr RoleSizes kTaskManagerSizes = {"task manager", "taskManager",
                                                options::kTaskmanagerMemoryProcessSize,
                                                options::kTaskmanagerMemoryFlinkSize, true};
inline constexpr RoleSizes kJobManagerSizes = {"job manager", "jobManager",
                                               options::kJobmanagerMemoryProcessSize,
                                               options::kJobmanagerMemoryFlinkSize, false};

inline const flink::Role& RoleOf(const Subject& subject, const RoleSizes& sizes) {
  return sizes.task_manager ? subject.resource.task_manager : subject.resource.job_manager;
}

// The line a user would touch first to change the role's memory.
inline Place MemoryPlace(const Subject& subject, const RoleSizes& sizes) {
  const flink::Field& memory = RoleOf(subject, sizes).memory;
  if (memory.present()) return At(*memory.node);
  for (const options::OptionId option : {sizes.process_size, sizes.flink_size}) {
    const Entry* entry = subject.config.Find(option);
    if (entry != nullptr && entry->node != nullptr) return At(*entry->node);
  }
  return SpecPlace(subject, {sizes.spec_field, "resource", "memory"});
}

// "taskManager.resource.memory to 1728m": the field that sizes the role in this kind, and the size
// in its units. Spotify's operator gives the process memoryProcessRatio, by default 80 %, of it.
std::string MemorySetTo(const Subject& subject, const RoleSizes& sizes, int process_mebibytes);

// state.backend.type is rocksdb, or the class of its backend.
bool UsesRocksDb(const Subject& subject);

// Says why the role cannot start: Flink's own reason, or that no size is set at all; and where only
// the operator, which judges by its own Flink, refuses it. `operator_checks_only` as the parameter.
void JudgeFeasible(const Subject& subject, const RoleSizes& sizes, bool operator_checks_only,
                   Findings& findings);

}  // namespace sluice::rules
