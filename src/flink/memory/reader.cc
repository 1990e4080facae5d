// SPDX-License-Identifier: Apache-2.0
#include "flink/memory/reader.h"

#include <array>
#include <limits>
#include <utility>

#include "flink/value/java_decimal.h"
#include "flink/value/java_error.h"

namespace sluice::flink {
namespace {

constexpr std::int64_t kMebi = 1 << 20;
constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();

struct Row {
  MemoryKeys keys;
  std::string_view default_text;  // as ConfigOption.toString prints it
  std::int64_t default_size = 0;
  float default_fraction = 0;
};

// TaskManagerOptions, JobManagerOptions, NettyShuffleEnvironmentOptions and ExternalResourceOptions
// of 1.15 to 2.3, in the order of MemoryOption. The one default that changed is in DefaultSize().
constexpr std::array<Row, kMemoryOptionCount> kRows = {{
    {{"taskmanager.memory.process.size", {}}, "null"},
    {{"taskmanager.memory.flink.size", {}}, "null"},
    {{"taskmanager.memory.framework.heap.size", {}}, "128 mb", 128 * kMebi},
    {{"taskmanager.memory.task.heap.size", {}}, "null"},
    {{"taskmanager.memory.framework.off-heap.size", {}}, "128 mb", 128 * kMebi},
    {{"taskmanager.memory.task.off-heap.size", {}}, "0 bytes", 0},
    {{"taskmanager.memory.managed.size", "taskmanager.memory.size"}, "null"},
    {{"taskmanager.memory.managed.fraction", {}}, "0.4", 0, 0.4F},
    {{"taskmanager.memory.network.min", "taskmanager.network.memory.min"}, "64 mb", 64 * kMebi},
    {{"taskmanager.memory.network.max", "taskmanager.network.memory.max"}, {}, kUnlimited},
    {{"taskmanager.memory.network.fraction", "taskmanager.network.memory.fraction"},
     "0.1",
     0,
     0.1F},
    {{"taskmanager.memory.jvm-metaspace.size", {}}, "256 mb", 256 * kMebi},
    {{"taskmanager.memory.jvm-overhead.min", {}}, "192 mb", 192 * kMebi},
    {{"taskmanager.memory.jvm-overhead.max", {}}, "1 gb", 1024 * kMebi},
    {{"taskmanager.memory.jvm-overhead.fraction", {}}, "0.1", 0, 0.1F},
    {{"taskmanager.heap.size", {}, true}, "null"},
    {{"taskmanager.heap.mb", {}, true}, "null"},
    {{"taskmanager.network.numberOfBuffers", {}, true}, "2048"},
    {{"taskmanager.memory.segment-size", {}}, "32 kb", 32'768},
    {{"taskmanager.cpu.cores", {}}, "null"},
    {{"taskmanager.numberOfTaskSlots", {}}, "1"},
    {{"external-resources", {}}, "[]"},
    {{"jobmanager.memory.process.size", {}}, "null"},
    {{"jobmanager.memory.flink.size", {}}, "null"},
    {{"jobmanager.memory.heap.size", {}}, "null"},
    {{"jobmanager.memory.off-heap.size", {}}, "128 mb", 128 * kMebi},
    {{"jobmanager.memory.jvm-metaspace.size", {}}, "256 mb", 256 * kMebi},
    {{"jobmanager.memory.jvm-overhead.min", {}}, "192 mb", 192 * kMebi},
    {{"jobmanager.memory.jvm-overhead.max", {}}, "1 gb", 1024 * kMebi},
    {{"jobmanager.memory.jvm-overhead.fraction", {}}, "0.1", 0, 0.1F},
    {{"jobmanager.heap.size", {}, true}, "null"},
    {{"jobmanager.heap.mb", {}, true}, "null"},
    {{"jobmanager.memory.enable-jvm-direct-memory-limit", {}}, "false"},
}};

const Row& RowOf(MemoryOption option) { return kRows[static_cast<std::size_t>(option)]; }

std::int64_t DefaultSize(MemoryOption option, FlinkVersion version) {
  // FLINK-28860: unlimited since 1.17.
  if (option == MemoryOption::kTmNetworkMax && version < FlinkVersion::k1_17) return 1024 * kMebi;
  return RowOf(option).default_size;
}

}  // namespace

const MemoryKeys& KeysOf(MemoryOption option) { return RowOf(option).keys; }

std::string CpuCoresToString(double cores) { return value::ToResourceText(cores); }

namespace memory {

using value::Throw;

tl::unexpected<JavaError> Inconsistent(std::initializer_list<std::string_view> words) {
  std::string message;
  for (const std::string_view word : words) message.append(word);
  return Throw(kIllegalConfiguration, std::move(message));
}

Parsed<std::int64_t> Add(std::initializer_list<std::int64_t> sizes) {
  std::int64_t sum = 0;
  for (const std::int64_t size : sizes) {
    if (__builtin_add_overflow(sum, size, &sum)) return Throw(value::kArithmetic, "long overflow");
  }
  return sum;
}

Parsed<std::int64_t> Multiply(std::int64_t size, double factor) {
  const std::optional<std::int64_t> product = value::MultiplyTruncated(size, factor);
  if (!product) return Throw(value::kArithmetic, "long overflow");
  return *product;
}

JavaError Reader::Unreadable(MemoryOption option, std::string_view text, JavaError cause) const {
  return value::CouldNotParse(KeysOf(option).key, text, version(), std::move(cause));
}

Parsed<std::int64_t> Reader::PlainSize(MemoryOption option) const {
  if (overridden_ == option) return override_bytes_;
  const std::optional<std::string_view> text = Text(option);
  if (!text) return DefaultSize(option, version());
  Parsed<std::int64_t> size = ParseMemorySize(*text);
  if (!size) {
    return tl::unexpected<JavaError>(Unreadable(option, *text, std::move(size).error()));
  }
  return size;
}

Parsed<std::int64_t> Reader::Size(MemoryOption option) const {
  Parsed<std::int64_t> size = PlainSize(option);
  if (size) return size;
  return tl::unexpected<JavaError>(value::Wrap(
      kIllegalConfiguration,
      std::string("Cannot read memory size from config option '").append(KeysOf(option).key) + "'.",
      std::move(size).error()));
}

Parsed<std::int32_t> Reader::Int(MemoryOption option, std::int32_t default_value) const {
  const std::optional<std::string_view> text = Text(option);
  if (!text) return default_value;
  Parsed<std::int32_t> number = ParseInt(*text);
  if (!number) {
    return tl::unexpected<JavaError>(Unreadable(option, *text, std::move(number).error()));
  }
  return number;
}

Parsed<double> Reader::Double(MemoryOption option) const {
  const std::optional<std::string_view> text = Text(option);
  if (!text) return 0.0;
  Parsed<double> number = ParseDouble(*text);
  if (!number) {
    return tl::unexpected<JavaError>(Unreadable(option, *text, std::move(number).error()));
  }
  return number;
}

Parsed<bool> Reader::Bool(MemoryOption option) const {
  const std::optional<std::string_view> text = Text(option);
  if (!text) return false;
  Parsed<bool> answer = ParseBoolean(*text);
  if (!answer) {
    return tl::unexpected<JavaError>(Unreadable(option, *text, std::move(answer).error()));
  }
  return answer;
}

Parsed<Range> Reader::CheckRange(std::int64_t min, std::int64_t max, MemoryOption option) const {
  const std::optional<std::string_view> text = Text(option);
  Parsed<float> read = text ? ParseFloat(*text) : Parsed<float>(RowOf(option).default_fraction);
  if (!read) return tl::unexpected<JavaError>(Unreadable(option, *text, std::move(read).error()));
  const double fraction = static_cast<double>(*read);
  const bool ordered = min <= max;
  if (ordered && fraction >= 0 && fraction < 1) return Range{min, max, fraction};
  JavaError cause;
  cause.chain.push_back({std::string(value::kIllegalArgument),
                         ordered ? "fraction must be in range [0, 1)"
                                 : "min value must be less or equal to max value"});
  return tl::unexpected<JavaError>(
      value::Wrap(kIllegalConfiguration,
                  "Inconsistently configured " + Describe(option, version()) + " (" +
                      DoubleToJavaString(fraction) + ") and its min (" + Human(min) + "), max (" +
                      Human(max) + ") value",
                  std::move(cause)));
}

Parsed<Range> Reader::ReadRange(MemoryOption min, MemoryOption max, MemoryOption fraction) const {
  SLUICE_TRY(const std::int64_t min_size, Size(min));
  SLUICE_TRY(const std::int64_t max_size, Size(max));
  return CheckRange(min_size, max_size, fraction);
}

Parsed<Range> Reader::ReadUnboundedRange(MemoryOption fraction) const {
  return CheckRange(0, kUnlimited, fraction);
}

std::string Describe(MemoryOption option, FlinkVersion version) {
  const Row& row = RowOf(option);
  std::string out = std::string("Key: '").append(row.keys.key).append("' , default: ");
  if (option == MemoryOption::kTmNetworkMax) {
    out += MemorySizeToString(DefaultSize(option, version));
  } else {
    out.append(row.default_text);
  }
  out += " (fallback keys: [";
  if (!row.keys.deprecated.empty()) {
    out.append("{key=").append(row.keys.deprecated).append(", isDeprecated=true}");
  }
  return out += "])";
}

JavaError Prefixed(std::string_view prefix, JavaError error) {
  if (error.chain.empty() || error.chain.front().type != kIllegalConfiguration) return error;
  std::string message = std::string(prefix).append(error.chain.front().message);
  return value::Wrap(kIllegalConfiguration, std::move(message), std::move(error));
}

}  // namespace memory
}  // namespace sluice::flink
