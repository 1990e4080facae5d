// SPDX-License-Identifier: Apache-2.0
#include "sluice/net/http.h"

#include "net/http_text.h"

namespace sluice::net {

std::string_view ReasonPhrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Unknown";
  }
}

namespace {

std::string_view RefusalText(int status) {
  switch (status) {
    case 400:
      return "the request is not acceptable\n";
    case 404:
      return "no such path\n";
    case 405:
      return "the path does not take this method\n";
    case 408:
      return "the request came too slowly\n";
    case 411:
      return "the request needs a Content-Length\n";
    case 413:
      return "the body is too large\n";
    case 415:
      return "the body must be plain application/json\n";
    case 431:
      return "the header is too large\n";
    case 501:
      return "transfer encodings are not supported\n";
    case 503:
      return "not now\n";
    case 505:
      return "only HTTP/1.1 is spoken here\n";
    default:
      return "internal error\n";
  }
}

}  // namespace

Response Refuse(int status) {
  return {.status = status,
          .body = std::string(RefusalText(status)),
          .content_type = "text/plain; charset=utf-8"};
}

RouteMatch FindRoute(std::span<const Route> routes, std::string_view method,
                     std::string_view path) {
  RouteMatch match;
  for (const Route& route : routes) {
    if (route.path != path) continue;
    match.status = 405;
    match.allow = route.method == "GET" ? "GET, HEAD" : route.method;
    if (route.method == method || (route.method == "GET" && method == "HEAD")) {
      return {.route = &route, .status = 200, .allow = {}};
    }
  }
  return match;
}

std::string ResponseText(const Response& response, std::string_view allow, bool head_only,
                         bool close) {
  std::string out;
  out.reserve(256 + response.body.size());
  out += "HTTP/1.1 ";
  out += std::to_string(response.status);
  out += ' ';
  out += ReasonPhrase(response.status);
  out += "\r\nContent-Type: ";
  out += response.content_type;
  out += "\r\nX-Content-Type-Options: nosniff\r\nContent-Length: ";
  out += std::to_string(response.body.size());
  if (!allow.empty()) out.append("\r\nAllow: ").append(allow);
  if (response.retry_after_seconds > 0) {
    out.append("\r\nRetry-After: ").append(std::to_string(response.retry_after_seconds));
  }
  if (close) out += "\r\nConnection: close";
  out += "\r\n\r\n";
  if (!head_only) out += response.body;
  return out;
}

}  // namespace sluice::net
