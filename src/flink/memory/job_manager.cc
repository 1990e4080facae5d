// SPDX-License-Identifier: Apache-2.0
// Source: JobManagerProcessUtils, JobManagerFlinkMemoryUtils (flink-runtime 1.15 to 2.3).
#include <string>
#include <utility>

#include "flink/memory/reader.h"

namespace sluice::flink {
namespace {

using memory::Add;
using memory::Human;
using memory::Inconsistent;
using memory::MetaspaceAndOverhead;
using memory::Reader;
using Option = MemoryOption;

constexpr memory::ProcessOptions kOptions = {Option::kJmFlinkSize,   Option::kJmProcessSize,
                                             Option::kJmMetaspace,   Option::kJmOverheadMin,
                                             Option::kJmOverheadMax, Option::kJmOverheadFraction};

constexpr std::string_view kMakeConsistent =
    "). Please, make the configuration consistent or configure only one option: either JVM Heap or "
    "Total Flink Memory.";

// The heap is given: deriveFromRequiredFineGrainedOptions. Returns the total.
Parsed<std::int64_t> FromFineGrained(const Reader& reader, JobManagerMemory& out) {
  SLUICE_TRY(out.heap, reader.Size(Option::kJmHeap));
  SLUICE_TRY(out.off_heap, reader.Size(Option::kJmOffHeap));
  if (!reader.Contains(Option::kJmFlinkSize)) return Add({out.heap, out.off_heap});
  SLUICE_TRY(const std::int64_t flink, reader.Size(Option::kJmFlinkSize));
  if (reader.Contains(Option::kJmOffHeap)) {
    SLUICE_TRY(const std::int64_t sum, Add({out.heap, out.off_heap}));
    if (sum == flink) return flink;
    return Inconsistent({"Sum of the configured JVM Heap Memory (", Human(out.heap),
                         ") and the configured Off-heap Memory (", Human(out.off_heap),
                         ") does not match the configured Total Flink Memory (", Human(flink),
                         kMakeConsistent});
  }
  if (flink < out.heap) {
    return Inconsistent({"The configured JVM Heap Memory (", Human(out.heap),
                         ") exceeds the configured Total Flink Memory (", Human(flink),
                         kMakeConsistent});
  }
  out.off_heap = flink - out.heap;
  return flink;
}

// deriveFromTotalFlinkMemory. Equal sizes fail too, whatever the words say.
Parsed<void> FromTotalFlink(const Reader& reader, std::int64_t flink, JobManagerMemory& out) {
  SLUICE_TRY(out.off_heap, reader.Size(Option::kJmOffHeap));
  if (flink <= out.off_heap) {
    return Inconsistent({"The configured Total Flink Memory (", Human(flink),
                         ") is less than the configured Off-heap Memory (", Human(out.off_heap),
                         ")."});
  }
  out.heap = flink - out.off_heap;
  return {};
}

Parsed<JobManagerMemory> LayOut(const Reader& reader) {
  JobManagerMemory out;
  MetaspaceAndOverhead jvm;
  Parsed<void> derived;
  if (reader.Contains(Option::kJmHeap)) {
    SLUICE_TRY(const std::int64_t flink, FromFineGrained(reader, out));
    SLUICE_TRY(jvm, memory::FromTotalFlink(reader, kOptions, flink));
  } else if (reader.Contains(Option::kJmFlinkSize)) {
    SLUICE_TRY(const std::int64_t flink, reader.Size(Option::kJmFlinkSize));
    derived = FromTotalFlink(reader, flink, out);
    if (derived) {
      SLUICE_TRY(jvm, memory::FromTotalFlink(reader, kOptions, flink));
    }
  } else if (reader.Contains(Option::kJmProcessSize)) {
    SLUICE_TRY(const std::int64_t process, reader.Size(Option::kJmProcessSize));
    SLUICE_TRY(jvm, memory::FromTotalProcess(reader, kOptions, process));
    derived = FromTotalFlink(reader, process - jvm.metaspace - jvm.overhead, out);
  } else {
    return memory::NothingConfigured(reader, kOptions, KeysOf(Option::kJmHeap).key);
  }
  if (!derived) return tl::unexpected<JavaError>(std::move(derived).error());
  out.jvm_metaspace = jvm.metaspace;
  out.jvm_overhead = jvm.overhead;
  return out;
}

Option TargetOf(LegacyHeap legacy) {
  switch (legacy) {
    case LegacyHeap::kProcessSize:
      return Option::kJmProcessSize;
    case LegacyHeap::kFlinkSize:
      return Option::kJmFlinkSize;
    case LegacyHeap::kRaw:
    case LegacyHeap::kJobManagerHeap:
      return Option::kJmHeap;
  }
  return Option::kJmHeap;
}

Parsed<JobManagerMemory> LayOutWithLegacyHeap(Reader& reader, LegacyHeap legacy) {
  const Option target = TargetOf(legacy);
  if (legacy != LegacyHeap::kRaw && !reader.Contains(target)) {
    SLUICE_TRY(const std::optional<std::int64_t> heap,
               memory::LegacyHeapSize(reader, Option::kJmLegacyHeapSize, Option::kJmLegacyHeapMb));
    if (heap) reader.Override(target, *heap);
  }
  return LayOut(reader);
}

}  // namespace

Parsed<JobManagerMemory> LayOutJobManager(const MemorySource& source, LegacyHeap legacy) {
  Reader reader(source);
  Parsed<JobManagerMemory> out = LayOutWithLegacyHeap(reader, legacy);
  // 2.0 removed the method that read the legacy heap, and with it this prefix.
  if (out || source.version >= FlinkVersion::k2_0) return out;
  return tl::unexpected<JavaError>(
      memory::Prefixed("JobManager memory configuration failed: ", std::move(out).error()));
}

Parsed<bool> LimitsJobManagerDirectMemory(const MemorySource& source) {
  return Reader(source).Bool(Option::kJmDirectMemoryLimit);
}

std::vector<std::string> JvmArguments(const JobManagerMemory& memory, bool limit_direct_memory) {
  const std::string heap = std::to_string(memory.heap);
  std::vector<std::string> arguments = {"-Xmx" + heap, "-Xms" + heap};
  if (limit_direct_memory) {
    arguments.push_back("-XX:MaxDirectMemorySize=" + std::to_string(memory.off_heap));
  }
  arguments.push_back("-XX:MaxMetaspaceSize=" + std::to_string(memory.jvm_metaspace));
  return arguments;
}

}  // namespace sluice::flink
