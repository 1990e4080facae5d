// SPDX-License-Identifier: Apache-2.0
// Both memory layouts of a typical configuration, and the value parsers. `allocations` counts
// operator new per iteration.
#include <benchmark/benchmark.h>

#include <array>
#include <optional>
#include <string_view>

#include "sluice/flink/memory.h"
#include "sluice/flink/value.h"
#include "support/allocations.h"

namespace sluice::flink {
namespace {

using bench::allocations;

using Texts = std::array<std::optional<std::string_view>, kMemoryOptionCount>;

Texts TypicalTexts() {
  Texts texts;
  const auto put = [&](MemoryOption option, std::string_view text) {
    texts[static_cast<std::size_t>(option)] = text;
  };
  put(MemoryOption::kTmProcessSize, "4 gb");
  put(MemoryOption::kTmManagedFraction, "0.4");
  put(MemoryOption::kTmNetworkMin, "128mb");
  put(MemoryOption::kTmNetworkMax, "512mb");
  put(MemoryOption::kTmMetaspace, "384m");
  put(MemoryOption::kTmSlots, "4");
  put(MemoryOption::kJmProcessSize, "2 gb");
  put(MemoryOption::kJmMetaspace, "384m");
  return texts;
}

MemorySource SourceOf(const Texts& texts) {
  return {.context = &texts,
          .find =
              [](const void* context, MemoryOption option) {
                return (*static_cast<const Texts*>(context))[static_cast<std::size_t>(option)];
              },
          .find_key = [](const void*, std::string_view) -> std::optional<std::string_view> {
            return std::nullopt;
          },
          .version = FlinkVersion::k1_20};
}

void Report(benchmark::State& state, std::size_t before) {
  state.counters["allocations"] =
      static_cast<double>(allocations - before) / static_cast<double>(state.iterations());
}

void BothLayouts(benchmark::State& state) {
  const Texts texts = TypicalTexts();
  const MemorySource source = SourceOf(texts);
  const std::size_t before = allocations;
  for (auto _ : state) {
    auto task_manager = LayOutTaskManager(source, LegacyHeap::kProcessSize);
    auto job_manager = LayOutJobManager(source, LegacyHeap::kProcessSize);
    if (!task_manager || !job_manager) return state.SkipWithError("the layout failed");
    benchmark::DoNotOptimize(task_manager);
    benchmark::DoNotOptimize(job_manager);
  }
  Report(state, before);
}
BENCHMARK(BothLayouts);

void MemorySize(benchmark::State& state) {
  const std::size_t before = allocations;
  for (auto _ : state) {
    auto size = ParseMemorySize("1728 mb");
    benchmark::DoNotOptimize(size);
  }
  Report(state, before);
}
BENCHMARK(MemorySize);

void DurationText(benchmark::State& state) {
  const std::size_t before = allocations;
  for (auto _ : state) {
    auto duration = ParseDuration("15 min", FlinkVersion::k1_20);
    benchmark::DoNotOptimize(duration);
  }
  Report(state, before);
}
BENCHMARK(DurationText);

void YamlList(benchmark::State& state) {
  const std::size_t before = allocations;
  for (auto _ : state) {
    auto list = ParseList("[com.example.a, com.example.b]", true);
    benchmark::DoNotOptimize(list);
  }
  Report(state, before);
}
BENCHMARK(YamlList);

}  // namespace
}  // namespace sluice::flink

BENCHMARK_MAIN();
