// SPDX-License-Identifier: Apache-2.0
// Requests, good and bad, over real sockets.
#include "net/fixture.h"

namespace {

using sluice::test::PostText;
using sluice::test::TestServer;
using std::chrono::milliseconds;

TEST_CASE("one connection serves many requests of every size") {
  TestServer server;
  const auto client = server.Client();
  for (const std::size_t size : {0UL, 1UL, 100UL, 8'000UL, 20'000UL, 300'000UL, 3'000'000UL, 5UL}) {
    const std::string body(size, 'x');
    REQUIRE(client->Send(PostText("/echo?timeout=3s", body)));
    const auto response = client->Read();
    REQUIRE(response.has_value());
    CHECK(response->status == 200);
    CHECK(response->body == body);
    CHECK(response->fields.count("connection") == 0);
  }
  CHECK(server.server->connections() == 1);
}

TEST_CASE("a hundred pipelined requests are answered in order") {
  TestServer server;
  const auto client = server.Client();
  std::string all;
  for (int i = 0; i < 100; ++i) all += PostText("/echo", "body " + std::to_string(i));
  REQUIRE(client->Send(all));
  for (int i = 0; i < 100; ++i) {
    const auto response = client->Read();
    REQUIRE(response.has_value());
    CHECK(response->body == "body " + std::to_string(i));
  }
}

TEST_CASE("a request split at each byte is the same request") {
  TestServer server({}, false);
  const std::string text = PostText("/echo", "hello");
  const auto client = server.Client(false);
  for (std::size_t split = 1; split < text.size(); ++split) {
    REQUIRE(client->Send(std::string_view(text).substr(0, split)));
    if (split % 16 == 0) std::this_thread::sleep_for(milliseconds(1));
    REQUIRE(client->Send(std::string_view(text).substr(split)));
    const auto response = client->Read();
    REQUIRE(response.has_value());
    CHECK(response->body == "hello");
  }
}

TEST_CASE("every byte in a TLS record of its own") {
  TestServer server;
  const auto client = server.Client();
  for (const char c : PostText("/echo", "hello")) REQUIRE(client->Send({&c, 1}));
  const auto response = client->Read();
  REQUIRE(response.has_value());
  CHECK(response->body == "hello");
}

TEST_CASE("wrong paths, methods and codings keep the connection") {
  TestServer server;
  const auto client = server.Client();
  struct Case {
    std::string text;
    int status;
  };
  const std::string get = "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const Case& c : {Case{PostText("/nope", "body"), 404},
                        {PostText("/echo/", "body"), 404},
                        {PostText("/ping", "body"), 405},
                        {"PUT /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 405},
                        {"OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\r\n", 405},
                        {PostText("/echo", "body", "Content-Encoding: gzip\r\n"), 415},
                        {PostText("/nope", std::string(200'000, 'x')), 404},
                        {"POST /echo HTTP/1.1\r\nHost: a\r\n\r\n", 411},
                        {get, 200}}) {
    INFO(c.text.substr(0, 40));
    REQUIRE(client->Send(c.text));
    const auto response = client->Read();
    REQUIRE(response.has_value());
    CHECK(response->status == c.status);
    CHECK(response->fields.count("connection") == 0);
  }
  REQUIRE(client->Send("HEAD /ping HTTP/1.1\r\nHost: a\r\n\r\n"));
  CHECK_FALSE(client->ClosedWithin(milliseconds(200)));
}

TEST_CASE("what cannot be framed is refused and ends the connection") {
  TestServer server({}, false);
  for (const std::string& text : std::vector<std::string>{
           "\r\n\r\n", "GARBAGE\r\n\r\n", "GET /ping HTTP/1.1\n\n", "GET /ping HTTP/1.1\r\n\r\n",
           "GET /ping HTTP/1.0\r\nHost: a\r\n\r\n",
           PostText("/echo", "5\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n"),
           "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\nGET /ping "
           "HTTP/1.1",
           "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello",
           "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"}) {
    INFO(text);
    const auto client = server.Client(false);
    REQUIRE(client->Send(text));
    const auto response = client->Read();
    REQUIRE(response.has_value());
    CHECK(response->status >= 400);
    CHECK(response->fields.at("connection") == "close");
    CHECK(client->ClosedWithin(milliseconds(3'000)));
  }
  CHECK(server.handled == 0);
}

TEST_CASE("a throwing handler costs its request only") {
  TestServer server;
  const auto client = server.Client();
  REQUIRE(client->Send(PostText("/echo?throw", "x") + PostText("/echo", "y")));
  CHECK(client->Read()->status == 500);
  CHECK(client->Read()->body == "y");
  CHECK(server.Metric("sluice_http_handler_failures_total{server=\"admission\"}") == 1);
}

TEST_CASE("Connection: close and Expect are honoured") {
  TestServer server;
  const auto client = server.Client();
  REQUIRE(
      client->Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                   "Expect: 100-continue\r\nConnection: close\r\n\r\n"));
  CHECK(client->Read()->status == 100);
  REQUIRE(client->Send("ab"));
  const auto response = client->Read();
  REQUIRE(response.has_value());
  CHECK(response->body == "ab");
  CHECK(response->fields.at("connection") == "close");
  CHECK(client->ClosedWithin(milliseconds(3'000)));
}

TEST_CASE("a half-closed client still gets its answer, a reset one leaves nothing behind") {
  TestServer server({}, false);
  const auto half = server.Client(false);
  REQUIRE(half->Send(PostText("/echo", "hello")));
  half->HalfClose();
  CHECK(half->Read()->body == "hello");
  for (int i = 0; i < 20; ++i) {
    const auto client = server.Client(false);
    REQUIRE(client->Send(PostText("/echo", std::string(100'000, 'x')).substr(0, 50'000)));
    client->Reset();
  }
  CHECK(TestServer::Eventually([&] { return server.server->connections() <= 1; }));
}

TEST_CASE("a thousand hostile requests end in refusals and a server that still serves") {
  TestServer server({}, false);
  unsigned state = 12345;
  const auto random = [&state](unsigned below) {
    state = state * 1'103'515'245U + 12'345U;
    return (state >> 16U) % below;
  };
  const std::string good = PostText("/echo", "hello");
  int answered = 0;
  for (int i = 0; i < 1'000; ++i) {
    std::string text = good;
    for (unsigned n = 0; n <= random(4); ++n) {
      text[random(static_cast<unsigned>(text.size() - 5))] = static_cast<char>(random(256));
    }
    const auto client = server.Client(false);
    client->Send(text);
    client->HalfClose();
    if (const auto response = client->Read()) {
      ++answered;
      CHECK((response->status == 200 || response->status >= 400));
    }
  }
  CHECK(answered > 500);
  const auto client = server.Client(false);
  REQUIRE(client->Send(good));
  CHECK(client->Read()->body == "hello");
  CHECK(TestServer::Eventually([&] { return server.server->connections() == 1; }));
}

}  // namespace
