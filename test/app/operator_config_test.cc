// SPDX-License-Identifier: Apache-2.0
// --operator-config: the three forms of the file, its errors, and what stands in the result.
#include "app/operator_config.h"

#include "support/catch.h"

namespace sluice::app {
namespace {

using Pairs = flink::FlatConfiguration;

Pairs Read(const std::string& file, const std::string& text) {
  const auto read = ParseOperatorConfig(file, text);
  if (!read) FAIL(read.error().ToString());
  return *read;
}

std::string Refused(const std::string& file, const std::string& text) {
  const auto read = ParseOperatorConfig(file, text);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().file == file);
  CHECK(read.error().code == base::Code::kInvalid);
  return read.error().message;
}

const std::string kMap =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: flink-operator-config}\ndata:\n";

TEST_CASE("flink-conf.yaml: one pair a line, a comment anywhere") {
  CHECK(Read("x/flink-conf.yaml", "a.b: 1 # c\n\n# d: 2\nno pair\ne: \"f\"\n") ==
        Pairs{{"a.b", "1"}, {"e", "\"f\""}});
  CHECK(Read("defaults.txt", "a.b: 012\n") == Pairs{{"a.b", "012"}});
  CHECK(Read("flink-conf.yaml", "").empty());
}

TEST_CASE("config.yaml: nested or flat, typed as Flink types it") {
  CHECK(Read("config.yaml", "a:\n  b: 012\nc: [x, y]\n") == Pairs{{"a.b", "12"}, {"c", "[x, y]"}});
  CHECK(Read("config.yaml", "a.b: 012\n") == Pairs{{"a.b", "12"}});
  // Another name: indented lines are YAML.
  CHECK(Read("operator.yml", "a:\n  b: x\n") == Pairs{{"a.b", "x"}});
  // flink-conf.yaml never is.
  CHECK(Read("flink-conf.yaml", "a:\n  b: x\n") == Pairs{{"b", "x"}});
}

TEST_CASE("A ConfigMap: flink-conf.yaml wins over config.yaml, as in Flink 1.20") {
  CHECK(Read("map.yaml", kMap + "  flink-conf.yaml: |\n    a: 1\n  config.yaml: |\n    a: 2\n") ==
        Pairs{{"a", "1"}});
  CHECK(Read("config.yaml", kMap + "  config.yaml: |\n    a: {b: 2}\n") == Pairs{{"a.b", "2"}});
  const std::string list =
      "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  data: {log: x}\n"
      "- apiVersion: v1\n  kind: ConfigMap\n  data: {config.yaml: 'a: 3'}\n";
  CHECK(Read("list.yaml", list) == Pairs{{"a", "3"}});
  CHECK(Read("two.yaml", "apiVersion: v1\nkind: Namespace\n---\n" + kMap +
                             "  config.yaml: 'a: 4'\n") == Pairs{{"a", "4"}});
}

TEST_CASE("What is no configuration is refused, in words and without its values") {
  CHECK(Refused("map.yaml", kMap + "  other.yaml: 'a: 1'\n").find("neither flink-conf.yaml nor") !=
        std::string::npos);
  CHECK(Refused("d.yaml", "apiVersion: apps/v1\nkind: Deployment\n").find("no ConfigMap") !=
        std::string::npos);
  for (const char* text : {"a: CANARY\na: CANARY\n", "a:\n", "- CANARY\n", "CANARY: [",
                           "a: 1\n---\n"
                           "b: CANARY\n"}) {
    INFO(text);
    const std::string said = Refused("config.yaml", text);
    CHECK(said.find("config.yaml") != std::string::npos);
    CHECK(said.find("CANARY") == std::string::npos);
  }
  CHECK(Refused("map.yaml", kMap + "  config.yaml: 'a:'\n").find("data[config.yaml]") !=
        std::string::npos);
}

TEST_CASE("An absent file is an error that names it") {
  const auto read = ReadOperatorConfig("/nonexistent/flink-conf.yaml");
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().ToString().find("/nonexistent/flink-conf.yaml") != std::string::npos);
}

TEST_CASE("What the policies know stays") {
  flink::Knowledge policies;
  policies.operator_version = "1.10";
  policies.assumed_configuration = {{"a", "1"}};
  const auto known = WithOperatorConfig(policies, {{"b", "2"}});
  CHECK(known->operator_version == "1.10");
  CHECK(known->assumed_configuration == policies.assumed_configuration);
  CHECK(known->operator_configuration == Pairs{{"b", "2"}});
}

}  // namespace
}  // namespace sluice::app
