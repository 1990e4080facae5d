// SPDX-License-Identifier: Apache-2.0
#include "flink/config/java_number.h"

#include <limits>
#include <string>

#include "support/catch.h"

namespace sluice::flink {
namespace {

std::string Text(double value) {
  char buffer[kJavaDoubleBytes];
  return std::string(JavaDouble(value, buffer));
}

// Double.toString, run on JDK 17.
TEST_CASE("doubles print as Java prints them") {
  CHECK(Text(0) == "0.0");
  CHECK(Text(-0.0) == "-0.0");
  CHECK(Text(1) == "1.0");
  CHECK(Text(0.5) == "0.5");
  CHECK(Text(0.001) == "0.001");
  CHECK(Text(0.00099) == "9.9E-4");
  CHECK(Text(1e-7) == "1.0E-7");
  CHECK(Text(100) == "100.0");
  CHECK(Text(9999999) == "9999999.0");
  CHECK(Text(1e7) == "1.0E7");
  CHECK(Text(1e10) == "1.0E10");
  CHECK(Text(123456789.123) == "1.23456789123E8");
  CHECK(Text(-1.5) == "-1.5");
  CHECK(Text(std::numeric_limits<double>::max()) == "1.7976931348623157E308");
  CHECK(Text(std::numeric_limits<double>::denorm_min()) == "4.9E-324");
  CHECK(Text(3) == "3.0");
  CHECK(Text(0.002) == "0.002");
  CHECK(Text(2e23) == "1.9999999999999998E23");  // JDK-4511638, mended in 19
  CHECK(Text(-std::numeric_limits<double>::max()) == "-1.7976931348623157E308");
}

TEST_CASE("integers keep their digits") {
  char buffer[kJavaDoubleBytes];
  CHECK(JacksonText("12345678901234567890", buffer) == "12345678901234567890");
  CHECK(JacksonText("-0", buffer) == "0");
  CHECK(JacksonText("-7", buffer) == "-7");
  CHECK(JacksonText("1e3", buffer) == "1000.0");
  CHECK(JacksonText("1.50", buffer) == "1.5");
  CHECK(JacksonText("1e-400", buffer) == "0.0");
  CHECK(JacksonText("-1e-400", buffer) == "-0.0");
}

}  // namespace
}  // namespace sluice::flink
