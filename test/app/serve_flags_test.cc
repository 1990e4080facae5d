// SPDX-License-Identifier: Apache-2.0
#include "app/serve.h"
#include "support/catch.h"

namespace {

using sluice::app::ParseAddress;
using sluice::app::ParseDuration;
using std::chrono::milliseconds;

TEST_CASE("addresses") {
  CHECK(ParseAddress("10.0.0.1:8080", "--x")->host == "10.0.0.1");
  CHECK(ParseAddress("10.0.0.1:8080", "--x")->port == 8080);
  CHECK(ParseAddress(":8080", "--x")->host == "0.0.0.0");
  CHECK(ParseAddress("[::]:8080", "--x")->host == "::");
  for (const char* text : {"", "8080", "a:", "a:b", "a:70000", "a:-1", "a:80 "}) {
    const auto parsed = ParseAddress(text, "--x");
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().message.find("--x") == 0);
  }
}

TEST_CASE("durations") {
  CHECK(ParseDuration("500ms", "--x").value() == milliseconds(500));
  CHECK(ParseDuration("95s", "--x").value() == milliseconds(95'000));
  CHECK(ParseDuration("2m", "--x").value() == milliseconds(120'000));
  CHECK(ParseDuration("0s", "--x").value() == milliseconds(0));
  for (const char* text : {"", "s", "5", "-5s", "1.5s", "5h", "99999999999999s", "5 s"}) {
    CHECK_FALSE(ParseDuration(text, "--x").has_value());
  }
}

}  // namespace
