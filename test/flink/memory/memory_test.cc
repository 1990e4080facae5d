// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/memory.h"

#include <map>
#include <string>

#include "support/catch.h"

namespace sluice::flink {
namespace {

using Conf = std::map<std::string, std::string, std::less<>>;

struct Given {
  Conf conf;
  FlinkVersion version = FlinkVersion::k1_20;
};

std::optional<std::string_view> At(const Conf& conf, std::string_view key) {
  const auto found = conf.find(key);
  if (found == conf.end()) return std::nullopt;
  return found->second;
}

MemorySource SourceOf(const Given& given) {
  return {.context = &given,
          .find = [](const void* context, MemoryOption option) -> std::optional<std::string_view> {
            const auto& self = *static_cast<const Given*>(context);
            const MemoryKeys& keys = KeysOf(option);
            if (keys.removed_in_2 && self.version >= FlinkVersion::k2_0) return std::nullopt;
            if (auto text = At(self.conf, keys.key)) return text;
            return keys.deprecated.empty() ? std::nullopt : At(self.conf, keys.deprecated);
          },
          .find_key =
              [](const void* context, std::string_view key) {
                return At(static_cast<const Given*>(context)->conf, key);
              },
          .version = given.version};
}

Parsed<TaskManagerMemory> TaskManager(const Given& given,
                                      LegacyHeap legacy = LegacyHeap::kProcessSize) {
  return LayOutTaskManager(SourceOf(given), legacy);
}
Parsed<JobManagerMemory> JobManager(const Given& given,
                                    LegacyHeap legacy = LegacyHeap::kProcessSize) {
  return LayOutJobManager(SourceOf(given), legacy);
}

TEST_CASE("a process size of 4 GiB, by version") {
  const auto memory = TaskManager({{{"taskmanager.memory.process.size", "4096m"}}});
  REQUIRE(memory);
  CHECK(memory->task_heap == 1'530'082'070);
  CHECK(memory->managed == 1'438'814'063);
  CHECK(memory->network == 359'703'515);
  CHECK(memory->jvm_overhead == 429'496'736);
  CHECK(memory->process_size() == 4096LL << 20);
  CHECK(JvmArguments(*memory).front() == "-Xmx1664299798");
  // Network memory is bounded by 1 GiB up to 1.16 only.
  const Conf large = {{"taskmanager.memory.process.size", "20g"}};
  CHECK(TaskManager({large, FlinkVersion::k1_16})->network == 1LL << 30);
  CHECK(TaskManager({large, FlinkVersion::k1_17})->network > 1LL << 30);
}

TEST_CASE("a fraction is the float that Flink reads, multiplied as a decimal") {
  const auto memory = TaskManager({{{"taskmanager.memory.flink.size", "1342177280"}}});
  REQUIRE(memory);
  CHECK(memory->managed == 536'870'920);  // 0.4000000059604645 of it, not 536870912
}

TEST_CASE("process and Flink size together leave the overhead between them") {
  const auto memory = TaskManager(
      {{{"taskmanager.memory.process.size", "4096m"}, {"taskmanager.memory.flink.size", "2867m"}}});
  REQUIRE(memory);
  CHECK(memory->jvm_overhead == 973LL << 20);
  const auto small = TaskManager(
      {{{"taskmanager.memory.process.size", "4096m"}, {"taskmanager.memory.flink.size", "2815m"}}});
  REQUIRE_FALSE(small);
  CHECK(small.error().chain.front().message ==
        "TaskManager memory configuration failed: Derived JVM Overhead size (1.001gb (1074790400 "
        "bytes)) is not in configured JVM Overhead range [192.000mb (201326592 bytes), 1024.000mb "
        "(1073741824 bytes)].");
}

TEST_CASE("the smallest process sizes that fit") {
  CHECK(TaskManager({{{"taskmanager.memory.process.size", "1029002586"}}})->task_heap == 0);
  CHECK_FALSE(TaskManager({{{"taskmanager.memory.process.size", "1029002585"}}}));
  CHECK(JobManager({{{"jobmanager.memory.process.size", "603979777"}}})->heap == 1);
  CHECK_FALSE(JobManager({{{"jobmanager.memory.process.size", "603979776"}}}));
}

TEST_CASE("an option that is set but unreadable is still set") {
  const auto memory = TaskManager(
      {{{"taskmanager.memory.flink.size", ""}, {"taskmanager.memory.process.size", "4g"}}});
  REQUIRE_FALSE(memory);
  CHECK(memory.error().chain.size() == 4);
  CHECK(memory.error().chain[1].message ==
        "Cannot read memory size from config option 'taskmanager.memory.flink.size'.");
}

TEST_CASE("legacy heap sizes: mapped in 1.x, ignored in 2.x") {
  const Conf legacy = {{"taskmanager.heap.mb", "2048"}};
  CHECK(TaskManager({legacy})->process_size() == 2048LL << 20);
  CHECK(TaskManager({legacy}, LegacyHeap::kFlinkSize)->flink_size() == 2048LL << 20);
  CHECK_FALSE(TaskManager({legacy}, LegacyHeap::kRaw));
  CHECK_FALSE(TaskManager({legacy, FlinkVersion::k2_0}));
  CHECK(JobManager({{{"jobmanager.heap.size", "1g"}}}, LegacyHeap::kJobManagerHeap)->heap ==
        1LL << 30);
  CHECK(TaskManager({{{"taskmanager.heap.mb", "-1"}}}).error().chain.front().message ==
        "TaskManager failed to map legacy JVM heap option to the new one: Configured total process "
        "memory size (-1MB) must not be less than 0.");
}

TEST_CASE("job manager: the prefix of errors went away in 2.0") {
  CHECK(JobManager({{}}).error().chain.size() == 2);
  CHECK(JobManager({{}, FlinkVersion::k2_0}).error().chain.size() == 1);
  const Conf exact = {{"jobmanager.memory.heap.size", "1g"},
                      {"jobmanager.memory.flink.size", "2g"}};
  CHECK(JobManager({exact})->off_heap == 1LL << 30);
  Conf clash = exact;
  clash["jobmanager.memory.off-heap.size"] = "128m";
  CHECK_FALSE(JobManager({clash}));
}

TEST_CASE("CPU cores and slots") {
  Conf conf = {{"taskmanager.memory.process.size", "4g"}, {"taskmanager.numberOfTaskSlots", "10"}};
  CHECK(CpuCoresToString(TaskManager({conf})->cpu_cores) == "1E+1");
  conf["taskmanager.cpu.cores"] = "0.123456789";
  CHECK(CpuCoresToString(TaskManager({conf})->cpu_cores) == "0.12345678");
  conf["taskmanager.cpu.cores"] = "0";
  CHECK(TaskManager({conf}).error().chain.size() == 2);
  conf["taskmanager.cpu.cores"] = "NaN";
  CHECK(TaskManager({conf}).error().chain.front().type == "NumberFormatException");
}

TEST_CASE("sums beyond a long are Java's ArithmeticException") {
  const auto memory = TaskManager({{{"taskmanager.memory.process.size", "4g"},
                                    {"taskmanager.memory.managed.size", "9223372036854775807"}}});
  REQUIRE_FALSE(memory);
  CHECK(memory.error().chain.front().type == "ArithmeticException");
}

TEST_CASE("direct memory of the job manager is limited on request") {
  const Given given{{{"jobmanager.memory.enable-jvm-direct-memory-limit", "TRUE"}}};
  CHECK(LimitsJobManagerDirectMemory(SourceOf(given)).value());
  const JobManagerMemory memory{.heap = 1, .off_heap = 2, .jvm_metaspace = 3, .jvm_overhead = 4};
  CHECK(JvmArguments(memory, true).size() == 4);
  CHECK(JvmArguments(memory, false).size() == 3);
}

}  // namespace
}  // namespace sluice::flink
