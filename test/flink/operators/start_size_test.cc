// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/start_size.h"

#include "support/catch.h"

namespace sluice::flink {
namespace {

using Pairs = std::vector<std::pair<std::string_view, std::string_view>>;

std::optional<StartSize> Nearest(const Pairs& pairs, RoleKind role) {
  const EffectiveConfig config = ConfigOf(pairs, FlinkVersion::k1_20);
  return NearestStart(config, role, LegacyHeap::kRaw);
}

// The smallest that start with defaults: 981.33 MiB and 576 MiB + 1 byte (real 1.20 and 2.3).
TEST_CASE("the smallest process that starts") {
  const auto tasks = Nearest({{"taskmanager.memory.process.size", "512m"}}, RoleKind::kTaskManager);
  REQUIRE(tasks.has_value());
  CHECK(tasks->key == "taskmanager.memory.process.size");
  CHECK(tasks->bytes == 982LL << 20);
  const auto jobs = Nearest({{"jobmanager.memory.process.size", "100m"}}, RoleKind::kJobManager);
  REQUIRE(jobs.has_value());
  CHECK(jobs->bytes == 577LL << 20);
}

TEST_CASE("a total Flink size beside a process size leaves a window") {
  // 8192 - 5734 - 256 MiB of overhead is beyond the greatest overhead of 1 GiB.
  const auto size = Nearest(
      {{"taskmanager.memory.process.size", "8g"}, {"taskmanager.memory.flink.size", "5734m"}},
      RoleKind::kTaskManager);
  REQUIRE(size.has_value());
  CHECK(size->bytes == (5734LL + 256 + 1024) << 20);
}

TEST_CASE("the Flink size is changed when it stands alone") {
  const auto size = Nearest({{"jobmanager.memory.flink.size", "64m"}}, RoleKind::kJobManager);
  REQUIRE(size.has_value());
  CHECK(size->key == "jobmanager.memory.flink.size");
  CHECK(size->bytes == 129LL << 20);
}

TEST_CASE("an unset size is looked for around Flink's usual one") {
  const auto size = Nearest({}, RoleKind::kTaskManager);
  REQUIRE(size.has_value());
  CHECK(size->bytes == 1728LL << 20);
}

TEST_CASE("no size helps where another option is at fault") {
  CHECK_FALSE(Nearest(
      {{"taskmanager.memory.process.size", "4g"}, {"taskmanager.memory.managed.fraction", "2"}},
      RoleKind::kTaskManager));
}

}  // namespace
}  // namespace sluice::flink
