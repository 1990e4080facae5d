// SPDX-License-Identifier: Apache-2.0
#include "rules/support/quartz.h"

#include <string>

#include "support/catch.h"

namespace sluice::rules {
namespace {

TEST_CASE("A daily range is two times of one day, the first before the second") {
  for (const char* good : {"9:30-11:00", "09:30:15-11:00:15", "00:00-23:59", "9:5-10:5",
                           "10:00:00:000-11:00:00:999", "9:00-10:00-"}) {
    INFO(good);
    CHECK(IsDailyRange(good));
  }
  for (const char* bad : {"", "-", "9-11", "12:00-10:00", "23:59-23:59", "00:00-24:00",
                          "09:60-10:00", "09:30 - 11:00", "09:30:15:1000-11:00", "a:b-c:d",
                          "9:00-10:00-11:00", "-9:00-10:00", "99999999999:00-10:00"}) {
    INFO(bad);
    CHECK_FALSE(IsDailyRange(bad));
  }
}

TEST_CASE("Quartz expressions of six or seven fields") {
  for (const char* good :
       {"* * * * * ?", "* * * ? * *", "0 0 12 ? * MON-FRI", "0 0 0 ? * sun", "0 0 12 1 JAN ? 2030",
        "0 0 12 LW * ?", "0 0 0 L-3W * ?", "0 0 12 ? * 6L", "0 0 12 ? * 6#3", "0 0 12 ? * FRI#2",
        "0 0 12 15W * ?", "0/5 * * * * ?", "*/59 * * * * ?", "5-1 * * * * ?", "0,30 * * * * ?",
        "0\t0  12 * * ?", "0 0 0 1-31/5 FEB-DEC ?", "0 0 12 ? * MONL", "0 0 0 ? * 1-7/9"}) {
    INFO(good);
    CHECK(IsQuartzCron(good));
  }
  for (const char* bad : {"",
                          "* * * * * * *",
                          "0 0 12 * *",
                          "60 * * * * ?",
                          "0 60 * * * ?",
                          "0 0 24 * * ?",
                          "0 0 0 32 * ?",
                          "0 0 0 0 * ?",
                          "0 0 0 1 13 ?",
                          "0 0 0 ? * 8",
                          "0 0 0 ? * 0",
                          "0 0 12 1 FOO ?",
                          "0 0 12 ? ? ?",
                          "? * * * * *",
                          "0 0 12 ? * 6#6",
                          "0 0 12 ? * 2L,3",
                          "0 0 0 1,L * ?",
                          "0 0 0 LW,15 * ?",
                          "0 0 12 ? * 2#1#2",
                          "*/60 * * * * ?",
                          "0/60 * * * * ?",
                          "0 0 */24 * * ?",
                          "/ * * * * ?",
                          "0 0 0 L-31 * ?",
                          "0 0 0 L- * ?",
                          "0 0 0 32W * ?",
                          "0 0 0 1L * ?",
                          "0/5x * * * * ?",
                          "1- * * * * ?",
                          "99999999999 * * * * ?",
                          "0 0 0 1 JA ?",
                          "0 0 12 1 1 ? 2030-2020"}) {
    INFO(bad);
    CHECK_FALSE(IsQuartzCron(bad));
  }
}

TEST_CASE("A period is one of either, or one of each") {
  CHECK(PeriodFault("9:00-10:00&&* * * ? * 2-6").empty());
  CHECK(PeriodFault("* * * ? * 2-6 && 9:00-10:00").empty());
  CHECK(PeriodFault("9:00-10:00 && 11:00-12:00").find("two of a kind") != std::string::npos);
  CHECK(PeriodFault("9:00-10:00 && * * * ? * 2 && x").find("more than two") != std::string::npos);
  CHECK(PeriodFault("&& 9:00-10:00").find("neither") != std::string::npos);
  CHECK(PeriodFault("").find("neither") != std::string::npos);
}

}  // namespace
}  // namespace sluice::rules
