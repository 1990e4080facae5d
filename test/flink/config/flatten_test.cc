// SPDX-License-Identifier: Apache-2.0
#include "flink/config/flatten.h"

#include <string>
#include <utility>
#include <vector>

#include "flink/json.h"
#include "support/catch.h"

namespace sluice::flink {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs Flat(std::string_view json) {
  const auto document = test::Json(json);
  TextArena arena;
  Pairs out;
  const auto sink = [&](std::string_view key, std::string_view value, const doc::Value&) {
    out.emplace_back(key, value);
  };
  CHECK(Flatten(document.root(), "", arena, sink));
  return out;
}

// Facts of ConfigObjectNode.asFlatMap; the whole set is conformance suite operator-config.
TEST_CASE("nested keys are joined, in document order") {
  CHECK(Flat(R"({"a.b":"x","a":{"b":"y","c":{"d":1}}})") ==
        Pairs{{"a.b", "x"}, {"a.b", "y"}, {"a.c.d", "1"}});
  CHECK(Flat(R"({"":{"b":"c"}})") == Pairs{{"b", "c"}});
}

TEST_CASE("arrays are joined with semicolons and nothing is quoted") {
  CHECK(Flat(R"({"a":["x;y",1,true,null,1.50]})") == Pairs{{"a", "x;y;1;true;null;1.5"}});
  CHECK(Flat(R"({"a":[{"b":1},["c"]]})") == Pairs{{"a", ";"}});
}

TEST_CASE("what is empty vanishes, null becomes a word") {
  CHECK(Flat(R"({"a":[],"b":{},"c":{"d":{}},"e":null,"f":""})") == Pairs{{"e", "null"}, {"f", ""}});
}

TEST_CASE("numbers with a fraction are re-rendered") {
  CHECK(Flat(R"({"a":123456789.123,"b":5,"c":1e2})") ==
        Pairs{{"a", "1.23456789123E8"}, {"b", "5"}, {"c", "100.0"}});
}

TEST_CASE("a flood of joined keys ends") {
  const std::string key(16000, 'k');
  std::string json = "{\"" + key + "\":{";
  for (int i = 0; i < 400; ++i) json += "\"" + std::to_string(i) + "\":1,";
  json += "\"last\":1}}";
  const auto document = test::Json(json);
  TextArena arena;
  std::size_t seen = 0;
  const auto sink = [&](std::string_view, std::string_view, const doc::Value&) { ++seen; };
  CHECK_FALSE(Flatten(document.root(), "", arena, sink));
  CHECK(seen > 0);
  CHECK(seen < 401);
}

TEST_CASE("nested style is one object at the top") {
  CHECK(IsNested(test::Json(R"({"a":{"b":1}})").root()));
  CHECK_FALSE(IsNested(test::Json(R"({"a.b":1,"c":[1]})").root()));
}

}  // namespace
}  // namespace sluice::flink
