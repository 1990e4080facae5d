// SPDX-License-Identifier: Apache-2.0
#include "sluice/telemetry/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <future>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "support/catch.h"

namespace {

using namespace sluice::telemetry;  // NOLINT(google-build-using-namespace): a test of this room

struct Lines {
  std::mutex mutex;
  std::vector<std::string> lines;
  Log::Write Writer() {
    return [this](std::string_view piece) {
      const std::lock_guard lock(mutex);
      CHECK(piece.size() <= 4'096);
      CHECK(piece.back() == '\n');
      for (std::size_t end = 0; !piece.empty(); piece.remove_prefix(end)) {
        end = piece.find('\n') + 1;
        lines.emplace_back(piece.substr(0, end));
      }
      return true;
    };
  }
};

TEST_CASE("a JSON line is one parseable object with a newline") {
  Lines lines;
  {
    auto log = Log::To({}, lines.Writer());
    REQUIRE(log.has_value());
    Line line = (*log)->Begin(Level::kInfo, "decision");
    line.Text("username", "a\"b\\c\nd {} %n \x1b[31m \xff").Number("latency_us", 41);
    const std::vector<std::string> denied = {"x", "y"};
    line.Bool("dry_run", true).List("denied", denied).List("warned", {});
    (*log)->Send(line);
  }
  REQUIRE(lines.lines.size() == 1);
  const std::string& text = lines.lines[0];
  CHECK(text.back() == '\n');
  CHECK(text.find('\n') == text.size() - 1);
  CHECK(text.find('\x1b') == std::string::npos);
  const auto json = nlohmann::json::parse(text);
  CHECK(json.at("event_type") == "decision");
  CHECK(json.at("level") == "info");
  CHECK(json.at("latency_us") == 41);
  CHECK(json.at("dry_run") == true);
  CHECK(json.at("denied") == nlohmann::json({"x", "y"}));
  CHECK_FALSE(json.contains("warned"));
  CHECK(json.at("username").get<std::string>().substr(0, 5) == "a\"b\\c");
}

TEST_CASE("a line never passes its limit, and says that it was cut") {
  for (const Format format : {Format::kJson, Format::kText}) {
    Line line(format, Level::kInfo, "decision");
    for (int i = 0; i < 40; ++i) line.Text("key", std::string(300, '"'));
    line.List("rules", std::vector<std::string>(500, "some-rule-id"));
    const std::string text = line.Finish();
    CHECK(text.size() < kMaxLineBytes);
    CHECK(text.find("truncated") != std::string::npos);
    if (format == Format::kJson) CHECK(nlohmann::json::accept(text));
  }
}

TEST_CASE("a text line quotes what has spaces") {
  Line line(Format::kText, Level::kWarn, "reload");
  line.Text("file", "a.yaml").Text("message", "two words");
  CHECK(line.Finish().find("warn  reload file=a.yaml message=\"two words\"") != std::string::npos);
}

TEST_CASE("lines under the level are left out") {
  Lines lines;
  {
    auto log = Log::To({.level = Level::kWarn}, lines.Writer());
    REQUIRE(log.has_value());
    (*log)->Send((*log)->Begin(Level::kInfo, "no"));
    (*log)->Send((*log)->Begin(Level::kError, "yes"));
  }
  REQUIRE(lines.lines.size() == 1);
  CHECK(lines.lines[0].find("yes") != std::string::npos);
}

TEST_CASE("a blocked output delays nobody: lines are dropped and counted") {
  std::promise<void> release;
  auto released = release.get_future().share();
  auto log = Log::To({.queue_bytes = 2'000}, [released](std::string_view) {
    released.wait();
    return true;
  });
  REQUIRE(log.has_value());
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 1000; ++i) (*log)->Send((*log)->Begin(Level::kInfo, "flood"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  CHECK((*log)->dropped() >= 900);
  release.set_value();
}

TEST_CASE("an output that fails is counted") {
  auto log = Log::To({}, [](std::string_view) { return false; });
  REQUIRE(log.has_value());
  (*log)->Send((*log)->Begin(Level::kInfo, "lost"));
  for (int i = 0; i < 500 && (*log)->dropped() == 0; ++i) usleep(10'000);
  CHECK((*log)->dropped() == 1);
}

TEST_CASE("noisy lines are limited and the next one says how many are missing") {
  Lines lines;
  {
    auto log = Log::To({}, lines.Writer());
    REQUIRE(log.has_value());
    for (int i = 0; i < 100; ++i) (*log)->SendNoisy((*log)->Begin(Level::kWarn, "refused"));
    usleep(1'100'000);
    (*log)->SendNoisy((*log)->Begin(Level::kWarn, "refused"));
  }
  REQUIRE(lines.lines.size() >= 11);
  CHECK(lines.lines.size() <= 2 * Log::kNoisyPerSecond + 1);
  CHECK(lines.lines.back().find("suppressed") != std::string::npos);
}

TEST_CASE("many lines from many threads arrive whole and in each thread's order") {
  Lines lines;
  {
    auto log = Log::To({}, lines.Writer());
    REQUIRE(log.has_value());
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 500; ++i) {
          Line line = (*log)->Begin(Level::kInfo, "x");
          (*log)->Send(line.Number("thread", t).Number("i", i));
        }
      });
    }
    for (auto& thread : threads) thread.join();
    CHECK((*log)->dropped() == 0);
  }
  REQUIRE(lines.lines.size() == 2'000);
  std::map<int, int> next;
  for (const std::string& text : lines.lines) {
    const auto json = nlohmann::json::parse(text);
    CHECK(json.at("i") == next[json.at("thread").get<int>()]++);
  }
}

TEST_CASE("words of level and format") {
  CHECK(ParseLevel("warn").value() == Level::kWarn);
  CHECK_FALSE(ParseLevel("loud").has_value());
  CHECK(ParseFormat("text").value() == Format::kText);
  CHECK_FALSE(ParseFormat("xml").has_value());
}

}  // namespace
