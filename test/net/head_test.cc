// SPDX-License-Identifier: Apache-2.0
#include "net/head.h"

#include "support/catch.h"

namespace {

using namespace sluice::net;  // NOLINT(google-build-using-namespace): a test of this room

constexpr std::size_t kFields = 64;
const std::string kHost = "Host: a\r\n";

// 0 when the head is accepted, else the status.
int Judge(const std::string& head) {
  std::size_t scanned = 0;
  const auto end = FindHeadEnd(head, scanned);
  if (!end) return end.error();
  if (!*end) return -1;
  const auto parsed = ParseHead(std::string_view(head).substr(0, **end), kFields);
  return parsed ? 0 : parsed.error();
}

std::string Post(const std::string& fields) { return "POST /v HTTP/1.1\r\n" + fields + "\r\n"; }

TEST_CASE("the API server's own request is read") {
  const std::string text =
      "POST /validate?timeout=3s HTTP/1.1\r\nHost: s.n.svc:443\r\n"
      "User-Agent: kube-apiserver-admission\r\nContent-Length: 2841\r\n"
      "Accept: application/json, */*\r\nContent-Type: application/json\r\n"
      "Accept-Encoding: gzip\r\n\r\n";
  const auto head = ParseHead(text, kFields);
  REQUIRE(head.has_value());
  CHECK(head->method == "POST");
  CHECK(head->target == "/validate?timeout=3s");
  CHECK(head->path() == "/validate");
  CHECK(head->content_length == 2841);
  CHECK(head->has_length);
  CHECK(head->keep_alive);
  CHECK_FALSE(head->encoded);
  CHECK(head->content_type == "application/json");
}

TEST_CASE("where a head ends, byte by byte") {
  const std::string text = Post(kHost);
  std::size_t scanned = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto end = FindHeadEnd(std::string_view(text).substr(0, i), scanned);
    REQUIRE(end.has_value());
    CHECK_FALSE(end->has_value());
  }
  CHECK(FindHeadEnd(text, scanned).value() == text.size());
  scanned = 0;
  CHECK(FindHeadEnd(text + "body\n", scanned).value() == text.size());
}

TEST_CASE("lengths and transfer encodings that peers disagree about are refused") {
  CHECK(Judge(Post(kHost + "Content-Length: 5\r\n")) == 0);
  for (const char* length :
       {"5, 5", "+5", "-1", "0x5", "", "5 5", "99999999999999999999999", "5;"}) {
    CHECK(Judge(Post(kHost + "Content-Length: " + length + "\r\n")) == 400);
  }
  CHECK(Judge(Post(kHost + "Content-Length: 5\r\nContent-Length: 5\r\n")) == 400);
  CHECK(Judge(Post(kHost + "Content-Length: 5\r\nContent-Length: 6\r\n")) == 400);
  for (const char* coding : {"chunked", "chunked, gzip", "xchunked", "gzip", "identity", ""}) {
    const int status = Judge(Post(kHost + "Transfer-Encoding: " + coding + "\r\n"));
    CHECK((status == 501 || status == 400));
  }
  const int both = Judge(Post(kHost + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"));
  CHECK((both == 501 || both == 400));
}

TEST_CASE("request lines") {
  CHECK(Judge("POST /v HTTP/1.0\r\n" + kHost + "\r\n") == 505);
  CHECK(Judge("POST /v HTTP/2.0\r\n" + kHost + "\r\n") == 505);
  CHECK(Judge("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == 505);
  for (const char* line : {"GET http://a/v HTTP/1.1", "GET * HTTP/1.1", "GET v HTTP/1.1", "GET /v",
                           "GET  /v HTTP/1.1", "GET /v HTTP/1.1 ", "/v HTTP/1.1",
                           "GET /\x01 HTTP/1.1", "G@T /v HTTP/1.1", "GET /v http/1.1"}) {
    INFO(line);
    CHECK(Judge(std::string(line) + "\r\n" + kHost + "\r\n") >= 400);
  }
  CHECK(Judge("\r\nGET /v HTTP/1.1\r\n" + kHost + "\r\n") == 400);
}

TEST_CASE("fields") {
  CHECK(Judge(Post("")) == 400);                               // no Host
  CHECK(Judge(Post(kHost + kHost)) == 400);                    // two
  CHECK(Judge(Post(kHost + "A : b\r\n")) == 400);              // space before the colon
  CHECK(Judge(Post(kHost + "A: b\r\n c\r\n")) == 400);         // folded
  CHECK(Judge(Post(kHost + "A: b\r\n\tc\r\n")) == 400);        // folded
  CHECK(Judge("POST /v HTTP/1.1\n" + kHost + "\r\n") == 400);  // LF only
  CHECK(Judge(Post(kHost + std::string("A: \0b\r\n", 7))) == 400);
  CHECK(Judge(Post(kHost + "nothing\r\n")) == 400);
  CHECK(Judge(Post(kHost + "Expect: something\r\n")) == 400);
  std::string many = kHost;
  for (int i = 0; i < 63; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
  CHECK(Judge(Post(many)) == 0);
  CHECK(Judge(Post(many + "X-63: 1\r\n")) == 431);
}

TEST_CASE("content encodings, connection, expect") {
  CHECK(ParseHead(Post(kHost + "Content-Encoding: gzip\r\n"), kFields)->encoded);
  CHECK_FALSE(ParseHead(Post(kHost + "Content-Encoding: identity\r\n"), kFields)->encoded);
  CHECK_FALSE(ParseHead(Post(kHost + "Connection: x, Close\r\n"), kFields)->keep_alive);
  CHECK(ParseHead(Post(kHost + "Expect: 100-Continue\r\n"), kFields)->wants_100);
}

}  // namespace
