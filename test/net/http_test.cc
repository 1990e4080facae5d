// SPDX-License-Identifier: Apache-2.0
#include "net/http_text.h"
#include "support/catch.h"

namespace {

using namespace sluice::net;  // NOLINT(google-build-using-namespace): a test of this room

TEST_CASE("paths and methods match exactly") {
  const std::vector<Route> routes = {{.method = "POST", .path = "/validate"},
                                     {.method = "GET", .path = "/healthz"}};
  CHECK(FindRoute(routes, "POST", "/validate").route == &routes[0]);
  CHECK(FindRoute(routes, "HEAD", "/healthz").route == &routes[1]);
  CHECK(FindRoute(routes, "GET", "/validate").status == 405);
  CHECK(FindRoute(routes, "GET", "/validate").allow == "POST");
  CHECK(FindRoute(routes, "POST", "/healthz").allow == "GET, HEAD");
  for (const char* path : {"/validate/", "/Validate", "//validate", "/%76alidate", "/", ""}) {
    CHECK(FindRoute(routes, "POST", path).status == 404);
  }
  CHECK(FindRoute(routes, "post", "/validate").status == 405);
}

TEST_CASE("a response on the wire") {
  const Response response{.status = 503, .body = "x", .retry_after_seconds = 1};
  CHECK(ResponseText(response, {}, false, true) ==
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n"
        "X-Content-Type-Options: nosniff\r\nContent-Length: 1\r\nRetry-After: 1\r\n"
        "Connection: close\r\n\r\nx");
  CHECK(ResponseText(Refuse(405), "POST", true, false).find("\r\nAllow: POST\r\n") !=
        std::string::npos);
  CHECK(ResponseText(Refuse(405), "POST", true, false).substr(0, 31) ==
        "HTTP/1.1 405 Method Not Allowed");
}

TEST_CASE("refusals are fixed texts") {
  for (const int status : {400, 404, 405, 408, 411, 413, 415, 431, 500, 501, 503, 505}) {
    CHECK(Refuse(status).status == status);
    CHECK(Refuse(status).body.back() == '\n');
    CHECK(ReasonPhrase(status) != "Unknown");
  }
}

}  // namespace
