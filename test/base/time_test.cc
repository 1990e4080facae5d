// SPDX-License-Identifier: Apache-2.0
#include "sluice/base/time.h"

#include "support/catch.h"

namespace sluice::base {
namespace {

std::string Again(std::string_view text) {
  const auto time = ParseTime(text);
  return time ? FormatTime(*time) : "none";
}

TEST_CASE("A moment of RFC 3339 is read, in whatever zone it is written") {
  CHECK(Again("1970-01-01T00:00:00Z") == "1970-01-01T00:00:00Z");
  CHECK(Again("2026-12-31T23:59:59Z") == "2026-12-31T23:59:59Z");
  CHECK(Again("2027-01-01T00:30:00+01:00") == "2026-12-31T23:30:00Z");
  CHECK(Again("2026-12-31t23:00:00.123456-02:30") == "2027-01-01T01:30:00Z");
  CHECK(Again("2028-02-29T00:00:00z") == "2028-02-29T00:00:00Z");
}

TEST_CASE("What is no moment is none") {
  for (const char* text :
       {"", "2026-12-31", "2026-12-31T00:00:00", "2026-12-31 00:00:00Z", "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-12-31T24:00:00Z", "2026-12-31T00:00:00.Z",
        "2026-12-31T00:00:00Zx", "2026-12-31T00:00:00+1:00", "1969-12-31T00:00:00Z",
        "+026-12-31T00:00:00Z", "2026-12-31T00:00:00+24:00", "tomorrow"}) {
    INFO(text);
    CHECK_FALSE(ParseTime(text));
  }
}

}  // namespace
}  // namespace sluice::base
