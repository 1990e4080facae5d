// SPDX-License-Identifier: Apache-2.0
#include "sluice/webhook/webhook.h"

namespace sluice::webhook {
namespace {

constexpr std::string_view kPlain = "text/plain; charset=utf-8";

net::Response Say(bool good, std::string words) {
  return {.status = good ? 200 : 503, .body = std::move(words) + "\n", .content_type = kPlain};
}

}  // namespace

std::vector<net::Route> HealthRoutes(Health health) {
  const net::Handler live = [check = std::move(health.live)](const net::Request&) {
    const bool good = check();
    return Say(good, good ? "ok" : "a worker does not answer");
  };
  const net::Handler ready = [check = std::move(health.not_ready)](const net::Request&) {
    const std::string why_not = check();
    return Say(why_not.empty(), why_not.empty() ? "ok" : "not ready: " + why_not);
  };
  return {{.method = "GET", .path = "/healthz", .handler = live},
          {.method = "GET", .path = "/livez", .handler = live},
          {.method = "GET", .path = "/readyz", .handler = ready}};
}

std::vector<net::Route> MetricsRoutes(telemetry::Metrics& metrics) {
  return {{.method = "GET", .path = "/metrics", .handler = [&metrics](const net::Request&) {
             return net::Response{.body = metrics.Render(),
                                  .content_type = "text/plain; version=0.0.4; charset=utf-8"};
           }}};
}

}  // namespace sluice::webhook
