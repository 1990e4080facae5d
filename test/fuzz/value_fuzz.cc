// SPDX-License-Identifier: Apache-2.0
// A text as the value of any option, as either configuration file, and as sizes of the memory
// model.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "flink/value/yaml/java_value.h"
#include "sluice/flink/config_file.h"
#include "sluice/flink/memory.h"
#include "sluice/flink/value.h"

namespace {

using namespace sluice::flink;

void Require(bool holds) {
  if (!holds) std::abort();
}

void Numbers(std::string_view text) {
  for (const FlinkVersion version : {FlinkVersion::k1_20, FlinkVersion::k2_0, FlinkVersion::k2_3}) {
    const auto duration = ParseDuration(text, version);
    if (!duration) continue;
    Require(duration->seconds >= 0 && duration->nanos >= 0 && duration->nanos < 1'000'000'000);
    const auto printed = DurationToString(*duration, version);
    if (printed) Require(ParseDuration(*printed, version).value() == *duration);
  }
  if (const auto size = ParseMemorySize(text)) {
    Require(*size >= 0 && ParseMemorySize(MemorySizeToString(*size)).value() == *size);
    Require(!MemorySizeToHuman(*size).empty());
  }
  if (const auto number = ParseDouble(text); number && *number == *number) {
    Require(ParseDouble(DoubleToJavaString(*number)).value() == *number);
  }
  if (const auto number = ParseFloat(text); number && *number == *number) {
    Require(ParseFloat(FloatToJavaString(*number)).value() == *number);
  }
  if (const auto number = ParseInt(text)) Require(ParseLong(text).value() == *number);
  (void)ParseBoolean(text);
  (void)ParseMemorySizeMebi(text);
}

void Collections(std::string_view text) {
  (void)ParseList(text, false);
  (void)ParseList(text, true);
  (void)ParseMap(text, false);
  (void)ParseMap(text, true);
  const std::string quoted = EscapeWithSingleQuote(text, ";");
  if (quoted.size() > text.size()) {
    const auto parts = SplitEscaped(quoted, ';');
    Require(parts && parts->size() == 1 && parts->front() == text);
  }
}

void Files(std::string_view text) {
  for (const auto& [key, value] : ReadLegacyConfig(text)) {
    Require(!key.empty() && !value.empty());
  }
  (void)ReadYamlConfig(text);
  (void)RereadAsYaml(text);
  // A collection that we print reads as what it was. (A string loses its last line break, as Flink
  // takes it away.)
  const auto loaded = yaml::Load(text);
  if (!loaded || ((*loaded)->items.empty() && (*loaded)->entries.empty())) return;
  const std::string printed = yaml::ToYamlString(*loaded);
  const auto again = yaml::Load(printed);
  if (again) Require(yaml::ToYamlString(*again) == printed);
}

// The same text for each option that a bit of `mask` selects.
struct Options {
  std::string_view text;
  std::uint32_t mask;
};

void Memory(std::string_view text, std::uint32_t mask) {
  const Options options{text, mask};
  const MemorySource source = {
      .context = &options,
      .find = [](const void* context, MemoryOption option) -> std::optional<std::string_view> {
        const auto& self = *static_cast<const Options*>(context);
        if (option == MemoryOption::kTmProcessSize || option == MemoryOption::kJmProcessSize) {
          return "4g";
        }
        if (((self.mask >> (static_cast<unsigned>(option) % 32)) & 1U) == 0) return std::nullopt;
        return self.text;
      },
      .find_key = [](const void*, std::string_view) -> std::optional<std::string_view> {
        return std::nullopt;
      }};
  const auto task_manager = LayOutTaskManager(source, LegacyHeap::kProcessSize);
  if (task_manager) Require(task_manager->task_heap >= 0 && task_manager->network >= 0);
  const auto job_manager = LayOutJobManager(source, LegacyHeap::kJobManagerHeap);
  if (job_manager) Require(job_manager->heap >= 0 && job_manager->off_heap >= 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < 4; ++i) mask = (mask << 8U) | data[i];
  const std::string_view text(reinterpret_cast<const char*>(data) + 4, size - 4);
  Numbers(text);
  Collections(text);
  Files(text);
  Memory(text, mask);
  return 0;
}
