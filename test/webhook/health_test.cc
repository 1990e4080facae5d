// SPDX-License-Identifier: Apache-2.0
#include "webhook/fixture.h"

namespace {

namespace webhook = sluice::webhook;
using sluice::net::Request;

TEST_CASE("probes say what they are told") {
  bool live = true;
  std::string not_ready = "no policies are loaded";
  const auto routes =
      webhook::HealthRoutes({.live = [&] { return live; }, .not_ready = [&] { return not_ready; }});
  REQUIRE(routes.size() == 3);
  const auto ask = [&](std::string_view path) {
    for (const auto& route : routes) {
      if (route.path == path) return route.handler(Request{});
    }
    return sluice::net::Response{.status = 404};
  };
  CHECK(ask("/healthz").status == 200);
  CHECK(ask("/livez").body == "ok\n");
  CHECK(ask("/readyz").status == 503);
  CHECK(ask("/readyz").body == "not ready: no policies are loaded\n");
  not_ready.clear();
  live = false;
  CHECK(ask("/readyz").status == 200);
  CHECK(ask("/livez").status == 503);
}

TEST_CASE("metrics are served as Prometheus wants them") {
  sluice::telemetry::Metrics metrics;
  metrics.AddCounter("sluice_x_total", "X.").Increment();
  const auto response = webhook::MetricsRoutes(metrics).at(0).handler(Request{});
  CHECK(response.content_type == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(response.body.find("# TYPE sluice_x_total counter\nsluice_x_total 1\n") !=
        std::string::npos);
}

TEST_CASE("the self-test passes with the shipped policies and fails with a broken engine") {
  const auto snapshot = sluice::test::MakeSnapshot(sluice::test::kAuditing);
  CHECK(webhook::SelfTest(webhook::EngineJudges(), *snapshot).empty());
  const auto everything_passes = [](const sluice::engine::Snapshot&,
                                    const sluice::k8s::AdmissionRequest&) {
    return sluice::engine::Outcome{};
  };
  CHECK_FALSE(webhook::SelfTest({everything_passes, everything_passes}, *snapshot).empty());
}

}  // namespace
