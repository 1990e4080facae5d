// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/config_file.h"

#include <string>

#include "flink/value/hash_order.h"
#include "flink/value/yaml/flat_config.h"
#include "support/catch.h"

namespace sluice::flink {
namespace {

using Pairs = FlatConfiguration;

// The last link of the chain, without its final line break.
std::string Reason(std::string_view text) {
  const auto read = ReadYamlConfig(text);
  if (read) return "no error";
  std::string message = read.error().chain.back().message;
  if (message.ends_with('\n')) message.pop_back();
  return message;
}

TEST_CASE("flink-conf.yaml: what is no pair vanishes") {
  CHECK(ReadLegacyConfig("a: b\r\n  c: d # e\nf:g\nh: \n: i\n# j: k\nl: m: n\na: o\r") ==
        Pairs{{"a", "o"}, {"c", "d"}, {"l", "m: n"}});
  CHECK(ReadLegacyConfig("a: \"b # c\"") == Pairs{{"a", "\"b"}});
  CHECK(ReadLegacyConfig("a: 'b'") == Pairs{{"a", "'b'"}});
  CHECK(ReadLegacyConfig("").empty());
}

TEST_CASE("config.yaml: scalars are typed and printed again") {
  CHECK(ReadYamlConfig("a: 012\nb: 0x1F\nc: 0o17\nd: 1.50\ne: 1e3\nf: True\ng: yes\nh: 1_0\n")
            .value() == Pairs{{"a", "12"},
                              {"b", "31"},
                              {"c", "15"},
                              {"d", "1.5"},
                              {"e", "1000.0"},
                              {"f", "true"},
                              {"g", "yes"},
                              {"h", "1_0"}});
  CHECK(ReadYamlConfig("a: .INF\nb: 12345678901234567890\nc: '012'\nd: \"\"").value() ==
        Pairs{{"a", ".inf"}, {"b", "12345678901234567890"}, {"c", "012"}, {"d", ""}});
}

TEST_CASE("config.yaml: nested and flat are one, the later wins") {
  CHECK(ReadYamlConfig("a:\n  b: 1\n  c.d: 2\na.b: 3\n").value() ==
        Pairs{{"a.b", "3"}, {"a.c.d", "2"}});
  CHECK(ReadYamlConfig("a: {}\nb: [x, 1, {c: null}]").value() == Pairs{{"b", "[x, 1, {c: null}]"}});
  CHECK(ReadYamlConfig("x: &x {a: 1}\ny: *x").value() == Pairs{{"x.a", "1"}, {"y.a", "1"}});
  CHECK(ReadYamlConfig("# nothing").value().empty());
  CHECK(ReadYamlConfig("\xEF\xBB\xBF"
                       "a: b")
            .value() == Pairs{{"a", "b"}});
}

TEST_CASE("config.yaml: what Flink refuses, in its words") {
  CHECK(Reason("a: b: c") == "mapping values are not allowed here\n in reader, line 1, column 5");
  CHECK(Reason("a: 1\na: 2") ==
        "while constructing a mapping\n in reader, line 1, column 1\nfound duplicate key a\n in "
        "reader, line 2, column 1");
  CHECK(Reason("a:") == "Value must not be null.");
  CHECK(Reason("a: *b") == "\nfound undefined alias b\n in reader, line 1, column 4");
  CHECK(Reason("a: !x y") ==
        "could not determine a constructor for the tag !x\n in reader, line 1, column 4");
  CHECK(Reason("a: b\x01") == "special characters are not allowed");
  CHECK(Reason("---\na: b\n---\nc: d").find("but found another document") != std::string::npos);
  CHECK(ReadYamlConfig("1: a").error().chain.back().type == "ClassCastException");
  CHECK(ReadYamlConfig("[a]").error().chain.back().type == "ClassCastException");
  CHECK(ReadYamlConfig("a: &a [*a]").error().chain.back().type == "StackOverflowError");
}

TEST_CASE("deep and repeated structures end") {
  CHECK_FALSE(ReadYamlConfig("a: " + std::string(100'000, '[')));
  CHECK_FALSE(ReadYamlConfig("a: " + std::string(100'000, '{')));
  std::string aliases = "a0: &a0 {k1: 1, k2: 2}\n";
  for (int i = 1; i < 25; ++i) {
    const std::string before = std::to_string(i - 1);
    aliases += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " {l: *a" + before +
               ", r: *a" + before + "}\n";
  }
  CHECK_FALSE(ReadYamlConfig(aliases));
  CHECK(ReadYamlConfig("a: 0x" + std::string(100'000, 'F')));
}

TEST_CASE("a value that an operator writes unquoted is read again") {
  CHECK(RereadAsYaml("012").value() == "12");
  CHECK(RereadAsYaml("a b # c").value() == "a b");
  CHECK(RereadAsYaml("[a, b]").value() == "[a, b]");
  CHECK_FALSE(RereadAsYaml(""));
  CHECK_FALSE(RereadAsYaml("-Da=b: c"));
  CHECK_FALSE(RereadAsYaml("{a: b}"));
}

TEST_CASE("hash order is Java's") {
  // new HashSet<>(List.of(...)) of JDK 17.
  CHECK(value::InHashOrder({"gpu", "fpga", "a", "b", "c", "gpu"}) ==
        std::vector<std::string>{"a", "b", "c", "fpga", "gpu"});
}

TEST_CASE("values are written as YAML that reads back") {
  const auto lines = [](std::string_view text) {
    return yaml::ToWritableLines(yaml::ReadConfData(text, FlinkVersion::k2_1).value());
  };
  CHECK(lines("a.b: 'x: y'\na.c: \"l1\\nl2\"\n").value() ==
        std::vector<std::string>{"a:", "  b: 'x: y'", "  c: |-", "    l1", "    l2"});
  CHECK(lines("s: '012'").value() == std::vector<std::string>{"s: '012'"});
  CHECK(lines("s: \"a\\tb\"").value() == std::vector<std::string>{"s: \"a\\tb\""});
  CHECK(lines("a.b: c\na.b.d: e").error().chain.back().type == "ClassCastException");
}

}  // namespace
}  // namespace sluice::flink
