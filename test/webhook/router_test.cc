// SPDX-License-Identifier: Apache-2.0
// What each kind of request is answered with, and what is said about it.
#include <stdexcept>

#include "webhook/fixture.h"

namespace {

using sluice::test::Json;
using sluice::test::kAuditing;
using sluice::test::kEnforcing;
using sluice::test::MakeSnapshot;
using sluice::test::TestWebhook;
using sluice::test::UnsafeReview;
using sluice::test::Wire;
namespace webhook = sluice::webhook;
namespace engine = sluice::engine;
namespace k8s = sluice::k8s;

TEST_CASE("an unsafe object is denied, logged and counted; its secrets stay with it") {
  TestWebhook test(MakeSnapshot(kEnforcing));
  const Json verdict = TestWebhook::Verdict(test.Validate(Wire(UnsafeReview())));
  CHECK(verdict.at("allowed") == false);
  CHECK(verdict.at("status").at("code") == 422);
  CHECK_FALSE(verdict.at("status").at("details").at("causes").empty());
  CHECK(
      test.HasMetric("sluice_admission_requests_total{dry_run=\"false\",request_allowed=\"false\","
                     "resource_kind=\"FlinkDeployment\",resource_request_operation=\"CREATE\","
                     "webhook=\"validate\"} 1"));
  TestWebhook::Verdict(test.Mutate(Wire(UnsafeReview())));
  const std::vector<Json> lines = test.Lines();
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].at("event_type") == "decision");
  CHECK(lines[0].at("decision") == "deny");
  CHECK(lines[0].at("code") == 422);
  CHECK(lines[0].at("webhook") == "validate");
  CHECK(lines[0].at("resource_kind") == "FlinkDeployment");
  CHECK(lines[0].at("resource_namespace") == "prod");
  CHECK(lines[0].at("resource_name") == "orders");
  CHECK(lines[0].at("request_username") == "alice");
  CHECK(lines[0].at("operation") == "CREATE");
  CHECK(lines[0].at("policy") == Json({"strict"}));
  CHECK(lines[0].at("policy_digest").get<std::string>().size() == 16);
  CHECK(lines[0].at("latency_us").is_number());
  CHECK_FALSE(lines[0].at("denied").empty());
  CHECK(lines[1].at("webhook") == "mutate");
  const std::string review_id = lines[0].at("review_id");
  CHECK(verdict.dump().find(review_id) != std::string::npos);
  CHECK(test.AllText().find("CANARY") == std::string::npos);
  CHECK(verdict.dump().find("CANARY") == std::string::npos);
}

TEST_CASE("audit findings reach the log and the metrics, and never the user") {
  TestWebhook test(MakeSnapshot(kAuditing));
  const Json verdict = TestWebhook::Verdict(test.Validate(Wire(UnsafeReview())));
  CHECK(verdict.at("allowed") == true);
  CHECK(verdict.value("warnings", Json::array()).empty());
  CHECK_FALSE(verdict.at("auditAnnotations").at("audit-violations").get<std::string>().empty());
  CHECK(test.metrics.Render().find("mode=\"audit\"") != std::string::npos);
  const std::vector<Json> lines = test.Lines();
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].at("decision") == "allow");
  CHECK_FALSE(lines[0].at("audited").empty());
}

TEST_CASE("the namespace is a label only on request") {
  TestWebhook test(MakeSnapshot(kEnforcing), webhook::EngineJudges(), {.namespace_label = true});
  TestWebhook::Verdict(test.Validate(Wire(UnsafeReview())));
  CHECK(test.metrics.Render().find("resource_namespace=\"prod\"") != std::string::npos);
}

TEST_CASE("what is no review is refused with a fixed text") {
  TestWebhook test(MakeSnapshot(kEnforcing));
  const std::string good = Wire(UnsafeReview());
  const std::string twice = std::string(good).insert(good.find("\"uid\""), "\"uid\":\"x\",");
  Json no_uid = UnsafeReview();
  no_uid["request"]["uid"] = "";
  Json wrong_version = UnsafeReview();
  wrong_version["apiVersion"] = "admission.k8s.io/v2";
  for (const std::string& body : std::vector<std::string>{
           "", "null", "[]", "\"x\"", "0", "{}", good + good, "\xef\xbb\xbf" + good, twice,
           Wire(no_uid), Wire(wrong_version), std::string(good).replace(20, 1, "\xff")}) {
    for (const auto& response : {test.Validate(body), test.Mutate(body)}) {
      INFO(body.substr(0, 60));
      CHECK(response.status == 400);
      CHECK(response.body == "the request is not acceptable\n");
    }
  }
  for (std::size_t size = 0; size + 1 < good.size(); ++size) {
    CHECK(test.Validate(std::string_view(good).substr(0, size)).status == 400);
  }
  auto request = TestWebhook::MakeRequest(good);
  for (const char* type : {"", "text/plain", "application/jsonp", "application/yaml"}) {
    request.content_type = type;
    CHECK(test.hook->Validate(request).status == 415);
  }
  request.content_type = "application/json; charset=utf-8";
  CHECK(test.hook->Validate(request).status == 200);
}

TEST_CASE("a limit that a user can reach is a verdict, and never stands in a delete's way") {
  TestWebhook test(MakeSnapshot(kEnforcing));
  for (const char* operation : {"CREATE", "UPDATE", "DELETE"}) {
    std::string body = Wire(UnsafeReview(operation));
    const std::string bomb = "\"bomb\":" + std::string(300, '[') + std::string(300, ']') + ",";
    body.insert(body.find("\"image\""), bomb);
    const Json verdict = TestWebhook::Verdict(test.Validate(body));
    CHECK(verdict.at("allowed") == (operation == std::string("DELETE")));
    if (!verdict.at("allowed")) CHECK(verdict.at("status").at("code") == 403);
  }
}

TEST_CASE("a body that was cut: a verdict when its uid is there, else an HTTP error") {
  TestWebhook test(MakeSnapshot(kEnforcing));
  const auto ask = [&](const std::string& body, bool overloaded) {
    auto request = TestWebhook::MakeRequest(body);
    request.body_cut = true;
    request.overloaded = overloaded;
    return test.hook->Validate(request);
  };
  const std::string create = Wire(UnsafeReview()).substr(0, 700);
  CHECK(TestWebhook::Verdict(ask(create, false)).at("status").at("code") == 403);
  CHECK(TestWebhook::Verdict(ask(create, true)).at("status").at("code") == 429);
  const std::string remove = Wire(UnsafeReview("DELETE")).substr(0, 700);
  CHECK(TestWebhook::Verdict(ask(remove, false)).at("allowed") == true);
  CHECK(TestWebhook::Verdict(ask(remove, true)).at("allowed") == true);
  CHECK(ask("{\"a\":", false).status == 413);
  CHECK(ask("", true).status == 503);
}

TEST_CASE("overload and a passed deadline keep enforcing") {
  for (const bool enforcing : {true, false}) {
    TestWebhook test(MakeSnapshot(enforcing ? kEnforcing : kAuditing));
    const std::string body = Wire(UnsafeReview());
    auto overloaded = TestWebhook::MakeRequest(body);
    overloaded.overloaded = true;
    auto late = TestWebhook::MakeRequest(body);
    late.started -= std::chrono::milliseconds(4'100);  // of 5 s, of which one may not be there
    for (const auto& request : {overloaded, late}) {
      const Json verdict = TestWebhook::Verdict(test.hook->Validate(request));
      CHECK(verdict.at("allowed") == !enforcing);
      if (enforcing) {
        CHECK(verdict.at("status").at("code") == 429);
        const int seconds = verdict.at("status").at("details").at("retryAfterSeconds");
        CHECK(seconds >= 1);
        CHECK(seconds <= 3);
      } else {
        CHECK(verdict.at("warnings").size() == 1);
        CHECK(verdict.at("auditAnnotations").contains("not-evaluated"));
      }
    }
    const std::string remove = Wire(UnsafeReview("DELETE"));
    auto deleting = overloaded;
    deleting.body = remove;
    CHECK(TestWebhook::Verdict(test.hook->Validate(deleting)).at("allowed") == true);
    CHECK(test.HasMetric("sluice_admission_shed_total{reason=\"deadline\"} 1"));
    CHECK(test.Lines()[0].at("decision") == "shed");
  }
}

TEST_CASE("the budget is the timeout less a second, at least half a second") {
  TestWebhook test(MakeSnapshot(kEnforcing));
  const std::string body = Wire(UnsafeReview());
  const auto code = [&](std::string_view target, int age_ms) {
    auto request = TestWebhook::MakeRequest(body);
    request.target = target;
    request.started -= std::chrono::milliseconds(age_ms);
    return TestWebhook::Verdict(test.hook->Validate(request)).at("status").at("code").get<int>();
  };
  CHECK(code("/validate?timeout=3s", 1'500) == 422);
  CHECK(code("/validate?timeout=3s", 2'500) == 429);
  CHECK(code("/validate?timeout=1s", 300) == 422);
  CHECK(code("/validate?timeout=1s", 700) == 429);
  CHECK(code("/validate", 8'000) == 422);
  CHECK(code("/validate", 9'500) == 429);
  CHECK(code("/validate?timeout=-1s", 8'000) == 422);
  CHECK(code("/validate?timeout=banana", 9'500) == 429);
}

TEST_CASE("a failure of ours denies where a policy can deny, and is never silent") {
  const auto broken = [](const engine::Snapshot&, const k8s::AdmissionRequest&) -> engine::Outcome {
    throw std::runtime_error("CANARY-in-an-exception");
  };
  for (const bool enforcing : {true, false}) {
    TestWebhook test(MakeSnapshot(enforcing ? kEnforcing : kAuditing), {broken, broken});
    for (const auto& response :
         {test.Validate(Wire(UnsafeReview())), test.Mutate(Wire(UnsafeReview()))}) {
      const Json verdict = TestWebhook::Verdict(response);
      CHECK(verdict.at("allowed") == !enforcing);
      if (enforcing) {
        CHECK(verdict.at("status").at("code") == 500);
      } else {
        CHECK(verdict.at("auditAnnotations").contains("error"));
        CHECK(verdict.at("warnings").size() == 1);
      }
      CHECK_FALSE(verdict.contains("patch"));
    }
    CHECK(test.HasMetric(std::string("sluice_errors_total{fatal=\"") +
                         (enforcing ? "true" : "false") + "\"} 2"));
    CHECK(TestWebhook::Verdict(test.Validate(Wire(UnsafeReview("DELETE")))).at("allowed") == true);
    const std::vector<Json> lines = test.Lines();
    CHECK(lines[0].at("decision") == "error");
    CHECK(lines[0].at("level") == "error");
    CHECK(test.AllText().find("CANARY") == std::string::npos);
  }
}

TEST_CASE("without policies nothing passes but deletes") {
  TestWebhook test(nullptr);
  CHECK(TestWebhook::Verdict(test.Validate(Wire(UnsafeReview()))).at("status").at("code") == 429);
  CHECK(TestWebhook::Verdict(test.Validate(Wire(UnsafeReview("DELETE")))).at("allowed") == true);
}

TEST_CASE("v1beta1 is answered in kind, dry runs are marked") {
  TestWebhook test(MakeSnapshot(kEnforcing));
  Json review = UnsafeReview();
  review["apiVersion"] = "admission.k8s.io/v1beta1";
  review["request"]["dryRun"] = true;
  const Json answer = Json::parse(test.Validate(Wire(review)).body);
  CHECK(answer.at("apiVersion") == "admission.k8s.io/v1beta1");
  CHECK(test.Lines()[0].at("dry_run") == true);
}

TEST_CASE("names in the log cannot break its lines") {
  TestWebhook test(MakeSnapshot(kEnforcing));
  Json review = UnsafeReview();
  review["request"]["userInfo"]["username"] = "a\r\n{\"event_type\":\"fake\"} %n {} \u001b[31m";
  review["request"]["kind"]["kind"] = std::string(100'000, 'K');
  TestWebhook::Verdict(test.Validate(Wire(review)));
  const std::vector<Json> lines = test.Lines();
  REQUIRE(lines.size() == 1);
  CHECK(test.lines[0].size() <= sluice::telemetry::kMaxLineBytes);
  CHECK(test.lines[0].find('\x1b') == std::string::npos);
  CHECK(test.metrics.Render().find("KKKK") == std::string::npos);
}

}  // namespace
