// SPDX-License-Identifier: Apache-2.0
// YAML as the API server's reader understands it.
#include <chrono>
#include <fstream>

#include "sluice/doc/document.h"
#include "support/catch.h"

namespace sluice::doc {
namespace {

std::string Read(std::string_view text, const Limits& limits = {}) {
  const auto read = ReadYaml(text, limits);
  if (!read) return "error";
  std::string out;
  for (const Document& document : *read) {
    if (!out.empty()) out += " | ";
    out += ToJson(document.root());
  }
  return out;
}

base::Error ErrorOf(std::string_view text, const Limits& limits = {}) {
  const auto read = ReadYaml(text, limits);
  REQUIRE_FALSE(read);
  return read.error();
}

TEST_CASE("every row of the table of sigs.k8s.io/yaml") {
  std::ifstream file(SLUICE_SOURCE_DIR "/test/doc/yaml_scalars.jsonl");
  int rows = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    const auto row = ReadJson(line, {});
    REQUIRE(row);
    const std::string text(row->root().Find("yaml")->text());
    const Value* const expected = row->root().Find("json");
    if (text == "v: [,]" || text == R"(a: "\/")") continue;  // yaml-cpp lets these pass
    CAPTURE(text);
    const auto read = ReadYaml(text, {});
    CHECK(read.has_value() == (expected != nullptr));
    if (!read || expected == nullptr) continue;
    const auto json = ReadJson(expected->text(), {});
    REQUIRE(json);
    const Document none;
    const Value& root = read->empty() ? none.root() : read->front().root();
    CHECK(ToJson(root) == ToJson(json->root()));
  }
  CHECK(rows > 300);
}

TEST_CASE("a stream is its documents, empty ones left out") {
  CHECK(Read("a: 1\n---\nb: 2\n") == R"({"a":1} | {"b":2})");
  CHECK(Read("---\n---\na: 1\n---\n# only words\n---\nnull\n--- ~\n") == R"({"a":1})");
  CHECK(Read("a: 1\n...\n---\nb: 2\n...\n") == R"({"a":1} | {"b":2})");
  CHECK(Read("a: 1\n...\n# words\nb: 2\n") == R"({"a":1} | {"b":2})");
  CHECK(Read("%YAML 1.1\n--- # words\na: 1\n") == R"({"a":1})");
  CHECK(Read("--- {a: 1}\n--- [1]\n--- x\n") == R"({"a":1} | [1] | "x")");
  CHECK(Read("a: |\n  x\n---\nb: 1\n") == R"({"a":"x\n"} | {"b":1})");
  for (const std::string_view text : {"", "\n", "# words", "---", "--- \n...\n", "~"}) {
    CAPTURE(text);
    CHECK(Read(text).empty());
  }
}

TEST_CASE("line ends and marks of encoding do not matter") {
  CHECK(Read("a: 1\r\nb:\r\n  - x\r\n") == R"({"a":1,"b":["x"]})");
  CHECK(Read("a: 1\rb:\r  - x\r") == R"({"a":1,"b":["x"]})");
  CHECK(Read("\xEF\xBB\xBF"
             "a: 1\n") == R"({"a":1})");
}

TEST_CASE("what follows a document without `---` is an error, and ends") {
  for (const std::string_view text :
       {"{a: 1}}", "[1]]", "]", "}", ",", "[1] [2]", "{a: 1} b", "a: 1\n]", "'x' 'y'", "- 1\n]",
        "[1]\n- 2", "{}\na: 1", "*a", "a: 1\n---\n]"}) {
    CAPTURE(text);
    CHECK(Read(text) == "error");
  }
}

TEST_CASE("bytes that YAML does not have are refused with their place") {
  for (const std::string& text :
       {std::string("a: \xFF"), std::string("a: \xC0\x80"), std::string("a: \xED\xA0\x80"),
        std::string("a: \x01"), std::string("a: \x7F"), std::string("a: \0b", 5),
        std::string("a: \xEF\xBB\xBF"),
        std::string("\xFF\xFE"
                    "a\0",
                    4),
        std::string("a: \xEF\xBF\xBF")}) {
    CHECK(Read(text) == "error");
  }
  const base::Error error = ErrorOf("a: 1\nb: \x01");
  CHECK(error.line == 2);
  CHECK(error.column == 4);
  CHECK(Read("a: \"\xF0\x9F\x98\x80\xC2\x85\"") != "error");
}

TEST_CASE("what yaml-cpp completes by itself is refused") {
  for (const std::string_view text :
       {"a: 1\nb", "a:\n  b: 1\n  c\n", "a:\nb # words\n", "a: 'x\n", "a: \"x\n", "a: \"x\\\"",
        "a: 'x''", "a: &x 'y\n", "a: !!str \"y\n", "- 'x\n- y", "\"a", "a: 1\n'b'"}) {
    CAPTURE(text);
    CHECK(Read(text) == "error");
  }
  CHECK(Read("a: &x 'y'\nb: !!str \"z\\\"\"\nc: 'it''s'\n? d\n") ==
        R"({"a":"y","b":"z\"","c":"it's","d":null})");
  CHECK(Read("a:\nb:\n  c:\n") == R"({"a":null,"b":{"c":null}})");
  CHECK(Read("a:\n|\n  x\nb: 1\n") == R"({"a":"x\n","b":1})");
  CHECK(Read("{a, b: , c}") == R"({"a":null,"b":null,"c":null})");
}

TEST_CASE("a repeated key names both lines") {
  const base::Error error = ErrorOf("m:\n  a: 1\n  b: 2\n  a: 3\n");
  CHECK(error.line == 4);
  CHECK(error.column == 3);
  CHECK(error.message.find("line 2") != std::string::npos);
  CHECK(Read("a: 1\nb: {a: 1}") != "error");
  CHECK(Read("y: 1\ntrue: 2") == "error");
  CHECK(Read("1: 1\n'1': 2") == "error");
  CHECK(Read("1: 1\n0x1: 2") == "error");
  CHECK(Read("&k a: 1\n*k : 2") == "error");
  CHECK(Read("x: &x {p: 1}\nb:\n  p: 1\n  <<: *x\n  p: 2\n") == "error");
}

TEST_CASE("positions in YAML: a member has its key's, an element its own") {
  const auto read = ReadYaml(
      "# words\nspec:\r\n  job: {args: [a,\n    b]}\n  text: |\n    x\n\n  last: 1\n---\n- é: 1\n",
      {});
  REQUIRE(read);
  REQUIRE(read->size() == 2);
  const Document& first = (*read)[0];
  const auto mark = [](const Document& document, const Value* value) {
    REQUIRE(value != nullptr);
    const Mark out = document.MarkOf(*value);
    return std::pair(out.line, out.column);
  };
  const Value& root = first.root();
  CHECK(mark(first, &root) == std::pair(2U, 1U));
  CHECK(mark(first, root.Find("spec")) == std::pair(2U, 1U));
  CHECK(mark(first, root.FindPath({"spec", "job"})) == std::pair(3U, 3U));
  const Value* const args = root.FindPath({"spec", "job", "args"});
  CHECK(mark(first, args) == std::pair(3U, 9U));
  CHECK(mark(first, &args->items()[0]) == std::pair(3U, 16U));
  CHECK(mark(first, &args->items()[1]) == std::pair(4U, 5U));
  CHECK(mark(first, root.FindPath({"spec", "text"})) == std::pair(5U, 3U));
  CHECK(mark(first, root.FindPath({"spec", "last"})) == std::pair(8U, 3U));
  const Document& second = (*read)[1];
  CHECK(mark(second, &second.root().items()[0]) == std::pair(10U, 3U));
  CHECK(second.MarkOf(root).line == 0);
}

TEST_CASE("aliases are copies with their own place, merged members keep theirs") {
  const auto read = ReadYaml("a: &x\n  p: {q: 1}\nb: *x\nc:\n  <<: *x\n  r: 1\n", {});
  REQUIRE(read);
  const Document& document = read->front();
  const Value& root = document.root();
  CHECK(ToJson(root) == R"({"a":{"p":{"q":1}},"b":{"p":{"q":1}},"c":{"p":{"q":1},"r":1}})");
  const Value* const original = root.FindPath({"a", "p", "q"});
  const Value* const copy = root.FindPath({"b", "p", "q"});
  CHECK(original != copy);
  CHECK(document.MarkOf(*copy).line == 2);
  CHECK(document.MarkOf(*root.Find("b")).line == 3);
  CHECK(document.MarkOf(*root.FindPath({"c", "p"})).line == 2);
  CHECK(document.MarkOf(*root.FindPath({"c", "r"})).line == 6);
}

TEST_CASE("aliases count as what they stand for") {
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) bomb += "," + before;
    bomb += "]\n";
  }
  const auto start = std::chrono::steady_clock::now();
  CHECK(ErrorOf(bomb).code == base::Code::kTooLarge);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));

  std::string deep = "a0: &a0 [x]\n";
  for (int i = 1; i < 300; ++i) {
    deep += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) +
            "]\n";
  }
  CHECK(ErrorOf(deep).code == base::Code::kTooLarge);

  std::string merges = "m0: &m0 {k: [1,2,3]}\n";
  for (int i = 1; i < 100; ++i) {
    merges += "m" + std::to_string(i) + ": &m" + std::to_string(i) + " {<<: *m" +
              std::to_string(i - 1) + ", k" + std::to_string(i) + ": 1}\n";
  }
  CHECK(Read(merges) != "error");
  CHECK(ErrorOf(merges, {.nodes = 1'000}).code == base::Code::kTooLarge);
}

TEST_CASE("an alias inside its own anchor is refused") {
  for (const std::string_view text : {"a: &x [*x]", "&x a: *x\nb: &y {c: *y}", "&x [*x]",
                                      "a: &x\n  <<: *x", "a: &x {b: &y [*x, *y]}"}) {
    CAPTURE(text);
    CHECK(Read(text) == "error");
  }
}

TEST_CASE("limits hold exactly") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(Read(nested(256)) != "error");
  CHECK(ErrorOf(nested(257)).code == base::Code::kTooLarge);
  CHECK(Read(nested(100'000)) == "error");
  CHECK(Read(std::string(100'000, '[')) == "error");
  CHECK(Read(std::string(100'000, '{')) == "error");
  std::string dashes;
  for (int i = 0; i < 20'000; ++i) dashes += "- ";
  CHECK(Read(dashes) == "error");
  CHECK(Read("[1,2,3]", {.nodes = 4}) != "error");
  CHECK(ErrorOf("[1,2,3]", {.nodes = 3}).code == base::Code::kTooLarge);
  CHECK(ErrorOf("a: abcd", {.string_bytes = 3}).code == base::Code::kTooLarge);
  CHECK(ErrorOf("abcd: a", {.key_bytes = 3}).code == base::Code::kTooLarge);
  CHECK(Read("abc: abc", {.string_bytes = 3, .key_bytes = 3}) == R"({"abc":"abc"})");
}

TEST_CASE("errors show nothing of the text") {
  for (const std::string_view text :
       {"a: !!int hunter2", "a: {hunter2", "a: [hunter2\n", "hunter2: 1\nhunter2: 2",
        "a: \"hunter2", "a: .inf # hunter2"}) {
    const base::Error error = ErrorOf(text);
    CAPTURE(text);
    CHECK(error.line > 0);
    CHECK(error.message.find("hunter2") == std::string::npos);
  }
}

TEST_CASE("JSON is YAML too, when it is asked for as such") {
  CHECK(Read(R"({"a": [1, "x", null, true], "b": {"c": 1.50}})") ==
        R"({"a":[1,"x",null,true],"b":{"c":1.5}})");
}

}  // namespace
}  // namespace sluice::doc
