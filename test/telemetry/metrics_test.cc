// SPDX-License-Identifier: Apache-2.0
#include "sluice/telemetry/metrics.h"

#include "support/catch.h"

namespace {

using sluice::telemetry::Metrics;

TEST_CASE("equal labels give the same counter, others another") {
  Metrics metrics;
  auto& first = metrics.AddCounter("sluice_x_total", "X.", {{"a", "1"}});
  auto& again = metrics.AddCounter("sluice_x_total", "X.", {{"a", "1"}});
  auto& other = metrics.AddCounter("sluice_x_total", "X.", {{"a", "2"}});
  CHECK(&first == &again);
  CHECK(&first != &other);
}

TEST_CASE("the text form carries values, buckets and the process's own numbers") {
  Metrics metrics;
  metrics.AddCounter("sluice_x_total", "X.", {{"a", "1"}}).Increment(3);
  metrics.AddHistogram("sluice_d_seconds", "D.", {0.5, 1.0}).Observe(0.7);
  const std::string text = metrics.Render();
  CHECK(text.find("sluice_x_total{a=\"1\"} 3\n") != std::string::npos);
  CHECK(text.find("sluice_d_seconds_bucket{le=\"0.5\"} 0\n") != std::string::npos);
  CHECK(text.find("sluice_d_seconds_bucket{le=\"1\"} 1\n") != std::string::npos);
  for (const char* name : {"process_cpu_seconds_total", "process_resident_memory_bytes",
                           "process_open_fds", "process_start_time_seconds"}) {
    CHECK(text.find(std::string("\n") + name + " ") != std::string::npos);
  }
}

TEST_CASE("series stand in the order of their names and labels") {
  Metrics metrics;
  for (const char* value : {"c", "a", "b"}) metrics.AddGauge("sluice_b", "B.", {{"x", value}});
  metrics.AddGauge("sluice_a", "A.");
  const std::string text = metrics.Render();
  std::size_t last = 0;
  for (const char* line :
       {"\nsluice_a 0", "\nsluice_b{x=\"a\"}", "\nsluice_b{x=\"b\"}", "\nsluice_b{x=\"c\"}"}) {
    const std::size_t at = text.find(line);
    REQUIRE(at != std::string::npos);
    CHECK(at > last);
    last = at;
  }
}

TEST_CASE("a removed gauge is not shown any more") {
  Metrics metrics;
  auto& gauge = metrics.AddGauge("sluice_info", "I.", {{"digest", "abc"}});
  gauge.Set(1);
  CHECK(metrics.Render().find("digest=\"abc\"") != std::string::npos);
  metrics.RemoveGauge("sluice_info", gauge);
  CHECK(metrics.Render().find("digest=\"abc\"") == std::string::npos);
}

}  // namespace
