// SPDX-License-Identifier: Apache-2.0
#include "net/fixture.h"

namespace {

using sluice::net::TlsContext;
using sluice::test::Authority;
using sluice::test::HttpClient;
using sluice::test::MakeTls;
using sluice::test::Pair;
using sluice::test::PostText;
using sluice::test::TestServer;

std::string BuildError(const Pair& pair, const std::string& ca = "") {
  const auto built = TlsContext::Build(
      {.certificate_pem = pair.certificate_pem, .key_pem = pair.key_pem, .client_ca_pem = ca},
      std::chrono::system_clock::now());
  return built ? "" : built.error().message;
}

TEST_CASE("a good pair is taken and says when it ends") {
  const Authority authority;
  const Pair pair = authority.Issue({.to_days = 10});
  const auto tls = MakeTls(pair);
  const auto left = tls->not_after() - std::chrono::system_clock::now();
  CHECK(left < std::chrono::hours(241));
  CHECK(left > std::chrono::hours(238));
  CHECK(tls->advice().empty());
  CHECK_FALSE(tls->serial().empty());
}

TEST_CASE("bad pairs are refused with a sentence that quotes nothing") {
  const Authority authority;
  const Pair good = authority.Issue();
  const Pair other = authority.Issue();
  CHECK(BuildError(good).empty());
  CHECK(BuildError({good.certificate_pem, other.key_pem}) ==
        "The private key does not belong to the certificate.");
  CHECK(BuildError(authority.Issue({.from_days = -9, .to_days = 0})).find("expired") !=
        std::string::npos);
  CHECK(BuildError(authority.Issue({.san = false})).find("subject alternative name") !=
        std::string::npos);
  CHECK(BuildError({"", good.key_pem}).find("certificate file") != std::string::npos);
  CHECK(BuildError({good.certificate_pem, ""}).find("private key file") != std::string::npos);
  CHECK(BuildError({good.key_pem, good.certificate_pem}).find("no PEM") != std::string::npos);
  CHECK(BuildError({good.certificate_pem.substr(0, 200), good.key_pem}).find("no PEM") !=
        std::string::npos);
  CHECK(BuildError(good, "not a certificate").find("client CA") != std::string::npos);
  std::string long_chain;
  for (int i = 0; i < 20; ++i) long_chain += good.certificate_pem;
  CHECK(BuildError({long_chain, good.key_pem}).find("more than 10") != std::string::npos);
}

TEST_CASE("an RSA key works and is advised against") {
  const Authority authority;
  const auto tls = MakeTls(authority.Issue({.rsa = true}));
  REQUIRE(tls->advice().size() == 1);
  CHECK(tls->advice()[0].find("P-256") != std::string::npos);
}

TEST_CASE("protocol versions and ALPN") {
  TestServer server;
  auto options = server.Options();
  CHECK(HttpClient::Connect(options)->protocol() == "TLSv1.3");
  CHECK(HttpClient::Connect(options)->alpn() == "http/1.1");
  options.max_version = "1.2";
  CHECK(HttpClient::Connect(options)->protocol() == "TLSv1.2");
  options.max_version = "1.1";
  CHECK(HttpClient::Connect(options) == nullptr);
  options.max_version = "";
  options.alpn = "h2";
  CHECK(HttpClient::Connect(options) == nullptr);
  options.alpn = "";
  REQUIRE(HttpClient::Connect(options) != nullptr);
  CHECK(TestServer::Eventually([&] {
    return server.Metric(
               "sluice_tls_handshake_errors_total{reason=\"version\",server=\"admission\"}") == 1 &&
           server.Metric(
               "sluice_tls_handshake_errors_total{reason=\"no_overlap\",server=\"admission\"}") ==
               1;
  }));
}

TEST_CASE("plain HTTP on the TLS port is closed and counted") {
  TestServer server;
  const auto client = server.Client(false);
  REQUIRE(client->Send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n"));
  CHECK_FALSE(client->Read().has_value());
  CHECK(TestServer::Eventually([&] {
    return server.Metric(
               "sluice_tls_handshake_errors_total{reason=\"plain_http\",server=\"admission\"}") ==
           1;
  }));
}

// In TLS 1.3 a client learns of its refusal only when it reads.
bool Serves(const sluice::test::ClientOptions& options) {
  const auto client = HttpClient::Connect(options);
  return client && client->Send(PostText("/echo", "x")) && client->Read().has_value();
}

TEST_CASE("client certificates, when a client CA is given") {
  const Authority clients("client CA");
  const Authority strangers("another CA");
  TestServer server({}, true, clients.pem());
  for (const char* version : {"", "1.2"}) {
    auto options = server.Options();
    options.max_version = version;
    CHECK_FALSE(Serves(options));
    for (const auto& [issuer, days, good] :
         {std::tuple(&clients, 5, true), std::tuple(&clients, 0, false),
          std::tuple(&strangers, 5, false)}) {
      const Pair pair = issuer->Issue({.name = "apiserver", .from_days = -9, .to_days = days});
      options.certificate_pem = pair.certificate_pem;
      options.key_pem = pair.key_pem;
      CHECK(Serves(options) == good);
    }
  }
  CHECK(server.Metric("sluice_tls_handshake_errors_total{reason=\"client_certificate\",server="
                      "\"admission\"}") >= 4);
}

TEST_CASE("certificates swapped under load: no failure, and new connections get the new one") {
  TestServer server;
  std::atomic<bool> stop{false};
  std::atomic<int> failures{0};
  std::atomic<int> good{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back([&] {
      while (!stop) {
        const auto client = HttpClient::Connect(server.Options());
        for (int n = 0; n < 5; ++n) {
          const bool served =
              client && client->Send(PostText("/echo", "x")) && client->Read().has_value();
          ++(served ? good : failures);
        }
      }
    });
  }
  const auto old_client = server.Client();
  std::shared_ptr<const TlsContext> last;
  for (int i = 0; i < 40; ++i) {
    last = MakeTls(server.authority.Issue());
    server.server->SetTls(last);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  stop = true;
  for (auto& client : clients) client.join();
  CHECK(failures == 0);
  CHECK(good > 50);
  CHECK(server.Client()->peer_serial() == last->serial());
  REQUIRE(old_client->Send(PostText("/echo", "still here")));
  CHECK(old_client->Read()->body == "still here");
}

}  // namespace
