// SPDX-License-Identifier: Apache-2.0
// Source: TaskExecutorProcessUtils, TaskExecutorFlinkMemoryUtils, ExternalResourceUtils
// (flink-runtime 1.15 to 2.3).
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "flink/memory/reader.h"
#include "flink/value/hash_order.h"
#include "flink/value/java_error.h"

namespace sluice::flink {
namespace {

using memory::Add;
using memory::Human;
using memory::Inconsistent;
using memory::MetaspaceAndOverhead;
using memory::Range;
using memory::Reader;
using value::Throw;
using Option = MemoryOption;

constexpr memory::ProcessOptions kOptions = {Option::kTmFlinkSize,   Option::kTmProcessSize,
                                             Option::kTmMetaspace,   Option::kTmOverheadMin,
                                             Option::kTmOverheadMax, Option::kTmOverheadFraction};

Parsed<Range> NetworkRange(const Reader& reader) {
  return reader.ReadRange(Option::kTmNetworkMin, Option::kTmNetworkMax, Option::kTmNetworkFraction);
}

// numberOfBuffers counts only when it is set and no newer network option is (1.x).
bool UsesNetworkBuffers(const Reader& reader) {
  return reader.Contains(Option::kTmLegacyNetworkBuffers) &&
         !reader.Contains(Option::kTmNetworkMin) && !reader.Contains(Option::kTmNetworkMax) &&
         !reader.Contains(Option::kTmNetworkFraction);
}

Parsed<std::int64_t> PageSize(const Reader& reader) {
  SLUICE_TRY(const std::int64_t size, reader.PlainSize(Option::kTmSegmentSize));
  if (size > std::numeric_limits<std::int32_t>::max()) {
    return Throw(value::kIllegalArgument,
                 "Cannot downcast long value " + std::to_string(size) + " to integer.");
  }
  const bool too_small = size < 4096;
  if (too_small || (size & (size - 1)) != 0) {
    return Inconsistent({"Invalid configuration value for ", KeysOf(Option::kTmSegmentSize).key,
                         " : ", std::to_string(size), " - ",
                         too_small ? "Minimum memory segment size is 4096"
                                   : "Memory segment size must be a power of 2."});
  }
  return size;
}

Parsed<std::int64_t> NetworkBuffersSize(const Reader& reader) {
  SLUICE_TRY(const std::int64_t buffers, reader.Int(Option::kTmLegacyNetworkBuffers, 2048));
  SLUICE_TRY(const std::int64_t page, PageSize(reader));
  if (buffers < 0) return Throw(value::kIllegalArgument, "bytes must be >= 0");
  return buffers * page;
}

Parsed<void> CheckNetwork(const Reader& reader, std::int64_t network) {
  if (UsesNetworkBuffers(reader)) {
    SLUICE_TRY(const std::int64_t configured, NetworkBuffersSize(reader));
    if (configured == network) return {};
    return Inconsistent({"Derived Network Memory size (", Human(network),
                         ") does not match configured Network Memory size (", Human(configured),
                         ")."});
  }
  SLUICE_TRY(const Range range, NetworkRange(reader));
  if (network >= range.min && network <= range.max) return {};
  return Inconsistent({"Derived Network Memory size (", Human(network),
                       ") is not in configured Network Memory range [", Human(range.min), ", ",
                       Human(range.max), "]."});
}

// Network as the rest of `flink`, when task heap is given.
Parsed<void> TakeRestAsNetwork(const Reader& reader, std::int64_t flink, TaskManagerMemory& out) {
  SLUICE_TRY(const std::int64_t others, Add({out.framework_heap, out.framework_off_heap,
                                             out.task_heap, out.task_off_heap, out.managed}));
  if (others > flink) {
    return Inconsistent({"Sum of configured Framework Heap Memory (", Human(out.framework_heap),
                         "), Framework Off-Heap Memory (", Human(out.framework_off_heap),
                         "), Task Heap Memory (", Human(out.task_heap), "), Task Off-Heap Memory (",
                         Human(out.task_off_heap), ") and Managed Memory (", Human(out.managed),
                         ") exceed configured Total Flink Memory (", Human(flink), ")."});
  }
  out.network = flink - others;
  Parsed<void> checked = CheckNetwork(reader, out.network);
  if (checked || checked.error().chain.front().type != memory::kIllegalConfiguration) {
    return checked;
  }
  return tl::unexpected<JavaError>(value::Wrap(
      memory::kIllegalConfiguration,
      "If Total Flink, Task Heap and (or) Managed Memory sizes are explicitly configured then the "
      "Network Memory size is the rest of the Total Flink memory after subtracting all other "
      "configured types of memory, but the derived Network Memory is inconsistent with its "
      "configuration.",
      std::move(checked).error()));
}

Parsed<void> ReadFrameworkAndOffHeap(const Reader& reader, TaskManagerMemory& out) {
  SLUICE_TRY(out.framework_heap, reader.Size(Option::kTmFrameworkHeap));
  SLUICE_TRY(out.framework_off_heap, reader.Size(Option::kTmFrameworkOffHeap));
  SLUICE_TRY(out.task_off_heap, reader.Size(Option::kTmTaskOffHeap));
  return {};
}

// Task heap and managed memory are given: deriveFromRequiredFineGrainedOptions. Returns the total.
Parsed<std::int64_t> FromFineGrained(const Reader& reader, TaskManagerMemory& out) {
  SLUICE_TRY(out.task_heap, reader.Size(Option::kTmTaskHeap));
  SLUICE_TRY(out.managed, reader.Size(Option::kTmManagedSize));
  if (auto read = ReadFrameworkAndOffHeap(reader, out); !read) {
    return tl::unexpected<JavaError>(std::move(read).error());
  }
  SLUICE_TRY(const std::int64_t others, Add({out.framework_heap, out.framework_off_heap,
                                             out.task_heap, out.task_off_heap, out.managed}));
  if (reader.Contains(Option::kTmFlinkSize)) {
    SLUICE_TRY(const std::int64_t flink, reader.Size(Option::kTmFlinkSize));
    if (auto taken = TakeRestAsNetwork(reader, flink, out); !taken) {
      return tl::unexpected<JavaError>(std::move(taken).error());
    }
    return flink;
  }
  if (UsesNetworkBuffers(reader)) {
    SLUICE_TRY(out.network, NetworkBuffersSize(reader));
  } else {
    SLUICE_TRY(const Range range, NetworkRange(reader));
    SLUICE_TRY(out.network, memory::TakeInverseFraction(others, range));
  }
  return Add({others, out.network});
}

Parsed<std::int64_t> ManagedSize(const Reader& reader, std::int64_t flink) {
  if (reader.Contains(Option::kTmManagedSize)) return reader.Size(Option::kTmManagedSize);
  SLUICE_TRY(const Range range, reader.ReadUnboundedRange(Option::kTmManagedFraction));
  return memory::TakeFraction(flink, range);
}

Parsed<std::int64_t> NetworkSize(const Reader& reader, std::int64_t flink) {
  if (UsesNetworkBuffers(reader)) return NetworkBuffersSize(reader);
  SLUICE_TRY(const Range range, NetworkRange(reader));
  return memory::TakeFraction(flink, range);
}

// deriveFromTotalFlinkMemory.
Parsed<void> FromTotalFlink(const Reader& reader, std::int64_t flink, TaskManagerMemory& out) {
  if (auto read = ReadFrameworkAndOffHeap(reader, out); !read) return read;
  if (reader.Contains(Option::kTmTaskHeap)) {
    SLUICE_TRY(out.task_heap, reader.Size(Option::kTmTaskHeap));
    SLUICE_TRY(out.managed, ManagedSize(reader, flink));
    return TakeRestAsNetwork(reader, flink, out);
  }
  SLUICE_TRY(out.managed, ManagedSize(reader, flink));
  SLUICE_TRY(out.network, NetworkSize(reader, flink));
  SLUICE_TRY(const std::int64_t others, Add({out.framework_heap, out.framework_off_heap,
                                             out.task_off_heap, out.managed, out.network}));
  if (others > flink) {
    return Inconsistent({"Sum of configured Framework Heap Memory (", Human(out.framework_heap),
                         "), Framework Off-Heap Memory (", Human(out.framework_off_heap),
                         "), Task Off-Heap Memory (", Human(out.task_off_heap),
                         "), Managed Memory (", Human(out.managed), ") and Network Memory (",
                         Human(out.network), ") exceed configured Total Flink Memory (",
                         Human(flink), ")."});
  }
  out.task_heap = flink - others;
  return {};
}

// processSpecFromConfig, the sizes.
Parsed<void> LayOutSizes(const Reader& reader, TaskManagerMemory& out) {
  MetaspaceAndOverhead jvm;
  if (reader.Contains(Option::kTmTaskHeap) && reader.Contains(Option::kTmManagedSize)) {
    SLUICE_TRY(const std::int64_t flink, FromFineGrained(reader, out));
    SLUICE_TRY(jvm, memory::FromTotalFlink(reader, kOptions, flink));
  } else if (reader.Contains(Option::kTmFlinkSize)) {
    SLUICE_TRY(const std::int64_t flink, reader.Size(Option::kTmFlinkSize));
    if (auto derived = FromTotalFlink(reader, flink, out); !derived) return derived;
    SLUICE_TRY(jvm, memory::FromTotalFlink(reader, kOptions, flink));
  } else if (reader.Contains(Option::kTmProcessSize)) {
    SLUICE_TRY(const std::int64_t process, reader.Size(Option::kTmProcessSize));
    SLUICE_TRY(jvm, memory::FromTotalProcess(reader, kOptions, process));
    const std::int64_t flink = process - jvm.metaspace - jvm.overhead;
    if (auto derived = FromTotalFlink(reader, flink, out); !derived) return derived;
  } else {
    return memory::NothingConfigured(
        reader, kOptions, "taskmanager.memory.task.heap.size and taskmanager.memory.managed.size");
  }
  out.jvm_metaspace = jvm.metaspace;
  out.jvm_overhead = jvm.overhead;
  return {};
}

Parsed<double> CpuCores(const Reader& reader) {
  double cores = 0;
  if (reader.Contains(Option::kTmCpuCores)) {
    SLUICE_TRY(cores, reader.Double(Option::kTmCpuCores));
  } else {
    SLUICE_TRY(cores, reader.Int(Option::kTmSlots, 1));
  }
  if (cores <= 0) {
    return Inconsistent(
        {"TaskExecutors need to be started with a positive number of CPU cores. Please configure ",
         KeysOf(Option::kTmCpuCores).key, " accordingly."});
  }
  if (!std::isfinite(cores)) {
    // new BigDecimal("NaN"), new BigDecimal("Infinity")
    return Throw(value::kNumberFormat, std::string("Character ") + (std::isnan(cores) ? "N" : "I") +
                                           " is neither a decimal digit number, decimal point, nor "
                                           "\"e\" notation exponential mark.");
  }
  return cores;
}

// ExternalResourceUtils.getExternalResourceAmountMap: only whether it can be read.
Parsed<void> CheckExternalResources(const Reader& reader) {
  const std::optional<std::string_view> text = reader.Text(Option::kExternalResources);
  if (!text || *text == "none") return {};
  Parsed<std::vector<std::string>> names = ParseList(*text, reader.standard_yaml());
  if (!names) {
    return tl::unexpected<JavaError>(
        reader.Unreadable(Option::kExternalResources, *text, std::move(names).error()));
  }
  for (const std::string& name : value::InHashOrder(*names)) {
    const std::string key = "external-resource." + name + ".amount";
    const std::optional<std::string_view> amount = reader.TextOfKey(key);
    if (!amount) continue;
    if (Parsed<std::int64_t> number = ParseLong(*amount); !number) {
      return tl::unexpected<JavaError>(
          value::CouldNotParse(key, *amount, reader.version(), std::move(number).error()));
    }
  }
  return {};
}

Parsed<TaskManagerMemory> LayOut(const Reader& reader) {
  TaskManagerMemory out;
  if (auto sizes = LayOutSizes(reader, out); !sizes) {
    return tl::unexpected<JavaError>(std::move(sizes).error());
  }
  SLUICE_TRY(out.cpu_cores, CpuCores(reader));
  SLUICE_TRY(out.slots, reader.Int(Option::kTmSlots, 1));
  if (auto checked = CheckExternalResources(reader); !checked) {
    return tl::unexpected<JavaError>(std::move(checked).error());
  }
  return out;
}

}  // namespace

Parsed<TaskManagerMemory> LayOutTaskManager(const MemorySource& source, LegacyHeap legacy) {
  Reader reader(source);
  const Option target =
      legacy == LegacyHeap::kFlinkSize ? Option::kTmFlinkSize : Option::kTmProcessSize;
  if (legacy != LegacyHeap::kRaw && !reader.Contains(target)) {
    auto heap = memory::LegacyHeapSize(reader, Option::kTmLegacyHeapSize, Option::kTmLegacyHeapMb);
    if (!heap) {
      return tl::unexpected<JavaError>(
          memory::Prefixed("TaskManager failed to map legacy JVM heap option to the new one: ",
                           std::move(heap).error()));
    }
    if (*heap) reader.Override(target, **heap);
  }
  Parsed<TaskManagerMemory> out = LayOut(reader);
  if (out) return out;
  return tl::unexpected<JavaError>(
      memory::Prefixed("TaskManager memory configuration failed: ", std::move(out).error()));
}

std::vector<std::string> JvmArguments(const TaskManagerMemory& memory) {
  const std::string heap = std::to_string(memory.framework_heap + memory.task_heap);
  const std::int64_t direct = memory.framework_off_heap + memory.task_off_heap + memory.network;
  return {"-Xmx" + heap, "-Xms" + heap, "-XX:MaxDirectMemorySize=" + std::to_string(direct),
          "-XX:MaxMetaspaceSize=" + std::to_string(memory.jvm_metaspace)};
}

}  // namespace sluice::flink
