// SPDX-License-Identifier: Apache-2.0
// Suites are read strictly; reports say what came of them.
#include <nlohmann/json.hpp>

#include "verify/bench.h"

namespace sluice::verify {
namespace {

TEST_CASE("What a suite gets wrong is said at its place") {
  Bench bench;
  bench.files["/suites/two.yaml"] = "a: 1\n---\nb: 2\n";
  bench.files["/suites/broken.yaml"] = "a: [1\n";
  struct Row {
    std::string text, says;
  };
  const std::string test = std::string(kHead) + "tests:\n- name: t\n  profile: baseline\n";
  const Row rows[] = {
      {Bench::Wrapped("objekt: orders.yaml\nallowed: true"),
       "suite.yaml:8:5: unknown field 'objekt' in a case; did you mean 'object'?"},
      {Bench::Wrapped("object: orders.yaml"), "this case asserts nothing"},
      {Bench::Wrapped("object: orders.yaml\nassertions: [{}]"), "this assertion asserts nothing"},
      {Bench::Wrapped("object: orders.yaml\nassertions: [{rule: host-netwrk}]"),
       "unknown rule 'host-netwrk'; did you mean 'host-network'?"},
      {Bench::Wrapped("object: orders.yaml\nassertions: [{message: '('}]"),
       "no regular expression"},
      {Bench::Wrapped("object: orders.yaml\nassertions: [{violations: -1}]"), "a whole number"},
      {Bench::Wrapped("object: orders.yaml\nassertions: [{violations: 1, warnings: 1}]"),
       "two assertions"},
      {Bench::Wrapped("object: orders.yaml\nassertions: [{severity: hgh}]"),
       "did you mean 'high'?"},
      {Bench::Wrapped("object: orders.yaml\nassertions: [{action: deny}]"), "did you mean 'Deny'?"},
      {Bench::Wrapped("object: orders.yaml\nallowed: yes please"), "allowed must be true or false"},
      {Bench::Wrapped("object: none.yaml\nallowed: true"),
       "suite.yaml:8:5: /suites/none.yaml: there is no such file."},
      {Bench::Wrapped("object: two.yaml\nallowed: true"), "must be one object, there are 2"},
      {Bench::Wrapped("object: broken.yaml\nallowed: true"), "/suites/broken.yaml:"},
      {Bench::Wrapped("object: 5\nallowed: true"), "the path of a file, or an object"},
      {Bench::Wrapped("objectMerge: {}\nallowed: true"), "objectMerge without object"},
      {Bench::Wrapped("object: orders.yaml\nobjectMerge: 5\nallowed: true"),
       "objectMerge must be an object"},
      {Bench::Wrapped("allowed: true"), "a case needs an object"},
      {Bench::Wrapped("object: orders.yaml\noperation: UPDATE\nallowed: true"),
       "an operation UPDATE needs object and oldObject"},
      {Bench::Wrapped("object: orders.yaml\noperation: PATCH\nallowed: true"),
       "operation must be one of CREATE, UPDATE, DELETE"},
      {Bench::Wrapped("object: orders.yaml\nnow: tomorrow\nallowed: true"), "now must be a moment"},
      {Bench::Wrapped("object: orders.yaml\nuserInfo: {userName: a}\nallowed: true"),
       "unknown field 'userName' in userInfo; did you mean 'username'?"},
      {std::string(kHead), "a suite needs tests"},
      {std::string(kHead) + "tests: 5\n", "tests must be a list"},
      {std::string(kHead) + "tests: []\n", "a suite needs tests"},
      {test, "a test needs cases"},
      {test + "  cases: [{object: orders.yaml, allowed: true}]\n", "a case needs a name"},
      {test + "  cases:\n  - {name: a, object: orders.yaml, allowed: true}\n"
              "  - {name: a, object: orders.yaml, allowed: true}\n",
       "two cases are named 'a'"},
      {test + "  policies: [p.yaml]\n  cases: [{name: a, object: orders.yaml, allowed: true}]\n",
       "policies, or else a profile"},
      {"apiVersion: test.sluice.dev/v1\nkind: Suite\ntests: [{name: t}]\n",
       "apiVersion must be test.sluice.dev/v1alpha1"},
      {"apiVersion: test.sluice.dev/v1alpha1\nkind: Suit\ntests: [{name: t}]\n",
       "kind must be Suite"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const std::string said = bench.FirstComplaint(row.text);
    INFO(said);
    CHECK(Has(said, row.says));
  }
}

TEST_CASE("Policies that do not load make the suite fail to load, with the loader's words") {
  Bench bench;
  bench.files["/suites/p.yaml"] =
      "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\n"
      "metadata: {name: p}\nspec: {profile: basline}\n";
  const auto suite = bench.LoadText(std::string(kHead) +
                                    "tests:\n- name: t\n  policies: [p.yaml]\n  cases:\n"
                                    "  - {name: c, object: orders.yaml, allowed: true}\n");
  REQUIRE(suite != nullptr);
  Report report;
  Run(*suite, bench.book, {}, report);
  CHECK(report.broken());
  CHECK(report.cases() == 0);
  CHECK(Has(ToText(report, {}), "/suites/p.yaml:4:"));
  CHECK(Has(ToText(report, {}), "did you mean 'baseline'?"));
  CHECK(Has(ToText(report, {}), "FAIL"));
}

TEST_CASE("Reports: text as go test, JSON, JUnit with everything escaped") {
  Bench bench;
  const std::string text = std::string(kHead) +
                           "tests:\n- name: 'a <b> & \"c\"'\n  profile: baseline\n  cases:\n"
                           "  - {name: good, object: orders.yaml, allowed: true}\n"
                           "  - {name: bad, object: orders.yaml, allowed: false}\n";
  bench.RunText(text);
  const std::string plain = ToText(bench.report, {});
  CHECK(Has(plain, "--- FAIL: a <b> & \"c\"/bad ("));
  CHECK_FALSE(Has(plain, "--- PASS"));
  CHECK(Has(plain, "FAIL\t/suites/suite.yaml\t"));
  CHECK(plain.ends_with("\nFAIL\n"));
  CHECK(Has(ToText(bench.report, {.verbose = true}), "--- PASS: a <b> & \"c\"/good ("));
  const auto json = nlohmann::json::parse(ToJson(bench.report));
  CHECK(json["summary"] == nlohmann::json{{"cases", 2}, {"failed", 1}});
  CHECK(json["suites"][0]["cases"][1]["result"] == "fail");
  const std::string junit = ToJunit(bench.report);
  CHECK(Has(junit, "name=\"a &lt;b&gt; &amp; &quot;c&quot;/bad\""));
  CHECK(Has(junit, "<testsuites tests=\"2\" failures=\"1\">"));
  CHECK_FALSE(Has(junit, "<b>"));
}

}  // namespace
}  // namespace sluice::verify
