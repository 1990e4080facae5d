// SPDX-License-Identifier: Apache-2.0
// Throw-away certificates for tests, made in memory.
#pragma once

#include <memory>
#include <string>

namespace sluice::test {

struct CertificateOptions {
  std::string name = "sluice.sluice-system.svc";
  bool san = true;
  bool rsa = false;
  int from_days = -1;
  int to_days = 30;
};

struct Pair {
  std::string certificate_pem;
  std::string key_pem;
};

// A certification authority that issues serving and client certificates.
class Authority {
 public:
  explicit Authority(const std::string& name = "test CA");
  ~Authority();
  [[nodiscard]] const std::string& pem() const;
  [[nodiscard]] Pair Issue(const CertificateOptions& options = {}) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluice::test
