// SPDX-License-Identifier: Apache-2.0
// Source: ProcessMemoryUtils and MemoryBackwardsCompatibilityUtils (flink-runtime 1.15 to 2.3).
// What only decides a log line there is left out; nothing of that can fail.
#include "flink/memory/reader.h"
#include "flink/value/java_error.h"

namespace sluice::flink::memory {
namespace {

Parsed<Range> OverheadRange(const Reader& reader, const ProcessOptions& options) {
  return reader.ReadRange(options.overhead_min, options.overhead_max, options.overhead_fraction);
}

// The overhead is what the process has beside Flink and metaspace; it must lie in its range.
Parsed<std::int64_t> OverheadAsRest(const Reader& reader, const ProcessOptions& options,
                                    std::int64_t flink, std::int64_t metaspace) {
  SLUICE_TRY(const std::int64_t process, reader.Size(options.process_size));
  const std::int64_t needed = flink + metaspace;  // the caller has checked the sum
  if (process < needed) {
    return Inconsistent({"The configured Total Process Memory size (", Human(process),
                         ") is less than the sum of the derived Total Flink Memory size (",
                         Human(flink), ") and the configured or default JVM Metaspace size  (",
                         Human(metaspace), ")."});
  }
  const std::int64_t overhead = process - needed;
  SLUICE_TRY(const Range range, OverheadRange(reader, options));
  if (overhead > range.max || overhead < range.min) {
    return Inconsistent({"Derived JVM Overhead size (", Human(overhead),
                         ") is not in configured JVM Overhead range [", Human(range.min), ", ",
                         Human(range.max), "]."});
  }
  return overhead;
}

}  // namespace

Parsed<std::int64_t> TakeFraction(std::int64_t base, const Range& range) {
  SLUICE_TRY(const std::int64_t size, Multiply(base, range.fraction));
  return range.Cap(size);
}

Parsed<std::int64_t> TakeInverseFraction(std::int64_t base, const Range& range) {
  SLUICE_TRY(const std::int64_t size, Multiply(base, range.fraction / (1 - range.fraction)));
  return range.Cap(size);
}

Parsed<MetaspaceAndOverhead> FromTotalProcess(const Reader& reader, const ProcessOptions& options,
                                              std::int64_t process) {
  SLUICE_TRY(const std::int64_t metaspace, reader.Size(options.metaspace));
  SLUICE_TRY(const Range range, OverheadRange(reader, options));
  SLUICE_TRY(const std::int64_t overhead, TakeFraction(process, range));
  SLUICE_TRY(const std::int64_t sum, Add({metaspace, overhead}));
  if (sum > process) {
    return Inconsistent({"Sum of configured JVM Metaspace (", Human(metaspace),
                         ") and JVM Overhead (", Human(overhead),
                         ") exceed configured Total Process Memory (", Human(process), ")."});
  }
  return MetaspaceAndOverhead{metaspace, overhead};
}

Parsed<MetaspaceAndOverhead> FromTotalFlink(const Reader& reader, const ProcessOptions& options,
                                            std::int64_t flink) {
  SLUICE_TRY(const std::int64_t metaspace, reader.Size(options.metaspace));
  SLUICE_TRY(const std::int64_t sum, Add({flink, metaspace}));
  if (reader.Contains(options.process_size)) {
    SLUICE_TRY(const std::int64_t overhead, OverheadAsRest(reader, options, flink, metaspace));
    return MetaspaceAndOverhead{metaspace, overhead};
  }
  SLUICE_TRY(const Range range, OverheadRange(reader, options));
  SLUICE_TRY(const std::int64_t overhead, TakeInverseFraction(sum, range));
  const Parsed<std::int64_t> process = Add({sum, overhead});
  if (!process) return tl::unexpected<JavaError>(process.error());
  return MetaspaceAndOverhead{metaspace, overhead};
}

tl::unexpected<JavaError> NothingConfigured(const Reader& reader, const ProcessOptions& options,
                                            std::string_view fine_grained) {
  return Inconsistent(
      {"Either required fine-grained memory (", fine_grained, "), or Total Flink Memory size (",
       Describe(options.flink_size, reader.version()), "), or Total Process Memory size (",
       Describe(options.process_size, reader.version()), ") need to be configured explicitly."});
}

Parsed<std::optional<std::int64_t>> LegacyHeapSize(const Reader& reader, MemoryOption size,
                                                   MemoryOption megabytes) {
  if (reader.Contains(size)) {
    SLUICE_TRY(const std::int64_t bytes, reader.Size(size));
    return std::optional<std::int64_t>(bytes);
  }
  if (!reader.Contains(megabytes)) return std::optional<std::int64_t>();
  SLUICE_TRY(const std::int64_t count, reader.Int(megabytes, 0));
  if (count < 0) {
    return Inconsistent({"Configured total process memory size (", std::to_string(count),
                         "MB) must not be less than 0."});
  }
  return std::optional<std::int64_t>(count << 20);
}

}  // namespace sluice::flink::memory
