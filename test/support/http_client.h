// SPDX-License-Identifier: Apache-2.0
// A blocking client for tests that sends exactly the bytes it is told, over TLS or in the clear.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::test {

struct ClientOptions {
  std::uint16_t port = 0;
  bool tls = true;
  std::string ca_pem;           // verify the server against it; empty = do not verify
  std::string certificate_pem;  // of the client
  std::string key_pem;
  std::string alpn = "http/1.1";  // empty = none
  std::string max_version;        // "1.1", "1.2"
  std::chrono::milliseconds timeout{5'000};
};

struct HttpResponse {
  int status = 0;
  std::map<std::string, std::string> fields;  // names in lower case
  std::string body;
};

class HttpClient {
 public:
  // Connects and shakes hands; nothing when either fails.
  static std::unique_ptr<HttpClient> Connect(const ClientOptions& options);
  ~HttpClient();

  bool Send(std::string_view bytes);
  // The next response; nothing when the connection ends or the timeout passes before.
  std::optional<HttpResponse> Read();
  // True when the peer closes within `timeout` without sending anything more.
  bool ClosedWithin(std::chrono::milliseconds timeout);
  // Sends FIN (no close_notify): the half-closed peer can still answer.
  void HalfClose();
  // Closes with RST.
  void Reset();
  [[nodiscard]] std::string protocol() const;  // "TLSv1.3"
  [[nodiscard]] std::string alpn() const;
  [[nodiscard]] std::string peer_serial() const;
  [[nodiscard]] int fd() const;

 private:
  struct Impl;
  explicit HttpClient(std::unique_ptr<Impl> impl);
  bool Receive();
  std::unique_ptr<Impl> impl_;
};

// A TCP connection to 127.0.0.1, or -1.
int ConnectTcp(std::uint16_t port);

// "POST <path> HTTP/1.1" as the API server writes it.
std::string PostText(std::string_view path, std::string_view body, std::string_view extra = "");

}  // namespace sluice::test
