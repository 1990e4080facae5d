// SPDX-License-Identifier: Apache-2.0
// Look-up, equality, integers, additions.
#include <cstdint>
#include <optional>

#include "sluice/doc/document.h"
#include "sluice/doc/pointer.h"
#include "support/catch.h"

namespace sluice::doc {
namespace {

Document Read(std::string_view text, bool positions = false) {
  auto read = ReadJson(text, {.positions = positions});
  REQUIRE(read);
  return *std::move(read);
}

bool Same(std::string_view a, std::string_view b) {
  const Document left = Read(a);
  const Document right = Read(b);
  const bool out = Equal(left.root(), right.root());
  CHECK(Equal(right.root(), left.root()) == out);
  return out;
}

TEST_CASE("accessors of another kind are empty") {
  const Document document = Read(R"({"s":"x","n":1.5,"t":true,"z":null,"l":[1],"o":{"k":2}})");
  const Value& root = document.root();
  CHECK(root.Find("s")->text() == "x");
  CHECK(root.Find("n")->text() == "1.5");
  CHECK(root.Find("t")->text() == "true");
  CHECK(root.Find("t")->AsBool());
  CHECK(root.Find("z")->text().empty());
  CHECK(root.Find("l")->text().empty());
  CHECK_FALSE(root.Find("s")->AsBool());
  CHECK(root.Find("s")->items().empty());
  CHECK(root.Find("l")->members().empty());
  CHECK(root.Find("l")->Find("k") == nullptr);
  CHECK(root.Find("missing") == nullptr);
  CHECK(root.FindPath({"o", "k"})->text() == "2");
  CHECK(root.FindPath({"s", "k"}) == nullptr);
  CHECK(root.FindPath({}) == &root);
}

TEST_CASE("a document without text is null, and a moved one is empty") {
  Document empty;
  CHECK(empty.root().IsNull());
  Document document = Read("[1]");
  const Value* const root = &document.root();
  const Document moved = std::move(document);
  CHECK(&moved.root() == root);
}

TEST_CASE("numbers are equal by value, exactly") {
  CHECK(Same("1", "1.0"));
  CHECK(Same("1", "1e0"));
  CHECK(Same("100", "1E+2"));
  CHECK(Same("0.001", "1e-3"));
  CHECK(Same("-0", "0"));
  CHECK(Same("0.0e5", "0"));
  CHECK(Same("10.50", "10.5"));
  CHECK_FALSE(Same("9007199254740993", "9007199254740992"));
  CHECK_FALSE(Same("9007199254740993", "9007199254740992.0"));
  CHECK_FALSE(Same("1", "-1"));
  CHECK_FALSE(Same("1", "10"));
  CHECK_FALSE(Same("1", "\"1\""));
  CHECK_FALSE(Same("12", "1.2"));
}

TEST_CASE("objects are equal in any order, arrays are not") {
  CHECK(Same(R"({"a":1,"b":[1,2],"c":null})", R"({"c":null,"a":1.0,"b":[1,2]})"));
  CHECK_FALSE(Same(R"({"a":1,"b":2})", R"({"a":1,"c":2})"));
  CHECK_FALSE(Same(R"({"a":1})", R"({"a":1,"b":2})"));
  CHECK_FALSE(Same(R"({"a":null})", R"({})"));
  CHECK_FALSE(Same("[1,2]", "[2,1]"));
  CHECK_FALSE(Same("[1]", "[1,1]"));
  CHECK_FALSE(Same("{}", "[]"));
  CHECK_FALSE(Same("null", "false"));
  CHECK(Same("true", "true"));
}

TEST_CASE("large objects in opposite order are compared without quadratic work") {
  std::string up = "{";
  std::string down = "{";
  for (int i = 0; i < 100'000; ++i) {
    up += "\"k" + std::to_string(i) + "\":1,";
    down += "\"k" + std::to_string(99'999 - i) + "\":1,";
  }
  CHECK(Same(up + "\"z\":1}", down + "\"z\":1}"));
  CHECK_FALSE(Same(up + "\"z\":1}", down + "\"z\":2}"));
}

TEST_CASE("only whole numbers that fit are integers") {
  const auto read = [](std::string_view text) {
    std::int64_t out = -7;
    const Document document = Read(text);
    return ReadInt(document.root(), out) ? out : -7;
  };
  CHECK(read("9223372036854775807") == INT64_MAX);
  CHECK(read("-9223372036854775808") == INT64_MIN);
  CHECK(read("-0") == 0);
  for (const std::string_view text :
       {"9223372036854775808", "1.0", "1e3", "\"1\"", "true", "null"}) {
    CHECK(read(text) == -7);
  }
}

TEST_CASE("an addition makes a new tree and leaves the old one") {
  const Document old = Read(R"({"a":{"b":1},"l":[{"x":1},{"y":2}],"z":null})");
  const auto added = WithAdded(old, {{{"a", "c"}, R"({"d":[1]})"},
                                     {{"a", "c", "e"}, "2"},
                                     {{"n", "e/w", "deep"}, "true"},
                                     {{"l", "1", "k"}, "\"v\""}});
  REQUIRE(added);
  CHECK(ToJson(added->root()) ==
        R"({"a":{"b":1,"c":{"d":[1],"e":2}},"l":[{"x":1},{"y":2,"k":"v"}],)"
        R"("z":null,"n":{"e/w":{"deep":true}}})");
  CHECK(ToJson(old.root()) == R"({"a":{"b":1},"l":[{"x":1},{"y":2}],"z":null})");
  const Value* const value = added->root().FindPath({"n", "e/w", "deep"});
  CHECK(TokensOf(added->root(), *value) == std::vector<std::string>{"n", "e/w", "deep"});
}

TEST_CASE("the new tree outlives the old document") {
  std::optional<Document> old = Read(R"({"a":"text that must stay"})");
  auto added = WithAdded(*old, {{{"b"}, "\"more\""}});
  REQUIRE(added);
  const Document part = Subtree(*added, *added->root().Find("a"));
  old.reset();
  CHECK(ToJson(added->root()) == R"({"a":"text that must stay","b":"more"})");
  added = Document();
  CHECK(part.root().text() == "text that must stay");
}

TEST_CASE("an addition that does not fit is an error") {
  const Document document = Read(R"({"a":1,"o":{},"l":[{}],"z":null})");
  const std::vector<std::vector<std::string>> places = {
      {},         {"a"},           {"a", "b"},       {"z", "b"},       {"l", "0"},     {"l", "-"},
      {"l", "1"}, {"l", "1", "a"}, {"l", "00", "a"}, {"l", "-1", "a"}, {"l", "x", "a"}};
  for (const auto& place : places) {
    CAPTURE(JoinPointer(place));
    CHECK_FALSE(WithAdded(document, {{place, "1"}}));
  }
  CHECK_FALSE(WithAdded(document, {{{"o", "x"}, "{"}}));
  CHECK_FALSE(WithAdded(document, {{{"o", "x"}, "1"}, {{"o", "x"}, "1"}}));
  CHECK_FALSE(WithAdded(document, {{std::vector<std::string>(300, "x"), "1"}}));
}

TEST_CASE("positions survive additions") {
  const Document document = Read("{\n\"a\": {\n\"b\": 1,\n\"c\": [\n{\"d\": 2}]}}", true);
  const auto added = WithAdded(document, {{{"a", "n"}, "1"}, {{"a", "c", "0", "e"}, "1"}});
  REQUIRE(added);
  const Value& root = added->root();
  CHECK(added->MarkOf(root).line == 1);
  CHECK(added->MarkOf(*root.Find("a")).line == 2);
  CHECK(added->MarkOf(*root.FindPath({"a", "b"})).line == 3);
  CHECK(added->MarkOf(*root.FindPath({"a", "c"})).line == 4);
  CHECK(added->MarkOf(*root.FindPath({"a", "c"})->items()[0].Find("d")).line == 5);
  CHECK(added->MarkOf(*root.FindPath({"a", "n"})).line == 0);
}

}  // namespace
}  // namespace sluice::doc
