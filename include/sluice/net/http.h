// SPDX-License-Identifier: Apache-2.0
// HTTP as handlers see it: a whole request in, a whole response out.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::net {

// One request, read whole. All views die when the handler returns.
struct Request {
  std::string_view method;
  std::string_view target;  // undecoded, with the query
  std::string_view path;    // the target before '?'
  std::string_view content_type;
  std::string_view body;        // whole, or only its beginning when `body_cut`
  std::uint64_t body_size = 0;  // what Content-Length says
  bool body_cut = false;        // the body passes a limit; only its beginning was read
  bool overloaded = false;      // this worker lags behind, or too many bodies are in memory: shed
  std::chrono::steady_clock::time_point started;  // arrival of the first byte
};

struct Response {
  int status = 200;
  std::string body;
  std::string_view content_type = "application/json";  // a constant
  int retry_after_seconds = 0;                         // 0 = no such header
};

// Called inline on a worker thread, so several at once: must not block. What it throws is answered
// with 500.
using Handler = std::function<Response(const Request&)>;

// `path` is compared with the undecoded target before '?', exactly. A GET route also answers HEAD.
struct Route {
  std::string_view method;  // constants
  std::string_view path;
  Handler handler;
};

// A fixed text for `status`, as all refusals use: it never holds a piece of the request.
Response Refuse(int status);

}  // namespace sluice::net
