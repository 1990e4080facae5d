// SPDX-License-Identifier: Apache-2.0
// TLS: what a server needs to shake hands, checked when it is loaded.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/base/result.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace sluice::net {

// PEM texts, as read from files. Messages name the texts by what they are, never quote them.
struct TlsMaterial {
  std::string_view certificate_pem;  // the serving certificate, then its chain
  std::string_view key_pem;          // unencrypted
  std::string_view client_ca_pem;    // empty = clients need no certificate
  bool tls13_only = false;
};

// An OpenSSL context, immutable after Build; any number of threads and connections share it.
// TLS 1.2 and 1.3, groups X25519 and P-256, ALPN http/1.1, neither session cache nor tickets,
// no renegotiation.
class TlsContext {
 public:
  // Refuses what no API server would accept: texts that do not parse, a key of another
  // certificate, a certificate that is expired at `now` or has no subject alternative name, an
  // encrypted key, an empty client CA.
  static base::Result<std::shared_ptr<const TlsContext>> Build(
      const TlsMaterial& material, std::chrono::system_clock::time_point now);

  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  [[nodiscard]] std::chrono::system_clock::time_point not_after() const { return not_after_; }
  [[nodiscard]] const std::string& serial() const { return serial_; }  // hexadecimal
  // Sentences about what works but should be better: an RSA key, a validity in the future.
  [[nodiscard]] const std::vector<std::string>& advice() const { return advice_; }
  [[nodiscard]] ssl_ctx_st* native() const { return context_; }

 private:
  explicit TlsContext(ssl_ctx_st* context) : context_(context) {}
  ssl_ctx_st* context_;
  std::chrono::system_clock::time_point not_after_;
  std::string serial_;
  std::vector<std::string> advice_;
};

}  // namespace sluice::net
