// SPDX-License-Identifier: Apache-2.0
// A server on 127.0.0.1 with an echoing handler, for the tests of this room.
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "sluice/net/server.h"
#include "support/catch.h"
#include "support/certificates.h"
#include "support/http_client.h"

namespace sluice::test {

inline std::shared_ptr<const net::TlsContext> MakeTls(const Pair& pair,
                                                      const std::string& ca = "") {
  auto built = net::TlsContext::Build(
      {.certificate_pem = pair.certificate_pem, .key_pem = pair.key_pem, .client_ca_pem = ca},
      std::chrono::system_clock::now());
  if (!built) FAIL(built.error().message);
  return *built;
}

struct TestServer {
  explicit TestServer(net::Limits limits = {}, bool tls = true, const std::string& client_ca = "",
                      unsigned workers = 2) {
    net::Handler echo = [this](const net::Request& request) {
      if (request.target == "/echo?throw") throw 1;
      ++handled;
      if (request.overloaded) ++shed;
      if (request.target == "/echo?slow")
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
      if (request.body_cut && request.target != "/echo?judge") return net::Refuse(413);
      return net::Response{.body = request.body_cut ? "cut" : std::string(request.body)};
    };
    auto started = net::Server::Start(
        {.workers = workers, .limits = limits}, tls ? MakeTls(pair, client_ca) : nullptr,
        {{.method = "POST", .path = "/echo", .handler = echo},
         {.method = "GET",
          .path = "/ping",
          .handler = [](const net::Request&) { return net::Response{.body = "pong"}; }}},
        metrics);
    if (!started) FAIL(started.error().message);
    server = *std::move(started);
  }

  [[nodiscard]] ClientOptions Options(bool tls = true) const {
    return {.port = server->port(), .tls = tls, .ca_pem = authority.pem()};
  }
  [[nodiscard]] std::unique_ptr<HttpClient> Client(bool tls = true) const {
    auto client = HttpClient::Connect(Options(tls));
    if (!client) FAIL("cannot connect");
    return client;
  }
  [[nodiscard]] double Metric(const std::string& line_start) {
    const std::string text = metrics.Render();
    const std::size_t at = text.find("\n" + line_start + " ");
    return at == std::string::npos ? -1 : std::stod(text.substr(at + line_start.size() + 2));
  }
  // True as soon as `condition` holds, false after five seconds.
  template <typename Condition>
  static bool Eventually(Condition condition) {
    for (int i = 0; i < 500; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  Authority authority;
  Pair pair = authority.Issue();
  telemetry::Metrics metrics;
  std::atomic<int> handled{0};
  std::atomic<int> shed{0};
  std::unique_ptr<net::Server> server;
};

}  // namespace sluice::test
