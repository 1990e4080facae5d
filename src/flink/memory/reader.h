// SPDX-License-Identifier: Apache-2.0
// Reading of the model's options with Flink's defaults and error chains.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "sluice/flink/memory.h"

namespace sluice::flink::memory {

// An exception of Flink's own for a configuration that does not fit together.
inline constexpr std::string_view kIllegalConfiguration = "IllegalConfigurationException";

// An IllegalConfigurationException of these words; sizes are written with Human().
tl::unexpected<JavaError> Inconsistent(std::initializer_list<std::string_view> words);
inline std::string Human(std::int64_t bytes) { return MemorySizeToHuman(bytes); }

// Math.addExact and MemorySize.multiply: "long overflow" beyond a long.
Parsed<std::int64_t> Add(std::initializer_list<std::int64_t> sizes);
Parsed<std::int64_t> Multiply(std::int64_t size, double factor);

// A fraction with bounds (RangeFraction). 0 <= fraction < 1 and min <= max.
struct Range {
  std::int64_t min = 0, max = 0;
  double fraction = 0;
  [[nodiscard]] std::int64_t Cap(std::int64_t size) const {
    return size > max ? max : (size < min ? min : size);
  }
};

class Reader {
 public:
  explicit Reader(const MemorySource& source) : source_(source) {}

  // Configuration.set on a copy: what a legacy heap option is mapped to.
  void Override(MemoryOption option, std::int64_t bytes) {
    overridden_ = option;
    override_bytes_ = bytes;
  }

  [[nodiscard]] FlinkVersion version() const { return source_.version; }
  [[nodiscard]] bool standard_yaml() const { return source_.standard_yaml; }
  [[nodiscard]] bool Contains(MemoryOption option) const {
    return overridden_ == option || source_.find(source_.context, option).has_value();
  }
  [[nodiscard]] std::optional<std::string_view> Text(MemoryOption option) const {
    return source_.find(source_.context, option);
  }
  [[nodiscard]] std::optional<std::string_view> TextOfKey(std::string_view key) const {
    return source_.find_key(source_.context, key);
  }

  // ProcessMemoryUtils.getMemorySizeFromConfig: "Cannot read memory size from ...".
  [[nodiscard]] Parsed<std::int64_t> Size(MemoryOption option) const;
  // Configuration.get of a size, without that wrapper.
  [[nodiscard]] Parsed<std::int64_t> PlainSize(MemoryOption option) const;
  [[nodiscard]] Parsed<std::int32_t> Int(MemoryOption option, std::int32_t default_value) const;
  [[nodiscard]] Parsed<double> Double(MemoryOption option) const;
  [[nodiscard]] Parsed<bool> Bool(MemoryOption option) const;
  // Reads min, max and fraction, in this order, and checks them (getRangeFraction).
  [[nodiscard]] Parsed<Range> ReadRange(MemoryOption min, MemoryOption max,
                                        MemoryOption fraction) const;
  // The fraction alone, of [0, Long.MAX_VALUE].
  [[nodiscard]] Parsed<Range> ReadUnboundedRange(MemoryOption fraction) const;

  // Configuration.getOptional's error for this option.
  [[nodiscard]] JavaError Unreadable(MemoryOption option, std::string_view text,
                                     JavaError cause) const;

 private:
  [[nodiscard]] Parsed<Range> CheckRange(std::int64_t min, std::int64_t max,
                                         MemoryOption fraction) const;

  const MemorySource& source_;
  std::optional<MemoryOption> overridden_;
  std::int64_t override_bytes_ = 0;
};

// The option in ConfigOption.toString's form.
std::string Describe(MemoryOption option, FlinkVersion version);

// ProcessMemoryUtils over the options of one process.
struct ProcessOptions {
  MemoryOption flink_size, process_size, metaspace, overhead_min, overhead_max, overhead_fraction;
};
struct MetaspaceAndOverhead {
  std::int64_t metaspace = 0, overhead = 0;
};
Parsed<MetaspaceAndOverhead> FromTotalProcess(const Reader& reader, const ProcessOptions& options,
                                              std::int64_t process);
Parsed<MetaspaceAndOverhead> FromTotalFlink(const Reader& reader, const ProcessOptions& options,
                                            std::int64_t flink);
tl::unexpected<JavaError> NothingConfigured(const Reader& reader, const ProcessOptions& options,
                                            std::string_view fine_grained);

// deriveWithFraction and deriveWithInverseFraction.
Parsed<std::int64_t> TakeFraction(std::int64_t base, const Range& range);
Parsed<std::int64_t> TakeInverseFraction(std::int64_t base, const Range& range);

// MemoryBackwardsCompatibilityUtils: the legacy heap of a 1.x configuration, if it is set.
Parsed<std::optional<std::int64_t>> LegacyHeapSize(const Reader& reader, MemoryOption size,
                                                   MemoryOption megabytes);

// Throws again with `prefix` before the message when the error is an IllegalConfigurationException.
JavaError Prefixed(std::string_view prefix, JavaError error);

}  // namespace sluice::flink::memory
