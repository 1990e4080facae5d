// SPDX-License-Identifier: Apache-2.0
// What the JSON reader takes, refuses, and how it tells a limit from nonsense.
#include <chrono>

#include "sluice/doc/document.h"
#include "support/catch.h"

namespace sluice::doc {
namespace {

enum class Verdict { kRead, kMalformed, kLimit };

Verdict Judge(std::string_view text, const JsonOptions& options = {}) {
  const auto read = ReadJson(text, options);
  if (read) return Verdict::kRead;
  CHECK_FALSE(read.error().error.message.empty());
  CHECK((read.error().error.code == base::Code::kTooLarge) == read.error().limit);
  return read.error().limit ? Verdict::kLimit : Verdict::kMalformed;
}

std::string RoundTrip(std::string_view text, const JsonOptions& options = {}) {
  const auto read = ReadJson(text, options);
  return read ? ToJson(read->root()) : "refused: " + read.error().error.message;
}

std::string Nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string Repeat(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST_CASE("a document comes back as it was written") {
  for (const std::string_view text :
       {R"({"a":[1,2.50,-0,1e3,18446744073709551616],"b":{"":null},"c":true,"d":false})",
        R"("\u0000\"\\\n")", "[]", "{}", R"([{},[],[[]],""])", "0", "null",
        "\"\xF0\x9F\x98\x80 \xC3\xA9\""}) {
    CHECK(RoundTrip(text) == text);
  }
}

TEST_CASE("escapes are decoded, also in keys and over many pieces") {
  CHECK(RoundTrip(R"({"\u0061\/":"\ud83d\ude00\b\f\r\t"})") ==
        "{\"a/\":\"\xF0\x9F\x98\x80\\u0008\\u000c\\r\\t\"}");
  const std::string many = Repeat(R"(\u003c)", 10'000);
  const auto read = ReadJson("\"" + many + "\"", {});
  REQUIRE(read);
  CHECK(read->root().text() == std::string(10'000, '<'));
}

TEST_CASE("texts that are not one JSON document are malformed") {
  for (const std::string_view text :
       {"",           " ",     "{",     "[",       "\"",     "{\"a\"", "{\"a\":",
        "{\"a\":1,}", "[1,]",  "[1 2]", "nul",     "True",   "{} {}",  "null null",
        "[]x",        "{}\n]", "{a:1}", "{'a':1}", "//c\n1", "/*c*/1", "\xEF\xBB\xBF{}"}) {
    CAPTURE(text);
    CHECK(Judge(text) == Verdict::kMalformed);
  }
  CHECK(Judge(std::string_view("{\0}", 3)) == Verdict::kMalformed);
  CHECK(Judge(std::string_view("{}\0", 3)) == Verdict::kMalformed);
  CHECK(Judge(std::string_view("{\0}\0", 4)) == Verdict::kMalformed);  // UTF-16 LE
  CHECK(Judge(std::string_view("\xFF\xFE{\0}\0", 6)) == Verdict::kMalformed);
  CHECK(Judge(std::string_view("\0\0\0{\0\0\0}", 8)) == Verdict::kMalformed);  // UTF-32 BE
  CHECK(Judge("\"a\nb\"") == Verdict::kMalformed);
  CHECK(Judge("\"a\x01\"") == Verdict::kMalformed);
  CHECK(Judge(R"("\x")") == Verdict::kMalformed);
  CHECK(Judge(R"("\u12G4")") == Verdict::kMalformed);
}

TEST_CASE("surrounding white space is no garbage") {
  CHECK(RoundTrip(" \t\r\n{ \"a\" : 1 }\n") == R"({"a":1})");
}

TEST_CASE("every class of invalid UTF-8 is malformed, in values and keys") {
  for (const std::string bytes :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xE1\x80",
        "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF1\x80\x80",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF"}) {
    CAPTURE(bytes.size());
    CHECK(Judge("\"" + bytes + "\"") == Verdict::kMalformed);
    CHECK(Judge("{\"" + bytes + "\":1}") == Verdict::kMalformed);
    CHECK(Judge("\"\\n" + bytes + "\"") == Verdict::kMalformed);
  }
}

TEST_CASE("lone surrogates are malformed") {
  for (const std::string_view text : {R"("\ud800")", R"("\udc00")", R"("\ud800x")", R"("\ud800\n")",
                                      R"("\ud800\ud800")", R"({"\ud800":1})"}) {
    CAPTURE(text);
    CHECK(Judge(text) == Verdict::kMalformed);
  }
}

TEST_CASE("numbers keep their text") {
  for (const std::string_view text :
       {"2147483648", "9007199254740991", "9007199254740993", "9223372036854775807",
        "9223372036854775808", "18446744073709551616", "-9223372036854775809", "1.0", "1e3", "-0",
        "-0.0", "0.1", "1e-320", "1e-400", "0e400", "1E+2", "1.7976931348623157e308", "123e-7"}) {
    const auto read = ReadJson(text, {});
    CAPTURE(text);
    REQUIRE(read);
    CHECK(read->root().IsNumber());
    CHECK(read->root().text() == text);
  }
  CHECK(Judge(std::string(400, '9')) == Verdict::kMalformed);
  CHECK(Judge(std::string(300, '9')) == Verdict::kRead);
}

TEST_CASE("numbers that JSON has not, or that no double holds, are malformed") {
  for (const std::string_view text :
       {"1e400", "-1e400", "1.7976931348623159e308", "[1e309]", "1e99999999999999999999", "NaN",
        "Infinity", "-Infinity", "01", "+1", ".5", "5.", "1e", "1e+", "0x10", "-", "--1",
        "1_000"}) {
    CAPTURE(text);
    CHECK(Judge(text) == Verdict::kMalformed);
  }
}

TEST_CASE("a repeated key is malformed at every level") {
  for (const std::string_view text :
       {R"({"a":1,"a":1})", R"({"a":{"b":1,"c":2,"b":3}})", R"([{"x":[{"k":1,"k":2}]}])",
        R"({"a":1,"\u0061":2})", R"({"":1,"":2})", R"({"b":1,"a":1,"b":1})",
        R"({"metadata":{"managedFields":[],"managedFields":[]}})"}) {
    CAPTURE(text);
    CHECK(Judge(text) == Verdict::kMalformed);
    CHECK(Judge(text, {.skip_bookkeeping = true}) == Verdict::kMalformed);
  }
  CHECK(Judge(R"({"Spec":1,"spec":1})") == Verdict::kRead);
}

TEST_CASE("a repeated key is found among many, in any order") {
  for (const std::size_t count : {16U, 17U, 1'000U, 100'000U}) {
    std::string text = "{";
    for (std::size_t i = count; i > 0; --i) text += "\"key" + std::to_string(i) + "\":1,";
    CHECK(Judge(text + "\"other\":1}") == Verdict::kRead);
    CHECK(Judge(text + "\"key" + std::to_string(count / 2) + "\":1}") == Verdict::kMalformed);
  }
}

TEST_CASE("depth is limited exactly, and the limit is not malformed") {
  CHECK(Judge(Nested(255)) == Verdict::kRead);
  CHECK(Judge(Nested(256)) == Verdict::kRead);
  CHECK(Judge(Nested(257)) == Verdict::kLimit);
  CHECK(Judge(Nested(10'000)) == Verdict::kLimit);
  CHECK(Judge(Nested(1'000'000)) == Verdict::kLimit);
  CHECK(Judge(Repeat("{\"a\":", 256) + "1" + std::string(256, '}')) == Verdict::kRead);
  CHECK(Judge(Repeat("{\"a\":", 257) + "1" + std::string(257, '}')) == Verdict::kLimit);
  CHECK(Judge(std::string(1'000'000, '[')) == Verdict::kLimit);
  CHECK(Judge(Nested(3), {.limits = {.depth = 2}}) == Verdict::kLimit);
}

TEST_CASE("depth is limited in what is not kept") {
  const JsonOptions skip{.skip_bookkeeping = true};
  const auto review = [](std::size_t depth) {
    return R"({"metadata":{"managedFields":)" + Nested(depth) + "}}";
  };
  CHECK(Judge(review(254), skip) == Verdict::kRead);
  CHECK(Judge(review(255), skip) == Verdict::kLimit);
}

TEST_CASE("values are counted exactly") {
  const auto array = [](std::size_t items) { return "[" + Repeat("0,", items - 1) + "0]"; };
  CHECK(Judge(array(9), {.limits = {.nodes = 10}}) == Verdict::kRead);
  CHECK(Judge(array(10), {.limits = {.nodes = 10}}) == Verdict::kLimit);
  CHECK(Judge(array(262'143)) == Verdict::kRead);
  CHECK(Judge(array(262'144)) == Verdict::kLimit);
}

TEST_CASE("what is not kept does not count as values") {
  const std::string text = R"({"metadata":{"managedFields":[)" + Repeat("{},", 999) + "{}]}}";
  CHECK(Judge(text, {.limits = {.nodes = 10}}) == Verdict::kLimit);
  CHECK(Judge(text, {.limits = {.nodes = 10}, .skip_bookkeeping = true}) == Verdict::kRead);
}

TEST_CASE("strings and keys are limited by their decoded length") {
  const JsonOptions small{.limits = {.string_bytes = 4, .key_bytes = 3}};
  CHECK(Judge(R"("abcd")", small) == Verdict::kRead);
  CHECK(Judge(R"("\u0061bcd")", small) == Verdict::kRead);
  CHECK(Judge(R"("abcde")", small) == Verdict::kLimit);
  CHECK(Judge(R"("\u0061bcde")", small) == Verdict::kLimit);
  CHECK(Judge(R"({"abc":1})", small) == Verdict::kRead);
  CHECK(Judge(R"({"abcd":1})", small) == Verdict::kLimit);
  CHECK(Judge(R"({"\u0061bcd":1})", small) == Verdict::kLimit);
  CHECK(Judge("\"" + std::string(4U << 20U, 'a') + "\"") == Verdict::kRead);
  CHECK(Judge("\"" + std::string((4U << 20U) + 1, 'a') + "\"") == Verdict::kLimit);
  CHECK(Judge("{\"" + std::string(1U << 20U, 'a') + "\":1}") == Verdict::kLimit);
  CHECK(Judge("{\"" + std::string(16U << 10U, 'a') + "\":1}") == Verdict::kRead);
}

TEST_CASE("bombs are refused within the time of a request") {
  const auto start = std::chrono::steady_clock::now();
  CHECK(Judge("[" + Repeat("{},", 1'000'000) + "{}]") == Verdict::kLimit);
  CHECK(Judge("\"" + Repeat("\\u003c", 3U << 20U) + "\"") == Verdict::kRead);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}

TEST_CASE("bookkeeping is left out at any depth, and nothing else is") {
  const JsonOptions skip{.skip_bookkeeping = true};
  CHECK(RoundTrip(R"({"request":{"object":{"metadata":{"annotations":{"a":"b",)"
                  R"("kubectl.kubernetes.io/last-applied-configuration":"{\"x\":1}","c":"d"},)"
                  R"("managedFields":[{"f":{"a":[1,"s",null,true,{}]}}],"name":"n"}}}})",
                  skip) ==
        R"({"request":{"object":{"metadata":{"annotations":{"a":"b","c":"d"},"name":"n"}}}})");
  for (const std::string_view kept :
       {R"({"managedFields":[1]})", R"({"spec":{"managedFields":[1]}})",
        R"({"metadata":{"labels":{"kubectl.kubernetes.io/last-applied-configuration":"x"}}})",
        R"({"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"x"}})",
        R"({"metadata":[{"managedFields":1}]})", R"({"metadata":{"a":{"managedFields":1}}})"}) {
    CHECK(RoundTrip(kept, skip) == kept);
  }
  CHECK(RoundTrip(R"({"metadata":{"managedFields":7,"a":1}})", skip) == R"({"metadata":{"a":1}})");
  CHECK(RoundTrip(R"({"metadata":{"managedFields":"s\n","a":"b\n"}})", skip) ==
        R"({"metadata":{"a":"b\n"}})");
  CHECK(RoundTrip(R"({"metadata":{"managedFields":[1]}})") ==
        R"({"metadata":{"managedFields":[1]}})");
}

TEST_CASE("a refusal by a limit names the limit") {
  const auto message = [](std::string_view text, const Limits& limits) {
    const auto read = ReadJson(text, {.limits = limits});
    return read ? "read" : read.error().error.message;
  };
  CHECK(message(Nested(257), {}) == "the document nests deeper than 256 levels.");
  CHECK(message("[1,2]", {.nodes = 2}) == "the document has more than 2 values.");
  CHECK(message(R"("abcde")", {.string_bytes = 4}) == "a string is longer than 4 B.");
  CHECK(message(R"({"abcde":1})", {.key_bytes = 4}) == "a key is longer than 4 B.");
}

TEST_CASE("an error knows its line and column and shows nothing of the text") {
  const auto read = ReadJson("{\n  \"a\": secret\n}", {});
  REQUIRE_FALSE(read);
  CHECK(read.error().error.line == 2);
  CHECK(read.error().error.column == 8);
  CHECK(read.error().error.message.find("secret") == std::string::npos);
}

TEST_CASE("positions: a member has its key's, an element its own") {
  const std::string_view text =
      "{\n  \"a\": {\"b\\n\": 1},\r\n\t\"c\" : [ 10,\n \"x\\\"y\", [ ] , { } ]\n}";
  const auto read = ReadJson(text, {.positions = true});
  REQUIRE(read);
  const auto mark = [&](const Value* value) {
    REQUIRE(value != nullptr);
    const Mark out = read->MarkOf(*value);
    return std::pair(out.line, out.column);
  };
  const Value& root = read->root();
  CHECK(mark(&root) == std::pair(1U, 1U));
  CHECK(mark(root.Find("a")) == std::pair(2U, 3U));
  CHECK(mark(root.FindPath({"a", "b\n"})) == std::pair(2U, 9U));
  CHECK(mark(root.Find("c")) == std::pair(3U, 2U));
  CHECK(mark(&root.Find("c")->items()[0]) == std::pair(3U, 10U));
  CHECK(mark(&root.Find("c")->items()[1]) == std::pair(4U, 2U));
  CHECK(mark(&root.Find("c")->items()[2]) == std::pair(4U, 10U));
  CHECK(mark(&root.Find("c")->items()[3]) == std::pair(4U, 16U));
  CHECK(ReadJson(text, {})->MarkOf(root).line == 0);
}

TEST_CASE("positions step over what was left out") {
  const auto read = ReadJson(
      "{\"metadata\": {\"managedFields\": [{\"a\": \"]}\"}, 1],\n\"name\": \"n\"},\n\"spec\": 1}",
      {.skip_bookkeeping = true, .positions = true});
  REQUIRE(read);
  CHECK(read->MarkOf(*read->root().FindPath({"metadata", "name"})).line == 2);
  CHECK(read->MarkOf(*read->root().Find("spec")).line == 3);
}

TEST_CASE("peeking finds strings before the text breaks") {
  const std::vector<std::vector<std::string_view>> paths = {{"request", "uid"}, {"apiVersion"}};
  using Found = std::vector<std::string>;
  const std::string good = R"({"kind":"K","apiVersion":"v1","request":{"uid":"u\n1")";
  CHECK(PeekStrings(good + "}}", paths) == Found{"u\n1", "v1"});
  CHECK(PeekStrings(good + ",]]]", paths) == Found{"u\n1", "v1"});
  CHECK(PeekStrings(good, paths) == Found{"u\n1", "v1"});
  CHECK(PeekStrings(R"({"request":{"uid":"a")", paths) == Found{"a", ""});
  CHECK(PeekStrings(R"([{"request":{"uid":"a"},"apiVersion":"v"}])", paths) == Found{"", ""});
  CHECK(PeekStrings(R"({"request":[{"uid":"a"}],"x":{"apiVersion":"v"}})", paths) == Found{"", ""});
  CHECK(PeekStrings(R"({"request":{"uid":7},"apiVersion":"v"})", paths) == Found{"", "v"});
  CHECK(PeekStrings("", paths) == Found{"", ""});
  CHECK(PeekStrings("{\"a\":\"" + std::string(70'000, 'x') + "\",\"apiVersion\":\"v\"}", paths) ==
        Found{"", ""});
}

}  // namespace
}  // namespace sluice::doc
