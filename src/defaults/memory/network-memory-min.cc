// SPDX-License-Identifier: Apache-2.0
// Raises the least network memory of a task manager, where Flink derives less and the heap can
// afford it. Network memory comes off the task heap byte for byte, so the model says exactly what
// is left; without that look the same setting stops task managers of about 1 GiB from starting.
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

enum Index : std::size_t { kMinimum, kHeapLeft };
constexpr Param kParams[] = {
    {"networkMinimum", ParamType::kBytes, "128m", "The least network memory to set.", 67'108'864,
     1'073'741'824},
    {"taskHeapLeft", ParamType::kBytes, "128m", "The task heap that must be left afterwards.", 0,
     1e12},
};

// Sizes of the user's own that decide network memory or leave the heap no freedom.
bool IsShapedByUser(const Subject& subject) {
  for (const options::OptionId option :
       {options::kTaskmanagerMemoryNetworkMin, options::kTaskmanagerMemoryNetworkMax,
        options::kTaskmanagerMemoryNetworkFraction, options::kTaskmanagerMemoryTaskHeapSize}) {
    if (subject.config.IsSet(option)) return true;
  }
  return false;
}

void Apply(const Subject& subject, const Params& params, PatchBuilder& patch) {
  const auto& memory = subject.task_manager_memory;
  if (!memory || !memory->has_value() || rulebook::FlinkVersionUnknown(subject)) return;
  const std::int64_t missing = params.Bytes(kMinimum) - (*memory)->network;
  if (missing <= 0 || IsShapedByUser(subject)) return;
  if ((*memory)->task_heap - missing < params.Bytes(kHeapLeft)) {
    return patch.Decline(
        "taskmanager.memory.network.min was not raised: task managers would keep "
        "too little heap");
  }
  constexpr std::int64_t kMebibyte = 1'048'576;
  patch.SetOption(options::kTaskmanagerMemoryNetworkMin,
                  std::to_string(params.Bytes(kMinimum) / kMebibyte) + " mb");
}

}  // namespace

extern const Default network_memory_min;
constinit const Default network_memory_min{
    .meta = {.id = "network-memory-min",
             .title = "Task managers have network buffers to spare",
             .category = Category::kMemory,
             .severity = Severity::kInfo,
             .reason = "Small task managers get a tenth of little as network memory, and wide "
                       "shuffles run out of buffers.",
             .consequence =
                 "Up to 64 MiB move from the task heap to network memory, and only where "
                 "the heap stays at 128 MiB or more.",
             .remediation = "Set taskmanager.memory.network.min or "
                            "taskmanager.memory.network.fraction yourself to choose otherwise.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/memory/network_mem_tuning/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .order = 50,
    .apply = &Apply,
};

}  // namespace sluice::defaults
