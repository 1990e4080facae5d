// SPDX-License-Identifier: Apache-2.0
// Every limit is reached: deadlines, sizes, counts; and what happens to the others meanwhile.
#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/fixture.h"

namespace {

using sluice::net::Limits;
using sluice::test::ConnectTcp;
using sluice::test::HttpClient;
using sluice::test::PostText;
using sluice::test::TestServer;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

Limits Short() {
  Limits limits;
  limits.handshake = limits.header = limits.body = limits.write = milliseconds(300);
  limits.idle = milliseconds(1'000);
  return limits;
}

TEST_CASE("a stalled handshake is closed at its deadline") {
  TestServer server(Short());
  const auto start = Clock::now();
  const auto client = server.Client(false);
  CHECK(client->ClosedWithin(milliseconds(3'000)));
  CHECK(Clock::now() - start >= milliseconds(300));
  CHECK(TestServer::Eventually([&] {
    return server.Metric(
               "sluice_tls_handshake_errors_total{reason=\"timeout\",server=\"admission\"}") == 1;
  }));
}

TEST_CASE("a slow header and a slow body get 408") {
  TestServer server(Short());
  const std::string text = PostText("/echo", "hello");
  for (const std::size_t part : {std::size_t{1}, std::size_t{60}, text.size() - 1}) {
    const auto client = server.Client();
    REQUIRE(client->Send(std::string_view(text).substr(0, part)));
    const auto response = client->Read();
    REQUIRE(response.has_value());
    CHECK(response->status == 408);
    CHECK(response->fields.at("connection") == "close");
  }
  CHECK(server.handled == 0);
}

TEST_CASE("a body that trickles is cut at the absolute deadline") {
  TestServer server(Short());
  const auto client = server.Client();
  const std::string text = PostText("/echo", std::string(100, 'x'));
  REQUIRE(client->Send(std::string_view(text).substr(0, text.size() - 100)));
  const auto start = Clock::now();
  for (int i = 0; i < 60 && client->Send("x"); ++i) {
    std::this_thread::sleep_for(milliseconds(20));
  }
  CHECK(client->Read()->status == 408);
  CHECK(Clock::now() - start < milliseconds(3'000));
}

TEST_CASE("an idle connection is closed only at the idle deadline") {
  TestServer server(Short());
  const auto client = server.Client();
  REQUIRE(client->Send(PostText("/echo", "x")));
  REQUIRE(client->Read().has_value());
  std::this_thread::sleep_for(milliseconds(600));
  REQUIRE(client->Send(PostText("/echo", "y")));
  REQUIRE(client->Read().has_value());
  const auto start = Clock::now();
  CHECK(client->ClosedWithin(milliseconds(3'000)));
  CHECK(Clock::now() - start >= milliseconds(900));
}

TEST_CASE("a client that does not read is closed at the write deadline") {
  TestServer server(Short());
  const auto client = server.Client();
  const int small = 4'096;
  setsockopt(client->fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
  REQUIRE(client->Send(PostText("/echo", std::string(7'000'000, 'x'))));
  CHECK(TestServer::Eventually([&] { return server.server->connections() == 0; }));
}

TEST_CASE("headers at and over the limit") {
  TestServer server;
  const std::string base = "GET /ping HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n";
  const auto padded = [&base](std::size_t size) {
    std::string text = base;
    return text.insert(text.size() - 4, std::string(size - base.size(), 'x'));
  };
  const auto client = server.Client();
  REQUIRE(client->Send(padded(16'384)));
  CHECK(client->Read()->status == 200);
  REQUIRE(client->Send(padded(16'385)));
  CHECK(client->Read()->status == 431);
  const auto bomb = server.Client();
  bomb->Send(base.substr(0, base.size() - 4) + std::string(200'000, 'x'));
  const auto response = bomb->Read();
  CHECK((!response || response->status == 431));
}

TEST_CASE("a body over the limit: a verdict keeps the connection, a refusal ends it") {
  Limits limits;
  limits.body_bytes = 100'000;
  TestServer server(limits);
  const auto client = server.Client();
  REQUIRE(client->Send(PostText("/echo", std::string(100'000, 'x'))));
  CHECK(client->Read()->body.size() == 100'000);
  REQUIRE(client->Send(PostText("/echo?judge", std::string(2'500'000, 'x'))));
  CHECK(client->Read()->body == "cut");
  REQUIRE(client->Send(PostText("/echo", std::string(900'000, 'x'))));
  const auto small = client->Read();
  REQUIRE(small.has_value());
  CHECK(small->status == 413);
  CHECK(small->fields.count("connection") == 0);
  REQUIRE(client->Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99000000000\r\n\r\n" +
                       std::string(1'200'000, 'x')));
  const auto huge = client->Read();
  REQUIRE(huge.has_value());
  CHECK(huge->status == 413);
  CHECK(huge->fields.at("connection") == "close");
}

TEST_CASE("bodies of all connections together are limited") {
  Limits limits;
  limits.bodies_bytes = 1'000'000;
  TestServer server(limits);
  const auto hoarder = server.Client();
  REQUIRE(hoarder->Send(PostText("/echo", std::string(900'000, 'x')).substr(0, 850'000)));
  std::this_thread::sleep_for(milliseconds(200));
  const auto client = server.Client();
  REQUIRE(client->Send(PostText("/echo?judge", std::string(500'000, 'x'))));
  CHECK(client->Read()->body == "cut");
  CHECK(server.shed == 1);
  REQUIRE(client->Send(PostText("/echo", std::string(60'000, 'x'))));
  CHECK(client->Read()->body.size() == 60'000);
}

TEST_CASE("at the connection limit new ones wait, and get their turn") {
  Limits limits;
  limits.connections = 4;
  TestServer server(limits);
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 4; ++i) clients.push_back(server.Client());
  auto options = server.Options();
  options.timeout = milliseconds(10'000);
  std::thread freeing([&] {
    std::this_thread::sleep_for(milliseconds(300));
    clients.pop_back();
  });
  const auto start = Clock::now();
  const auto waiting = HttpClient::Connect(options);
  CHECK(Clock::now() - start >= milliseconds(290));
  REQUIRE(waiting != nullptr);
  REQUIRE(waiting->Send(PostText("/echo", "x")));
  CHECK(waiting->Read().has_value());
  freeing.join();
}

TEST_CASE("at the connection limit only what was never used has to go") {
  Limits limits;
  limits.connections = 3;
  limits.unused_when_full = milliseconds(300);
  TestServer server(limits);
  const auto used = server.Client();
  REQUIRE(used->Send(PostText("/echo", "x")));
  REQUIRE(used->Read().has_value());
  const auto unused = server.Client();
  const auto unused_too = server.Client();
  const auto late = server.Client();  // waits until one of the two is gone
  REQUIRE(late->Send(PostText("/echo", "late")));
  CHECK(late->Read()->body == "late");
  REQUIRE(used->Send(PostText("/echo", "still here")));
  CHECK(used->Read()->body == "still here");
  CHECK(server.Metric("sluice_http_connections_evicted_total{server=\"admission\"}") >= 1);
}

TEST_CASE("slow clients of every kind do not slow the others") {
  TestServer server;
  std::vector<int> stalled;
  std::vector<std::unique_ptr<HttpClient>> half;
  for (int i = 0; i < 50; ++i) {
    stalled.push_back(ConnectTcp(server.server->port()));
    half.push_back(server.Client());
    half.back()->Send(PostText("/echo", "hello").substr(0, i % 2 == 0 ? 10 : 150));
  }
  const auto client = server.Client();
  const auto start = Clock::now();
  for (int i = 0; i < 100; ++i) {
    REQUIRE(client->Send(PostText("/echo", "x")));
    REQUIRE(client->Read().has_value());
  }
  CHECK(Clock::now() - start < milliseconds(2'000));
  for (const int fd : stalled) close(fd);
}

TEST_CASE("a worker that lags for long sheds, and recovers") {
  Limits limits;
  limits.lag_cpu_share = 0;  // the slow handler sleeps
  TestServer server(limits, false, "", 1);
  std::atomic<bool> stop{false};
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      const auto client = server.Client(false);
      while (!stop && client->Send(PostText("/echo?slow", "x")) && client->Read()) {
      }
    });
  }
  CHECK(TestServer::Eventually([&] { return server.shed > 0; }));
  stop = true;
  for (auto& client : clients) client.join();
  CHECK(TestServer::Eventually([&] { return !server.server->overloaded(); }));
}

TEST_CASE("a worker that gets no CPU does not shed") {
  TestServer server({}, false, "", 1);
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      const auto client = server.Client(false);
      for (int n = 0; n < 5 && client->Send(PostText("/echo?slow", "x")) && client->Read(); ++n) {
      }
    });
  }
  for (auto& client : clients) client.join();
  CHECK(server.handled == 40);
  CHECK(server.shed == 0);
}

TEST_CASE("draining: answers carry Connection: close, idle ones stay, none fails") {
  TestServer server;
  std::atomic<bool> stop{false};
  std::atomic<int> failures{0};
  const auto idle = server.Client();
  std::vector<std::thread> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back([&] {
      std::unique_ptr<HttpClient> client;
      while (!stop) {
        if (!client) client = server.Client();
        std::optional<sluice::test::HttpResponse> response;
        if (client->Send(PostText("/echo", "x"))) response = client->Read();
        if (!response) ++failures;
        if (!response || response->fields.count("connection") == 1) client.reset();
      }
    });
  }
  std::this_thread::sleep_for(milliseconds(100));
  server.server->Drain();
  std::this_thread::sleep_for(milliseconds(300));
  stop = true;
  for (auto& client : clients) client.join();
  CHECK(failures == 0);
  CHECK(TestServer::Eventually([&] { return server.server->connections() == 1; }));
  REQUIRE(idle->Send(PostText("/echo", "last")));
  const auto response = idle->Read();
  REQUIRE(response.has_value());
  CHECK(response->fields.at("connection") == "close");
  CHECK(TestServer::Eventually([&] { return server.server->connections() == 0; }));
}

TEST_CASE("stopping ends open connections at once") {
  TestServer server;
  const auto idle = server.Client();
  const auto half = server.Client();
  half->Send("POST /echo HT");
  const int stalled = ConnectTcp(server.server->port());
  const auto start = Clock::now();
  server.server->Stop();
  CHECK(Clock::now() - start < milliseconds(2'000));
  close(stalled);
}

TEST_CASE("a port that is taken and an address that is none") {
  TestServer server;
  sluice::telemetry::Metrics metrics;
  auto taken = sluice::net::Server::Start({.port = server.server->port()}, nullptr, {}, metrics);
  REQUIRE_FALSE(taken.has_value());
  CHECK(taken.error().message.find("Address already in use") != std::string::npos);
  CHECK_FALSE(
      sluice::net::Server::Start({.address = "localhost"}, nullptr, {}, metrics).has_value());
}

TEST_CASE("without free descriptors accepting pauses and recovers") {
  TestServer server;
  rlimit old{};
  getrlimit(RLIMIT_NOFILE, &old);
  // The clients take their descriptors first, then none is left for the server's side.
  std::vector<int> sockets;
  for (int i = 0; i < 4; ++i) {
    sockets.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  }
  const int highest = dup(0);
  close(highest);
  const rlimit none{.rlim_cur = static_cast<rlim_t>(highest), .rlim_max = old.rlim_max};
  setrlimit(RLIMIT_NOFILE, &none);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(server.server->port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (const int fd : sockets) {
    CHECK(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
  }
  std::this_thread::sleep_for(milliseconds(500));
  setrlimit(RLIMIT_NOFILE, &old);
  const double errors = server.Metric("sluice_http_accept_errors_total{server=\"admission\"}");
  CHECK(errors >= 1);
  CHECK(errors <= 20);
  for (const int fd : sockets) close(fd);
  const auto client = server.Client();
  REQUIRE(client->Send(PostText("/echo", "x")));
  CHECK(client->Read().has_value());
}

}  // namespace
