// SPDX-License-Identifier: Apache-2.0
// Flink's memory model: how the sizes of job and task manager follow from the configuration, to the
// byte and to the error text. Pure functions, any thread; no allocation unless it fails.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/flink/value.h"
#include "sluice/flink/version.h"

namespace sluice::flink {

class EffectiveConfig;

// All sizes in bytes. Source: TaskExecutorProcessSpec (flink-runtime 1.15 to 2.3).
struct TaskManagerMemory {
  std::int64_t framework_heap = 0, task_heap = 0;
  std::int64_t framework_off_heap = 0, task_off_heap = 0;
  std::int64_t network = 0, managed = 0;
  std::int64_t jvm_metaspace = 0, jvm_overhead = 0;
  double cpu_cores = 0;  // as configured; Flink keeps eight decimals
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

// The JVM arguments Flink derives ("-Xmx...", in Flink's order). The job manager's direct memory is
// limited only when its option reads as true.
std::vector<std::string> JvmArguments(const TaskManagerMemory& memory);
std::vector<std::string> JvmArguments(const JobManagerMemory& memory,
                                      const EffectiveConfig& config);

// --- the model over any source of values --------------------------------------------------------

// The options that the model reads.
enum class MemoryOption : std::uint8_t {
  kTmProcessSize,
  kTmFlinkSize,
  kTmFrameworkHeap,
  kTmTaskHeap,
  kTmFrameworkOffHeap,
  kTmTaskOffHeap,
  kTmManagedSize,
  kTmManagedFraction,
  kTmNetworkMin,
  kTmNetworkMax,
  kTmNetworkFraction,
  kTmMetaspace,
  kTmOverheadMin,
  kTmOverheadMax,
  kTmOverheadFraction,
  kTmLegacyHeapSize,  // 1.x only, as the next three
  kTmLegacyHeapMb,
  kTmLegacyNetworkBuffers,
  kTmSegmentSize,
  kTmCpuCores,
  kTmSlots,
  kExternalResources,
  kJmProcessSize,
  kJmFlinkSize,
  kJmHeap,
  kJmOffHeap,
  kJmMetaspace,
  kJmOverheadMin,
  kJmOverheadMax,
  kJmOverheadFraction,
  kJmLegacyHeapSize,  // 1.x only, as the next one
  kJmLegacyHeapMb,
  kJmDirectMemoryLimit,
};
inline constexpr std::size_t kMemoryOptionCount = 33;

// Where the values come from. `context` is handed to both functions and must outlive the call.
struct MemorySource {
  const void* context = nullptr;
  // The text that is set for the option under any of its keys (present even if empty or invalid).
  std::optional<std::string_view> (*find)(const void* context, MemoryOption option) = nullptr;
  // The text of one exact key: amounts of external resources.
  std::optional<std::string_view> (*find_key)(const void* context, std::string_view key) = nullptr;
  FlinkVersion version = kNewestCatalogued;
  bool standard_yaml = true;  // lists are read as YAML first
};

// The values of a configuration, which must outlive the source.
MemorySource SourceOf(const EffectiveConfig& config);

// The keys of an option: its own, then the deprecated one (empty when there is none).
struct MemoryKeys {
  std::string_view key, deprecated;
  bool removed_in_2 = false;
};
const MemoryKeys& KeysOf(MemoryOption option);

Parsed<TaskManagerMemory> LayOutTaskManager(const MemorySource& source, LegacyHeap legacy);
Parsed<JobManagerMemory> LayOutJobManager(const MemorySource& source, LegacyHeap legacy);
// jobmanager.memory.enable-jvm-direct-memory-limit.
Parsed<bool> LimitsJobManagerDirectMemory(const MemorySource& source);
std::vector<std::string> JvmArguments(const JobManagerMemory& memory, bool limit_direct_memory);

// BigDecimal of CPU cores as Flink prints it: eight decimals at most, "1E+1" for ten.
std::string CpuCoresToString(double cores);

}  // namespace sluice::flink
