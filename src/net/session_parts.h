// SPDX-License-Identifier: Apache-2.0
// Parts of a session that are no coroutines: why a handshake failed, what was received, what is
// held.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/error.hpp>
#include <cstring>
#include <string_view>
#include <vector>

#include "net/worker.h"

namespace sluice::net {

inline HandshakeError Classify(const boost::system::error_code& error, bool expired) {
  if (expired) return HandshakeError::kTimeout;
  if (error.category() != asio::error::get_ssl_category()) return HandshakeError::kClosed;
  switch (ERR_GET_REASON(static_cast<unsigned long>(error.value()))) {
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
    case SSL_R_WRONG_VERSION_NUMBER:
      return HandshakeError::kPlainHttp;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
      return HandshakeError::kVersion;
    case SSL_R_NO_SHARED_CIPHER:
    case SSL_R_NO_APPLICATION_PROTOCOL:
    case SSL_R_NO_SUITABLE_KEY_SHARE:
    case SSL_R_NO_SHARED_GROUPS:
      return HandshakeError::kNoOverlap;
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
    case SSL_R_EXCESSIVE_MESSAGE_SIZE:
      return HandshakeError::kClientCertificate;
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
      return HandshakeError::kPeerAlert;
    default:
      return HandshakeError::kOther;
  }
}

inline constexpr std::size_t kFirstBuffer = 8U << 10U;

// Bytes received and not used yet. Holds at most a head of the largest size and a little more.
class Buffer {
 public:
  explicit Buffer(std::size_t limit) : limit_(limit) {}
  [[nodiscard]] std::string_view view() const { return {bytes_.data() + begin_, end_ - begin_}; }
  [[nodiscard]] std::size_t size() const { return end_ - begin_; }
  void Consume(std::size_t count) {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  // Room to read into, never empty as long as size() < limit.
  asio::mutable_buffer Room() {
    if (begin_ > 0) {
      std::memmove(bytes_.data(), bytes_.data() + begin_, size());
      end_ -= begin_;
      begin_ = 0;
    }
    if (end_ == bytes_.size()) bytes_.resize(bytes_.empty() ? kFirstBuffer : limit_);
    return asio::buffer(bytes_.data() + end_, bytes_.size() - end_);
  }
  void Commit(std::size_t count) { end_ += count; }

 private:
  std::size_t limit_;
  std::size_t begin_ = 0, end_ = 0;
  std::vector<char> bytes_;
};

// Counts the bytes of bodies that all connections hold, and gives them back.
class Ledger {
 public:
  explicit Ledger(Shared& shared) : shared_(shared) {}
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;
  ~Ledger() { shared_.bodies_bytes.fetch_sub(held_); }
  // False when there is no room for `more` bytes.
  bool Take(std::size_t more) {
    if (shared_.bodies_bytes.fetch_add(more) + more > shared_.options.limits.bodies_bytes) {
      shared_.bodies_bytes.fetch_sub(more);
      return false;
    }
    held_ += more;
    return true;
  }

 private:
  Shared& shared_;
  std::size_t held_ = 0;
};

}  // namespace sluice::net
