// SPDX-License-Identifier: Apache-2.0
// The memory model over an EffectiveConfig.
#include <array>

#include "sluice/flink/config.h"
#include "sluice/flink/memory.h"
#include "sluice/flink/options/ids.h"

namespace sluice::flink {
namespace {

// In the order of MemoryOption.
constexpr std::array<options::OptionId, kMemoryOptionCount> kOptionIds = {
    options::kTaskmanagerMemoryProcessSize,
    options::kTaskmanagerMemoryFlinkSize,
    options::kTaskmanagerMemoryFrameworkHeapSize,
    options::kTaskmanagerMemoryTaskHeapSize,
    options::kTaskmanagerMemoryFrameworkOffHeapSize,
    options::kTaskmanagerMemoryTaskOffHeapSize,
    options::kTaskmanagerMemoryManagedSize,
    options::kTaskmanagerMemoryManagedFraction,
    options::kTaskmanagerMemoryNetworkMin,
    options::kTaskmanagerMemoryNetworkMax,
    options::kTaskmanagerMemoryNetworkFraction,
    options::kTaskmanagerMemoryJvmMetaspaceSize,
    options::kTaskmanagerMemoryJvmOverheadMin,
    options::kTaskmanagerMemoryJvmOverheadMax,
    options::kTaskmanagerMemoryJvmOverheadFraction,
    options::kTaskmanagerHeapSize,
    options::kTaskmanagerHeapMb,
    options::kTaskmanagerNetworkNumberOfBuffers,
    options::kTaskmanagerMemorySegmentSize,
    options::kTaskmanagerCpuCores,
    options::kTaskmanagerNumberOfTaskSlots,
    options::kExternalResources,
    options::kJobmanagerMemoryProcessSize,
    options::kJobmanagerMemoryFlinkSize,
    options::kJobmanagerMemoryHeapSize,
    options::kJobmanagerMemoryOffHeapSize,
    options::kJobmanagerMemoryJvmMetaspaceSize,
    options::kJobmanagerMemoryJvmOverheadMin,
    options::kJobmanagerMemoryJvmOverheadMax,
    options::kJobmanagerMemoryJvmOverheadFraction,
    options::kJobmanagerHeapSize,
    options::kJobmanagerHeapMb,
    options::kJobmanagerMemoryEnableJvmDirectMemoryLimit,
};

std::optional<std::string_view> ValueOf(const Entry* entry) {
  if (entry == nullptr) return std::nullopt;
  return entry->value;
}

}  // namespace

MemorySource SourceOf(const EffectiveConfig& config) {
  return {.context = &config,
          .find =
              [](const void* context, MemoryOption option) {
                return ValueOf(static_cast<const EffectiveConfig*>(context)->Find(
                    kOptionIds[static_cast<std::size_t>(option)]));
              },
          .find_key =
              [](const void* context, std::string_view key) {
                return ValueOf(static_cast<const EffectiveConfig*>(context)->FindKey(key));
              },
          .version = Catalogued(config.version()),
          .standard_yaml = UsesStandardYaml(config.version())};
}

Parsed<TaskManagerMemory> LayOutTaskManager(const EffectiveConfig& config, LegacyHeap legacy) {
  return LayOutTaskManager(SourceOf(config), legacy);
}

Parsed<JobManagerMemory> LayOutJobManager(const EffectiveConfig& config, LegacyHeap legacy) {
  return LayOutJobManager(SourceOf(config), legacy);
}

std::vector<std::string> JvmArguments(const JobManagerMemory& memory,
                                      const EffectiveConfig& config) {
  return JvmArguments(memory, LimitsJobManagerDirectMemory(SourceOf(config)).value_or(false));
}

}  // namespace sluice::flink
