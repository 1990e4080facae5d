// SPDX-License-Identifier: Apache-2.0
// MemoryLayout: what TaskExecutorProcessUtils and JobManagerProcessUtils make of a configuration,
// to the byte, per Flink version; or Flink's own reason why the process cannot start.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sluice/flink/config.h"

namespace sluice::flink {

// All sizes in bytes. Source: TaskExecutorProcessSpec (flink-runtime 1.15 to 2.3).
struct TaskManagerMemory {
  std::int64_t framework_heap = 0, task_heap = 0;
  std::int64_t framework_off_heap = 0, task_off_heap = 0;
  std::int64_t network = 0, managed = 0;
  std::int64_t jvm_metaspace = 0, jvm_overhead = 0;
  double cpu_cores = 0;
  int slots = 0;
  [[nodiscard]] std::int64_t flink_size() const {
    return framework_heap + task_heap + framework_off_heap + task_off_heap + network + managed;
  }
  [[nodiscard]] std::int64_t process_size() const {
    return flink_size() + jvm_metaspace + jvm_overhead;
  }
};

// Source: JobManagerProcessSpec.
struct JobManagerMemory {
  std::int64_t heap = 0, off_heap = 0;
  std::int64_t jvm_metaspace = 0, jvm_overhead = 0;
  [[nodiscard]] std::int64_t flink_size() const { return heap + off_heap; }
  [[nodiscard]] std::int64_t process_size() const {
    return flink_size() + jvm_metaspace + jvm_overhead;
  }
};

// How legacy heap options are read (1.x): Kubernetes maps them to process size, standalone to Flink
// size; BashJavaUtils maps the job manager's to its heap.
enum class LegacyHeap : std::uint8_t { kRaw, kProcessSize, kFlinkSize, kJobManagerHeap };

Parsed<TaskManagerMemory> LayOutTaskManager(const EffectiveConfig& config, LegacyHeap legacy);
Parsed<JobManagerMemory> LayOutJobManager(const EffectiveConfig& config, LegacyHeap legacy);

// The JVM arguments Flink derives ("-Xmx...", in Flink's order).
std::vector<std::string> JvmArguments(const TaskManagerMemory& memory);
std::vector<std::string> JvmArguments(const JobManagerMemory& memory,
                                      const EffectiveConfig& config);

}  // namespace sluice::flink
