// SPDX-License-Identifier: Apache-2.0
// A webhook without a socket: requests are made by hand, log lines and answers are looked at.
#pragma once

#include <chrono>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sluice/rulebook/all.h"
#include "sluice/webhook/webhook.h"
#include "support/catch.h"

namespace sluice::test {

using Json = nlohmann::json;

inline const std::string kEnforcing =
    "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata:\n  name: strict\nspec:\n"
    "  profile: production\n";
inline const std::string kAuditing =
    "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata:\n  name: "
    "watching\nspec:\n"
    "  profile: baseline\n  actions: [Audit]\n";

inline std::shared_ptr<const engine::Snapshot> MakeSnapshot(const std::string& policy) {
  auto rulebook = rulebook::BuildShipped();
  if (!rulebook) FAIL(rulebook.error().message);
  auto snapshot = std::make_shared<engine::Snapshot>();
  snapshot->rulebook = std::make_shared<const rulebook::Rulebook>(*std::move(rulebook));
  const std::vector<policy::Source> shipped = policy::ShippedProfiles();
  const std::vector<policy::Source> sources = {{.file = "policy.yaml", .text = policy}};
  auto set = policy::PolicySet::Load(*snapshot->rulebook, shipped, sources);
  if (!set) FAIL(set.error().at(0).ToString());
  snapshot->policies = std::make_shared<const policy::PolicySet>(*std::move(set));
  return snapshot;
}

// A FlinkDeployment that keeps its state on the pod's own disk.
inline Json UnsafeReview(const std::string& operation = "CREATE") {
  Json object = Json::parse(R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment",
    "metadata":{"name":"orders","namespace":"prod"},
    "spec":{"image":"flink:1.20","flinkVersion":"v1_20","serviceAccount":"flink",
      "flinkConfiguration":{"state.checkpoints.dir":"file:///tmp/checkpoints",
        "execution.checkpointing.interval":"60s","s3.secret-key":"CANARY-SECRET"},
      "jobManager":{"resource":{"cpu":1,"memory":"2048m"}},
      "taskManager":{"resource":{"cpu":1,"memory":"2048m"}},
      "job":{"jarURI":"local:///opt/flink/job.jar","parallelism":1,"upgradeMode":"savepoint"}}})");
  Json request = {
      {"uid", "705ab4f5-6393-11e8-b7cc-42010a800002"},
      {"kind",
       {{"group", "flink.apache.org"}, {"version", "v1beta1"}, {"kind", "FlinkDeployment"}}},
      {"resource",
       {{"group", "flink.apache.org"}, {"version", "v1beta1"}, {"resource", "flinkdeployments"}}},
      {"name", "orders"},
      {"namespace", "prod"},
      {"operation", operation},
      {"userInfo", {{"username", "alice"}, {"groups", {"dev"}}}},
      {"object", object},
      {"oldObject", nullptr},
      {"dryRun", false}};
  if (operation == "DELETE") std::swap(request["object"], request["oldObject"]);
  return {{"kind", "AdmissionReview"}, {"apiVersion", "admission.k8s.io/v1"}, {"request", request}};
}

// The wire order of the API server, which nlohmann's sorted objects do not have: uid first.
inline std::string Wire(const Json& review) {
  const Json& request = review.at("request");
  std::string text = R"({"kind":"AdmissionReview","apiVersion":)" + review.at("apiVersion").dump() +
                     R"(,"request":{"uid":)" + request.at("uid").dump();
  for (const char* key : {"kind", "resource", "name", "namespace", "operation", "userInfo",
                          "object", "oldObject", "dryRun"}) {
    if (request.contains(key)) text += ",\"" + std::string(key) + "\":" + request.at(key).dump();
  }
  return text + "}}\n";
}

struct TestWebhook {
  explicit TestWebhook(std::shared_ptr<const engine::Snapshot> snapshot,
                       webhook::Judges judges = webhook::EngineJudges(),
                       webhook::Options options = {}) {
    if (snapshot) snapshots.Set(std::move(snapshot));
    auto made = telemetry::Log::To({}, [this](std::string_view piece) {
      const std::lock_guard lock(mutex);
      for (std::size_t end = 0; !piece.empty(); piece.remove_prefix(end)) {
        end = piece.find('\n') + 1;
        lines.emplace_back(piece.substr(0, end));
      }
      return true;
    });
    if (!made) FAIL(made.error().message);
    log = *std::move(made);
    hook = std::make_unique<webhook::Webhook>(snapshots, std::move(judges), *log, metrics, options);
  }

  static net::Request MakeRequest(std::string_view body) {
    return {.method = "POST",
            .target = "/validate?timeout=5s",
            .path = "/validate",
            .content_type = "application/json",
            .body = body,
            .body_size = body.size(),
            .started = std::chrono::steady_clock::now()};
  }
  net::Response Validate(std::string_view body) const { return hook->Validate(MakeRequest(body)); }
  net::Response Mutate(std::string_view body) const { return hook->Mutate(MakeRequest(body)); }

  // The response half of an answer, after checking what every answer must have.
  static Json Verdict(const net::Response& response) {
    INFO(response.body);
    REQUIRE(response.status == 200);
    const Json review = Json::parse(response.body);
    CHECK(review.at("kind") == "AdmissionReview");
    CHECK(review.at("apiVersion") == "admission.k8s.io/v1");
    CHECK(review.at("response").at("uid") == "705ab4f5-6393-11e8-b7cc-42010a800002");
    CHECK(review.at("response").at("allowed").is_boolean());
    return review.at("response");
  }

  // All log lines, once the log's thread has written them.
  std::vector<Json> Lines() {
    hook.reset();
    log.reset();
    std::vector<Json> parsed;
    for (const std::string& line : lines) parsed.push_back(Json::parse(line));
    return parsed;
  }
  std::string AllText() {
    Lines();
    std::string all = metrics.Render();
    for (const std::string& line : lines) all += line;
    return all;
  }
  bool HasMetric(const std::string& line) {
    return metrics.Render().find("\n" + line + "\n") != std::string::npos;
  }

  webhook::SnapshotBox snapshots;
  telemetry::Metrics metrics;
  std::mutex mutex;
  std::vector<std::string> lines;
  std::unique_ptr<telemetry::Log> log;
  std::unique_ptr<webhook::Webhook> hook;
};

}  // namespace sluice::test
