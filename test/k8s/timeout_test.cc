// SPDX-License-Identifier: Apache-2.0
#include "sluice/k8s/review.h"
#include "support/catch.h"

namespace sluice::k8s {
namespace {

long long Milliseconds(std::string_view value) {
  const auto out = TimeoutOf("/validate?timeout=" + std::string(value));
  return out ? out->count() : -1;
}

TEST_CASE("Go durations are understood") {
  CHECK(Milliseconds("3s") == 3'000);
  CHECK(Milliseconds("1m0s") == 60'000);
  CHECK(Milliseconds("2.5s") == 2'500);
  CHECK(Milliseconds(".5s") == 500);
  CHECK(Milliseconds("5.s") == 5'000);
  CHECK(Milliseconds("300ms") == 300);
  CHECK(Milliseconds("3ms") == 3);
  CHECK(Milliseconds("1h") == 3'600'000);
  CHECK(Milliseconds("1h2m3.004s") == 3'723'004);
  CHECK(Milliseconds("+7s") == 7'000);
  CHECK(Milliseconds("2000000us") == 2'000);
  CHECK(Milliseconds("2000000\xC2\xB5s") == 2'000);
  CHECK(Milliseconds("1000000ns") == 1);
  CHECK(Milliseconds("2562047h") == 9'223'369'200'000);
  CHECK(Milliseconds("0.33333333333333333333333333333333s") == 333);
}

TEST_CASE("anything else is no timeout") {
  for (const std::string_view value : {"",
                                       "3",
                                       "s",
                                       "-1s",
                                       "0",
                                       "0s",
                                       "0.0h",
                                       "9e99s",
                                       "1e3s",
                                       "3 s",
                                       "3S",
                                       "3sec",
                                       "1d",
                                       "abc",
                                       "1..5s",
                                       "3s ",
                                       " 3s",
                                       "3s5",
                                       "9999999999999999999999s",
                                       "2562048h",
                                       "10ns",
                                       "%33s",
                                       "+",
                                       "++3s",
                                       "\xC2\xB5s",
                                       "1.s.s"}) {
    CAPTURE(value);
    CHECK(Milliseconds(value) == -1);
  }
}

TEST_CASE("the parameter is found among others, the first counts") {
  CHECK(TimeoutOf("/v?a=b&timeout=2s")->count() == 2'000);
  CHECK(TimeoutOf("/v?timeout=2s&timeout=9s")->count() == 2'000);
  CHECK_FALSE(TimeoutOf("/v?timeout=x&timeout=9s"));
  CHECK_FALSE(TimeoutOf("/v"));
  CHECK_FALSE(TimeoutOf("/v?"));
  CHECK_FALSE(TimeoutOf("/timeout=3s"));
  CHECK_FALSE(TimeoutOf("/v?xtimeout=3s"));
  CHECK_FALSE(TimeoutOf("/v?Timeout=3s"));
  CHECK_FALSE(TimeoutOf(""));
}

}  // namespace
}  // namespace sluice::k8s
