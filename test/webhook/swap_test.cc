// SPDX-License-Identifier: Apache-2.0
// Policies swapped while several threads judge: every answer is of one set, none fails.
#include <atomic>
#include <thread>

#include "sluice/net/server.h"
#include "support/certificates.h"
#include "support/http_client.h"
#include "webhook/fixture.h"

namespace {

using sluice::test::Json;
using sluice::test::kAuditing;
using sluice::test::kEnforcing;
using sluice::test::MakeSnapshot;
using sluice::test::TestWebhook;
using sluice::test::UnsafeReview;
using sluice::test::Wire;

TEST_CASE("a swap under load never mixes two sets") {
  const auto strict = MakeSnapshot(kEnforcing);
  const auto watching = MakeSnapshot(kAuditing);
  TestWebhook test(strict);
  const std::string body = Wire(UnsafeReview());
  std::atomic<bool> stop{false};
  std::atomic<int> mixed{0};
  std::atomic<int> denied{0};
  std::atomic<int> allowed{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (!stop) {
        const Json response = Json::parse(test.Validate(body).body).at("response");
        const bool is_allowed = response.at("allowed");
        const std::string& digest =
            is_allowed ? watching->policies->digest() : strict->policies->digest();
        if (response.at("auditAnnotations").value("policy-digest", "") != digest) ++mixed;
        ++(is_allowed ? allowed : denied);
      }
    });
  }
  for (int i = 0; i < 200; ++i) {
    test.snapshots.Set(i % 2 == 0 ? watching : strict);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  stop = true;
  for (auto& thread : threads) thread.join();
  CHECK(mixed == 0);
  CHECK(denied > 0);
  CHECK(allowed > 0);
}

TEST_CASE("the whole way over TLS") {
  TestWebhook test(MakeSnapshot(kEnforcing));
  const sluice::test::Authority authority;
  const auto pair = authority.Issue();
  const auto tls = sluice::net::TlsContext::Build(
      {.certificate_pem = pair.certificate_pem, .key_pem = pair.key_pem},
      std::chrono::system_clock::now());
  REQUIRE(tls.has_value());
  const auto server =
      sluice::net::Server::Start({.workers = 2}, *tls, test.hook->Routes(), test.metrics);
  REQUIRE(server.has_value());
  const auto client =
      sluice::test::HttpClient::Connect({.port = (*server)->port(), .ca_pem = authority.pem()});
  REQUIRE(client != nullptr);
  for (const char* path : {"/validate?timeout=5s", "/mutate?timeout=3s"}) {
    REQUIRE(client->Send(sluice::test::PostText(path, Wire(UnsafeReview()))));
    const auto answer = client->Read();
    REQUIRE(answer.has_value());
    CHECK(answer->status == 200);
    CHECK(answer->fields.at("content-type") == "application/json");
    CHECK(Json::parse(answer->body).at("response").at("allowed") ==
          (std::string(path).substr(0, 7) == "/mutate"));
  }
  REQUIRE(client->Send(sluice::test::PostText("/validate", "nonsense")));
  CHECK(client->Read()->status == 400);
}

}  // namespace
