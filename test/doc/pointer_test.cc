// SPDX-License-Identifier: Apache-2.0
#include "sluice/doc/pointer.h"

#include <random>

#include "sluice/doc/document.h"
#include "support/catch.h"

namespace sluice::doc {
namespace {

using Tokens = std::vector<std::string>;

Document Read(std::string_view text) {
  auto read = ReadJson(text, {});
  REQUIRE(read);
  return *std::move(read);
}

TEST_CASE("the examples of RFC 6901 resolve") {
  const Document document = Read(
      R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})");
  const Value& root = document.root();
  const auto text = [&](std::string_view pointer) {
    const Value* const found = Resolve(root, pointer);
    return found == nullptr ? "nothing" : ToJson(*found);
  };
  CHECK(Resolve(root, "") == &root);
  CHECK(text("/foo") == R"(["bar","baz"])");
  CHECK(text("/foo/0") == "\"bar\"");
  CHECK(text("/") == "0");
  CHECK(text("/a~1b") == "1");
  CHECK(text("/c%d") == "2");
  CHECK(text("/e^f") == "3");
  CHECK(text("/g|h") == "4");
  CHECK(text("/i\\j") == "5");
  CHECK(text("/k\"l") == "6");
  CHECK(text("/ ") == "7");
  CHECK(text("/m~0n") == "8");
}

TEST_CASE("pointers to nothing resolve to nothing") {
  const Document document = Read(R"({"a":[1],"~1":2,"/":3,"0":4})");
  for (const std::string_view pointer : {"a", "/b", "/a/1", "/a/-", "/a/00", "/a/01", "/a/ 0",
                                         "/a/0/x", "/~", "/~2", "/a~", "/a/99999999999999999999"}) {
    CAPTURE(pointer);
    CHECK(Resolve(document.root(), pointer) == nullptr);
  }
  CHECK(Resolve(document.root(), "/~01")->text() == "2");
  CHECK(Resolve(document.root(), "/~1")->text() == "3");
  CHECK(Resolve(document.root(), "/0")->text() == "4");
}

void CheckEveryNode(const Value& root, const Value& node, Tokens& path) {
  const auto tokens = TokensOf(root, node);
  REQUIRE(tokens);
  CHECK(*tokens == path);
  CHECK(Resolve(root, JoinPointer(path)) == &node);
  for (std::size_t i = 0; i < node.items().size(); ++i) {
    path.push_back(std::to_string(i));
    CheckEveryNode(root, node.items()[i], path);
    path.pop_back();
  }
  for (const Member& member : node.members()) {
    path.emplace_back(member.key);
    CheckEveryNode(root, member.value, path);
    path.pop_back();
  }
}

// A random tree whose keys are made of what pointers must escape.
std::string RandomTree(std::mt19937& random, int depth) {
  const auto pick = [&](unsigned below) { return static_cast<unsigned>(random() % below); };
  if (depth == 0 || pick(4) == 0) return std::to_string(pick(100));
  const bool object = pick(2) == 0;
  std::string out = object ? "{" : "[";
  const unsigned count = pick(5);
  for (unsigned i = 0; i < count; ++i) {
    if (i != 0) out += ',';
    if (object) {
      out += '"';
      for (unsigned j = pick(4); j > 0; --j) out += "~/01.a"[pick(6)];
      out += "#" + std::to_string(i) + "\":";
    }
    out += RandomTree(random, depth - 1);
  }
  return out + (object ? '}' : ']');
}

TEST_CASE("property: the pointer of every node of a random tree leads back to it") {
  std::mt19937 random(20250101);
  for (int round = 0; round < 300; ++round) {
    const Document document = Read(RandomTree(random, 5));
    Tokens path;
    CheckEveryNode(document.root(), document.root(), path);
  }
}

TEST_CASE("a node of another tree has no tokens") {
  const Document a = Read(R"({"x":[1]})");
  const Document b = Read(R"({"x":[1]})");
  CHECK_FALSE(TokensOf(a.root(), b.root()));
  CHECK_FALSE(TokensOf(a.root(), b.root().Find("x")->items()[0]));
  CHECK(TokensOf(a.root(), a.root()) == Tokens{});
}

TEST_CASE("field paths read as Kubernetes writes them") {
  const Document document = Read(
      R"({"spec":{"flinkConfiguration":{"state.backend.type":"x","0":1},"containers":[{"name":"n"}]}})");
  const Value& root = document.root();
  CHECK(FieldPath(root, {}).empty());
  CHECK(FieldPath(root, {"spec"}) == "spec");
  CHECK(FieldPath(root, {"spec", "flinkConfiguration", "state.backend.type"}) ==
        "spec.flinkConfiguration[state.backend.type]");
  CHECK(FieldPath(root, {"spec", "containers", "0", "name"}) == "spec.containers[0].name");
  CHECK(FieldPath(root, {"spec", "flinkConfiguration", "0"}) == "spec.flinkConfiguration[\"0\"]");
  CHECK(FieldPath(root, {"spec", "missing", "deeper"}) == "spec.missing.deeper");
  CHECK(FieldPath(root, {"metadata", "labels", "app.kubernetes.io/name"}) ==
        "metadata.labels[app.kubernetes.io/name]");
}

}  // namespace
}  // namespace sluice::doc
