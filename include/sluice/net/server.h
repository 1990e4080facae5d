// SPDX-License-Identifier: Apache-2.0
// Server: HTTP/1.1 over TLS or in the clear, with a limit on everything a client can make it hold.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/net/http.h"
#include "sluice/net/tls.h"
#include "sluice/telemetry/metrics.h"

namespace sluice::net {

// What one connection and all of them may cost. The idle limit must exceed the API server's own
// (90 s, Go's net/http Transport): a server that closes an idle connection first makes a request
// fail.
struct Limits {
  std::chrono::milliseconds handshake{5'000};
  std::chrono::milliseconds header{5'000};  // from a request's first byte
  std::chrono::milliseconds body{10'000};   // from the end of its header, absolute
  std::chrono::milliseconds write{5'000};
  std::chrono::milliseconds idle{120'000};
  std::chrono::milliseconds shutdown{1'000};
  std::size_t header_bytes = 16U << 10U;
  std::size_t header_fields = 64;
  std::size_t body_bytes = 8U << 20U;
  std::size_t bodies_bytes = 64U << 20U;  // of all connections together
  std::size_t connections = 1'024;        // beyond: wait in the backlog
  // When full, connections that never carried a request are closed at this age. Used ones never
  // are: their client may be sending.
  std::chrono::milliseconds unused_when_full{10'000};
  std::chrono::milliseconds lag{50};       // a worker whose turn comes this much late ...
  std::chrono::milliseconds lag_for{100};  // ... for this long sheds
  // ... unless the worker had less than this share of a CPU meanwhile: then it was starved, not
  // behind, and refusing work would only add to the harm. Deadlines still hold.
  double lag_cpu_share = 0.5;
};

struct ServerOptions {
  std::string name = "admission";     // label of its metrics
  std::string address = "127.0.0.1";  // an IP address
  std::uint16_t port = 0;             // 0 = any
  unsigned workers = 1;
  Limits limits;
};

// Sockets are dealt to the workers in turn and stay there. Thread-safe from outside.
class Server {
 public:
  // Listens and serves at once. Without `tls` in the clear. `metrics` must outlive the server.
  static base::Result<std::unique_ptr<Server>> Start(ServerOptions options,
                                                     std::shared_ptr<const TlsContext> tls,
                                                     std::vector<Route> routes,
                                                     telemetry::Metrics& metrics);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::size_t connections() const;
  [[nodiscard]] bool overloaded() const;  // any worker sheds

  // Whether every worker has turned its loop within `limit` (or has nothing to do).
  [[nodiscard]] bool Responsive(std::chrono::milliseconds limit) const;

  // New connections use `tls`; open ones keep what they have. Only for a server started with TLS.
  void SetTls(std::shared_ptr<const TlsContext> tls);

  // From now on every response carries `Connection: close`. Goes on accepting and answering, and
  // leaves idle connections to the client: closing them would fail a request that is on its way.
  void Drain();

  // Closes everything and joins the threads. Idempotent.
  void Stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// CPUs this process may use, at most 4.
unsigned DefaultWorkers();

}  // namespace sluice::net
