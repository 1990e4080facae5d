// SPDX-License-Identifier: Apache-2.0
// `sluice serve`: the admission server, wired together.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sluice/base/result.h"

namespace sluice::app {

// The flags of `serve`, as the command line gives them.
struct ServeOptions {
  std::string policy_dir;
  std::string operator_config;  // the operator's default configuration, empty = none
  std::vector<std::string> exception_dirs;
  unsigned exception_expiring_days = 7;  // an exception that ends within these is said aloud
  std::string bind_address = "0.0.0.0";
  std::uint16_t secure_port = 8443;
  std::string tls_cert_file;
  std::string tls_private_key_file;
  std::string client_ca_file;                         // empty = clients need no certificate
  std::string tls_min_version = "1.2";                // "1.2", "1.3"
  std::string metrics_bind_address = "0.0.0.0:8080";  // "0" = none
  std::string health_bind_address;                    // empty = with the metrics
  std::string log_level = "info";                     // debug, info, warn, error
  std::string log_format = "json";                    // text, json
  std::string drain_max = "95s";                      // a duration: 500ms, 95s, 2m
  std::size_t max_body_bytes = 8U << 20U;
  std::size_t max_connections = 1'024;
  unsigned workers = 0;  // 0 = one a CPU, at most 4
  bool metrics_namespace_label = false;
  bool check_config = false;  // check flags and files, print what is wrong, and exit
};

// Serves until SIGTERM or SIGINT. Returns 0 after a drain, 2 for flags that are wrong or an address
// that cannot be had (one sentence on stderr), 3 when the process cannot work at all.
int RunServe(const ServeOptions& options);

// "10.0.0.1:8080", ":8080" or "[::]:8080"; the error names the flag.
struct Address {
  std::string host;
  std::uint16_t port = 0;
};
base::Result<Address> ParseAddress(std::string_view text, std::string_view flag);

// "500ms", "95s", "2m"; the error names the flag.
base::Result<std::chrono::milliseconds> ParseDuration(std::string_view text, std::string_view flag);

}  // namespace sluice::app
