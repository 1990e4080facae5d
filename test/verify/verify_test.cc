// SPDX-License-Identifier: Apache-2.0
// Suites are read strictly, run through both webhooks, and say what did not hold.
#include "sluice/verify/verify.h"

#include <map>
#include <nlohmann/json.hpp>

#include "sluice/rulebook/all.h"
#include "support/catch.h"

namespace sluice::verify {
namespace {

constexpr const char* kHead = "apiVersion: test.sluice.dev/v1alpha1\nkind: Suite\n";

// Small, and denied by profile production for many reasons; by baseline for none.
constexpr const char* kObject = R"(
apiVersion: flink.apache.org/v1beta1
kind: FlinkDeployment
metadata: {name: orders, namespace: shop}
spec:
  image: registry.example.com/flink/orders:1.20.2-7
  flinkVersion: v1_20
  serviceAccount: flink
  flinkConfiguration:
    high-availability.type: kubernetes
    high-availability.storageDir: s3://flink/ha
    execution.checkpointing.dir: s3://flink/checkpoints
    execution.checkpointing.interval: 60 s
  jobManager: {replicas: 1, resource: {cpu: 1, memory: 2048m}}
  taskManager: {resource: {cpu: 1, memory: 4096m}}
  job: {jarURI: local:///opt/flink/job.jar, parallelism: 1, upgradeMode: savepoint}
)";

std::shared_ptr<const rulebook::Rulebook> Book() {
  auto book = rulebook::BuildShipped();
  REQUIRE(book);
  return std::make_shared<const rulebook::Rulebook>(*std::move(book));
}

// A folder "/suites" in memory.
struct Bench {
  std::map<std::string, std::string> files = {{"/suites/orders.yaml", kObject}};
  std::shared_ptr<const rulebook::Rulebook> book = Book();
  doc::Complaints complaints;
  Report report;

  std::shared_ptr<const Suite> LoadText(const std::string& text) {
    const auto documents = doc::ReadYaml(text, {});
    REQUIRE(documents);
    REQUIRE(documents->size() == 1);
    const doc::Document& document = documents->front();
    const auto read = [this](const std::string& path) -> base::Result<std::string> {
      const auto at = files.find(path);
      if (at != files.end()) return at->second;
      return tl::unexpected(base::Error{.message = "there is no such file.", .file = path});
    };
    const auto read_policies =
        [read](const std::string& path) -> base::Result<std::vector<policy::Source>> {
      SLUICE_TRY(std::string content, read(path));
      return std::vector<policy::Source>{{path, std::move(content)}};
    };
    return Load(document, document.root(), "/suites/suite.yaml", *book,
                {.read = read, .read_policies = read_policies}, complaints);
  }

  std::string FirstComplaint(const std::string& text) {
    complaints = {};
    CHECK(LoadText(text) == nullptr);
    return complaints.errors.empty() ? "" : complaints.errors.front().ToString();
  }

  // The only case of a suite that must load.
  CaseResult RunText(const std::string& text, const Options& options = {}) {
    complaints = {};
    const auto suite = LoadText(text);
    for (const base::Error& error : complaints.errors) UNSCOPED_INFO(error.ToString());
    REQUIRE(suite != nullptr);
    report = {};
    Run(*suite, book, options, report);
    for (const base::Error& error : report.suites.front().errors) UNSCOPED_INFO(error.ToString());
    REQUIRE(report.cases() >= 1);
    return report.suites.front().cases.front();
  }

  // One case of one test, given as the lines of the case.
  CaseResult RunCase(const std::string& lines, const std::string& profile = "baseline") {
    return RunText(Wrapped(lines, profile));
  }

  static std::string Wrapped(const std::string& lines, const std::string& profile = "baseline") {
    std::string text = std::string(kHead) + "tests:\n- name: t\n  profile: " + profile +
                       "\n  cases:\n  - name: c\n";
    std::size_t start = 0;
    while (start < lines.size()) {
      const std::size_t end = std::min(lines.find('\n', start), lines.size());
      text += "    " + lines.substr(start, end - start) + "\n";
      start = end + 1;
    }
    return text;
  }
};

std::string Failures(const CaseResult& result) {
  std::string text;
  for (const std::string& failure : result.failures) text += failure + "\n";
  return text;
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("A case that holds passes, one that does not says where and why") {
  Bench bench;
  CHECK(Failures(bench.RunCase("object: orders.yaml\nallowed: true")) == "");
  const CaseResult denied = bench.RunCase("object: orders.yaml\nallowed: false");
  CHECK(denied.status == Status::kFailed);
  CHECK(Has(Failures(denied), "/suites/suite.yaml:9:5: expected the request to be denied"));
}

TEST_CASE("Assertions count findings by rule, severity, action, field and message") {
  Bench bench;
  const std::string local =
      "object: orders.yaml\n"
      "objectMerge: {spec: {flinkConfiguration: {execution.checkpointing.dir: "
      "\"file:///tmp/c\"}}}\n"
      "assertions:\n";
  const auto holds = [&](const std::string& assertion) {
    return bench.RunCase(local + "- " + assertion).status == Status::kPassed;
  };
  CHECK(holds("{rule: checkpoint-dir-not-durable}"));
  CHECK(holds("{violations: true, rule: checkpoint-dir-not-durable, action: Deny}"));
  CHECK(holds("{violations: 1, rule: checkpoint-dir-not-durable, message: 'file:///tmp'}"));
  CHECK(holds("{violations: 0, rule: checkpoint-dir-not-durable, action: Warn}"));
  CHECK(holds("{violations: false, rule: host-network}"));
  CHECK(holds("{field: 'spec.flinkConfiguration[execution.checkpointing.dir]'}"));
  CHECK(holds("{message: 'c.eckpoint-dir-not-durable'}"));
  CHECK(holds("{allowed: false, message: 'violates a rule of policy baseline'}"));
  CHECK_FALSE(holds("{violations: 2, rule: checkpoint-dir-not-durable}"));
  CHECK_FALSE(holds("{violations: 0, rule: checkpoint-dir-not-durable}"));
  CHECK_FALSE(holds("{rule: checkpoint-dir-not-durable, severity: info}"));
  CHECK_FALSE(holds("{rule: host-network}"));
  CHECK_FALSE(holds("{allowed: false, message: 'nothing of the kind'}"));
  CHECK_FALSE(holds("{message: 'no finding says this'}"));
}

TEST_CASE("A failing count names its filter and what was found instead") {
  Bench bench;
  const std::string text = Failures(bench.RunCase(
      "object: orders.yaml\n"
      "objectMerge: {spec: {flinkConfiguration: {execution.checkpointing.dir: "
      "\"file:///tmp/c\"}}}\n"
      "assertions: [{violations: 3, rule: checkpoint-dir-not-durable, action: Deny}]"));
  CHECK(
      Has(text, "violations with rule checkpoint-dir-not-durable, action Deny: expected 3, got 1"));
  CHECK(Has(text, "Deny spec.flinkConfiguration[execution.checkpointing.dir]: "));
}

TEST_CASE("Defaults run first, as the API server calls the webhooks") {
  Bench bench;
  const std::string bare =
      "object: orders.yaml\n"
      "objectMerge: {spec: {flinkConfiguration: {execution.checkpointing.timeout: null}}}\n";
  CHECK(Failures(bench.RunCase(bare + "assertions: [{warnings: true, message: 'sluice set '}]",
                               "best-practice")) == "");
  const CaseResult same = bench.RunCase(bare + "patchedObject: orders.yaml", "best-practice");
  CHECK(same.status == Status::kFailed);
  CHECK(Has(Failures(same), "execution.checkpointing.timeout: expected nothing, got "));
  CHECK(Failures(bench.RunCase("object: orders.yaml\npatchedObject: orders.yaml")) == "");
}

TEST_CASE("A difference never shows the value of a key that may be a secret") {
  Bench bench;
  const std::string text = Failures(bench.RunCase(
      "object: orders.yaml\n"
      "objectMerge: {spec: {flinkConfiguration: {s3.secret-key: hunter2, metrics.scope: abc}}}\n"
      "patchedObject: orders.yaml"));
  CHECK(Has(text, "s3.secret-key: expected nothing, got a value that is not shown"));
  CHECK(Has(text, "got \"abc\""));
  CHECK_FALSE(Has(text, "hunter2"));
}

TEST_CASE("The operation follows from the objects; a DELETE is never denied") {
  Bench bench;
  const std::string bad =
      "{spec: {flinkConfiguration: {high-availability.storageDir: \"file:///x\"}}}";
  CHECK(Failures(bench.RunCase("object: orders.yaml\nobjectMerge: " + bad + "\nallowed: false")) ==
        "");
  CHECK(Failures(bench.RunCase("object: orders.yaml\nobjectMerge: " + bad +
                               "\noldObject: orders.yaml\noperation: UPDATE\nallowed: false")) ==
        "");
  CHECK(Failures(bench.RunCase("oldObject: orders.yaml\noldObjectMerge: " + bad +
                               "\noperation: DELETE\nallowed: true")) == "");
  CHECK(Failures(bench.RunCase("object: orders.yaml\nobjectMerge: " + bad +
                               "\noldObject: orders.yaml\noldObjectMerge: " + bad +
                               "\nassertions: [{allowed: true}, {action: Deny}]")) == "");
}

TEST_CASE("A recorded AdmissionReview is asked as it is") {
  Bench bench;
  const std::string review =
      R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u",
"kind":{"group":"flink.apache.org","version":"v1beta1","kind":"FlinkDeployment"},
"resource":{"group":"flink.apache.org","version":"v1beta1","resource":"flinkdeployments"},
"name":"a","namespace":"shop","operation":"CREATE","userInfo":{"username":"alice"},
"object":{"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment",
"metadata":{"name":"a","namespace":"elsewhere"},"spec":{}}}})";
  bench.files["/suites/review.json"] = review;
  CHECK(Failures(bench.RunCase("object: review.json\n"
                               "assertions: [{allowed: false, message: namespace}]")) == "");
  CHECK(
      Has(bench.FirstComplaint(Bench::Wrapped("object: review.json\nnamespace: x\nallowed: true")),
          "the AdmissionReview says namespace itself"));
}

TEST_CASE("The namespace and the user reach the policies") {
  Bench bench;
  const std::string head = std::string(kHead) + R"(
tests:
- name: t
  policies:
  - apiVersion: policy.sluice.dev/v1alpha1
    kind: FlinkPolicy
    metadata: {name: p}
    spec: {profile: baseline, match: {namespaces: ["prod-*"]}}
  cases:
  - name: c
    object: orders.yaml
    objectMerge: {metadata: {namespace: null}, spec: {serviceAccount: null}}
)";
  CHECK(Failures(bench.RunText(head + "    namespace: prod-a\n    allowed: false\n")) == "");
  CHECK(Failures(bench.RunText(head + "    namespace: dev\n    allowed: true\n")) == "");
  CHECK(Failures(bench.RunText(head + "    allowed: true\n")) == "");
}

TEST_CASE("Related objects are what a rule may know of the cluster") {
  Bench bench;
  const std::string job = R"(object:
  apiVersion: flink.apache.org/v1beta1
  kind: FlinkSessionJob
  metadata: {name: j, namespace: shop}
  spec: {deploymentName: orders, job: {jarURI: "https://example.com/j.jar", parallelism: 1}}
)";
  // The cluster as it stands keeps no checkpoints, which the job alone does not show.
  std::string bare = kObject;
  const std::string line = "    execution.checkpointing.dir: s3://flink/checkpoints\n";
  bare.erase(bare.find(line), line.size());
  bare.erase(bare.find("  job: {"));
  bench.files["/suites/bare.yaml"] = bare;
  const auto run = [&](const std::string& lines) {
    return Failures(bench.RunCase(job + lines, "production"));
  };
  CHECK(run("assertions: [{violations: 0, rule: checkpoint-dir-missing}]") == "");
  CHECK(run("related: [bare.yaml]\nassertions: [{rule: checkpoint-dir-missing}]") == "");
  CHECK(
      run("related: [orders.yaml]\nassertions: [{violations: 0, rule: checkpoint-dir-missing}]") ==
      "");
}

TEST_CASE("Only cases that the expression matches run") {
  Bench bench;
  const std::string text = std::string(kHead) +
                           "tests:\n- name: t\n  profile: baseline\n  cases:\n"
                           "  - {name: one, object: orders.yaml, allowed: true}\n"
                           "  - {name: two, object: orders.yaml, allowed: true}\n";
  bench.RunText(text, {.run = "^t/tw"});
  REQUIRE(bench.report.cases() == 1);
  CHECK(bench.report.suites.front().cases.front().FullName() == "t/two");
  CHECK_FALSE(CheckExpression("(").has_value());
  CHECK(CheckExpression("").has_value());
}

TEST_CASE("Coverage tells which rules no case fails, and no case passes") {
  Bench bench;
  bench.RunCase("object: orders.yaml\nobjectMerge: {spec: {serviceAccount: null}}\nallowed: false");
  const auto& coverage = bench.report.coverage;
  const auto row = [&](const std::string& rule) {
    const auto at = std::find_if(coverage.begin(), coverage.end(),
                                 [&](const RuleCoverage& one) { return one.rule == rule; });
    REQUIRE(at != coverage.end());
    return std::pair(at->failing, at->passing);
  };
  CHECK(row("service-account-missing") == std::pair<std::size_t, std::size_t>(1, 0));
  CHECK(row("checkpoint-dir-not-durable") == std::pair<std::size_t, std::size_t>(0, 1));
  CHECK(row("snapshot-spec-invalid") == std::pair<std::size_t, std::size_t>(0, 0));
  bench.report.wants_coverage = true;
  const std::string text = ToText(bench.report, {});
  CHECK(Has(text, "no passing case: "));
  CHECK(Has(text, "no failing case: "));
}

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
