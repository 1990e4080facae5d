// SPDX-License-Identifier: Apache-2.0
// Quantities against apimachinery (table of tools/quantities) and against fabric8 (recorded rows).
#include "sluice/k8s/quantity.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "support/catch.h"

namespace sluice::k8s {
namespace {

Quantity Read(std::string_view text) {
  const auto out = Quantity::Parse(text);
  REQUIRE(out);
  return *out;
}

TEST_CASE("every row of apimachinery's table") {
  std::ifstream file(SLUICE_SOURCE_DIR "/test/k8s/quantities.jsonl");
  int rows = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    const auto row = nlohmann::json::parse(line);
    const auto text = row["in"].get<std::string>();
    const auto quantity = Quantity::Parse(text);
    CAPTURE(text);
    REQUIRE(quantity.has_value() == !row.contains("error"));
    if (!quantity) continue;
    CHECK(quantity->Sign() == row["sign"]);
    const auto decimal = row["decimal"].get<std::string>();
    if (decimal.size() < 30) CHECK(quantity->ToDecimal() == decimal);
    if (row.contains("value")) CHECK(quantity->Value() == row["value"]);
    if (row.contains("milli")) CHECK(quantity->MilliValue() == row["milli"]);
  }
  CHECK(rows > 1'000);
}

TEST_CASE("rounding is away from zero and results saturate") {
  CHECK(Read("1m").Value() == 1);
  CHECK(Read("-1m").Value() == -1);
  CHECK(Read("1001m").Value() == 2);
  CHECK(Read("1n").MilliValue() == 1);
  CHECK(Read("0.1n").ToDecimal() == "0.000000001");
  CHECK(Read("1e-1000000").ToDecimal() == "0.000000001");
  CHECK(Read("0e-1000000").IsZero());
  CHECK(Read("9Ei").Value() == INT64_MAX);
  CHECK(Read("9Ei").ToDecimal() == "9223372036854775807");
  CHECK(Read("-9Ei").ToDecimal() == "-9223372036854775807");
  CHECK(Read("1e1000").Value() == INT64_MAX);
  CHECK(Read("-1e1000").Value() == INT64_MIN);
  CHECK(Read("1e2000000000").MilliValue() == INT64_MAX);
  CHECK(Read("9223372036854775807").Value() == INT64_MAX);
  CHECK(Read("9223372036854775808").Value() == INT64_MAX);
  CHECK(Read("1E").MilliValue() == INT64_MAX);
}

TEST_CASE("amounts compare exactly") {
  CHECK(Read("1Gi").Compare(Read("1073741824")) == 0);
  CHECK(Read("1G").Compare(Read("1Gi")) < 0);
  CHECK(Read("1").Compare(Read("999999999n")) > 0);
  CHECK(Read("0.5") == Read("500m"));
  CHECK(Read("-0").IsZero());
  CHECK(Read("2.5").AsDouble() == 2.5);
}

TEST_CASE("a long text is read in linear time") {
  const std::string many(1'000'000, '9');
  CHECK(Read(many).Value() == INT64_MAX);
  CHECK(Read("0." + many).Value() == 1);
  CHECK(Read(many + "." + many + "Ei").Value() == INT64_MAX);
  CHECK(FabricAmount(many));
}

TEST_CASE("fabric8's amounts are printed as Java prints them") {
  const std::pair<const char*, const char*> rows[] = {{"1.5Gi", "1610612736.0"},
                                                      {"2.25Ki", "2304.00"},
                                                      {"1Ei", "1.152921504606847E+18"},
                                                      {"0Ei", "0E+3"},
                                                      {"1E", "1.000000000000000E+18"},
                                                      {"2048E", "2.048000000000000000E+21"},
                                                      {".5E", "5.000000000000000E+17"},
                                                      {"1E31", "1.000000000000000E+31"},
                                                      {"12e6", "12000000"},
                                                      {"1e-3", "0.001"},
                                                      {"1e-9", "1E-9"},
                                                      {"15e-8", "1.5E-7"},
                                                      {"-1Ki", "-1024"},
                                                      {"+1Mi", "1048576"},
                                                      {"-0", "0"},
                                                      {"007", "7"},
                                                      {"5.", "5"},
                                                      {"\xEF\xBC\x91G", "1000000000"},
                                                      {"1n", "1E-9"},
                                                      {"100m", "0.100"}};
  for (const auto& [text, printed] : rows) {
    CAPTURE(text);
    CHECK(FabricAmount(text) == std::string(printed));
  }
  for (const char* text : {"", "Ki", "1K", "1.5.5Gi", "1e3Ki", "1GI2", "x", "1 Gi", "\"2Gi\"", "-",
                           "1e99999999999", "1e+-1", "1\xF0\x9D\x9F\x8F"}) {
    CAPTURE(text);
    CHECK_FALSE(FabricAmount(text));
  }
}

}  // namespace
}  // namespace sluice::k8s
