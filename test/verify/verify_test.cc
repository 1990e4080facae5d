// SPDX-License-Identifier: Apache-2.0
// Suites run through both webhooks, and say what did not hold.
#include "verify/bench.h"

namespace sluice::verify {
namespace {

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

constexpr const char* kExcepted = R"(
tests:
- name: t
  policies:
  - apiVersion: policy.sluice.dev/v1alpha1
    kind: FlinkPolicy
    metadata: {name: p}
    spec: {profile: baseline}
  exceptions:
  - apiVersion: policy.sluice.dev/v1alpha1
    kind: FlinkPolicyException
    metadata: {name: e}
    spec:
      policyRefs: [{policy: p, rules: [service-account-missing]}]
      match: {namespaces: [shop]}
      reason: r
      owner: o
      expiresAt: "2027-01-31T00:00:00Z"
  cases:
  - name: c
    object: orders.yaml
    objectMerge: {spec: {serviceAccount: null}}
)";

TEST_CASE("Exceptions lift what they name until their moment, by the suite's clock") {
  Bench bench;
  const std::string head = std::string(kHead) + kExcepted;
  const auto run = [&](const std::string& lines) { return Failures(bench.RunText(head + lines)); };
  CHECK(run("    now: 2027-01-30T23:59:59Z\n    allowed: true\n"
            "    assertions: [{rule: service-account-missing, action: Deny, lift: exception}]\n") ==
        "");
  CHECK(run("    now: 2027-01-31T00:00:00Z\n    allowed: false\n"
            "    assertions: [{violations: 0, lift: exception}]\n") == "");
  // A case that names no moment is asked at the moment of the run.
  const std::string timeless = head + "    allowed: true\n";
  const base::Time before = *base::ParseTime("2027-01-01T00:00:00Z");
  CHECK(Failures(bench.RunText(timeless, {.now = before})) == "");
  const base::Time after = *base::ParseTime("2028-01-01T00:00:00Z");
  CHECK(
      Has(Failures(bench.RunText(timeless, {.now = after})), "expected the request to be allowed"));
}

TEST_CASE("An exception that does not load is an error of the suite") {
  Bench bench;
  std::string text = std::string(kHead) + kExcepted + "    allowed: true\n";
  text.replace(text.find("policy: p,"), 10, "policy: q,");
  const auto suite = bench.LoadText(text);
  REQUIRE(suite != nullptr);
  Report report;
  Run(*suite, bench.book, {}, report);
  CHECK(report.broken());
  CHECK(Has(ToText(report, {}), "'q'"));
}

TEST_CASE("The operator's own configuration stands below the object's") {
  Bench bench;
  bench.files["/suites/flink-conf.yaml"] = "high-availability.type: kubernetes\n";
  const std::string head = std::string(kHead) + "tests:\n- name: t\n  profile: production\n";
  const std::string cases =
      "  cases:\n  - name: c\n    object: orders.yaml\n"
      "    objectMerge: {spec: {flinkConfiguration: {high-availability.type: null}}}\n";
  CHECK(Failures(bench.RunText(head + cases + "    assertions: [{rule: ha-disabled}]\n")) == "");
  CHECK(Failures(bench.RunText(head + "  operatorConfig: flink-conf.yaml\n" + cases +
                               "    assertions: [{violations: 0, rule: ha-disabled}]\n")) == "");
  CHECK(Has(
      bench.FirstComplaint(head + "  operatorConfig: none.yaml\n" + cases + "    allowed: true\n"),
      "/suites/none.yaml: there is no such file."));
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

}  // namespace
}  // namespace sluice::verify
