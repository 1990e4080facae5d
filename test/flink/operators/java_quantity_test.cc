// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/java_quantity.h"

#include "support/catch.h"

namespace sluice::flink {
namespace {

std::string Text(std::string_view text) {
  const Parsed<std::string> parsed = ResourceMemoryText(text);
  return parsed ? *parsed : parsed.error().chain.front().type;
}

// A few rows of the recorded set; the whole is conformance suite operator-config.
TEST_CASE("Flink's units come first, Kubernetes' second") {
  CHECK(Text("2048m") == "2 gb");
  CHECK(Text("2G") == "2 gb");
  CHECK(Text("2Gi") == "2147483648");
  CHECK(Text("2GiB") == "2147483648");
  CHECK(Text("1.5Gi") == "1610612736.0");
  CHECK(Text("0Ei") == "0E+3");
  CHECK(Text("1E31") == "1.000000000000000E+31");
  CHECK(Text("1e3kb") == "IllegalArgumentException");
  CHECK(Text("") == "IllegalArgumentException");
  CHECK(Text("k") == "NumberFormatException");
  CHECK(Text("abc") == "NumberFormatException");
}

TEST_CASE("amounts of fabric8 quantities") {
  CHECK(*JavaQuantityAmount("500m") == "0.500");
  CHECK(*JavaQuantityAmount("129e-6") == "0.000129");
  CHECK(*JavaQuantityAmount("1n") == "1E-9");
  CHECK(*JavaQuantityAmount("-2") == "-2");
  CHECK(*JavaQuantityAmount("007") == "7");
  CHECK_FALSE(JavaQuantityAmount("1e99999999999").has_value());
  CHECK_FALSE(JavaQuantityAmount("-").has_value());
  CHECK_FALSE(JavaQuantityAmount("\xff").has_value());
}

}  // namespace
}  // namespace sluice::flink
