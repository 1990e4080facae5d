// SPDX-License-Identifier: Apache-2.0
// Addresses as Java's own classes read them, with the same errors (JDK 17). Pure functions, any
// thread.
#pragma once

#include <optional>
#include <string_view>

#include "sluice/flink/value.h"

namespace sluice::flink {

// What java.net.URI takes out of a text. Views into it.
struct JavaUri {
  std::string_view scheme;  // as written; empty when there is none
  // URI.getHost(): empty also where the authority is not host and port, such as "a_b.example.org",
  // "127.1" or a name outside ASCII. An IPv6 address keeps its brackets.
  std::string_view host;
};

// new java.net.URI(text).
Parsed<JavaUri> ParseJavaUri(std::string_view text);

// The error of new java.net.URI(text), or nothing.
std::optional<JavaError> JavaUriError(std::string_view text);

// The scheme of `text`, or empty; whatever follows it.
std::string_view JavaUriScheme(std::string_view text);

// The error of new java.net.URL(text) for a text that begins with http:// or https://, or nothing:
// it looks at the port and at IPv6 addresses only.
std::optional<JavaError> JavaUrlError(std::string_view text);

// The IPv4 or IPv6 address that `host` writes out, as InetAddress.getByName reads it ("10.0.0.1",
// "2130706433", "[::1]", "[fe80::1%eth0]"), and whether a program inside a cluster must not be sent
// there: loopback, link-local, site-local, wildcard and multicast addresses.
struct JavaAddress {
  bool literal = false;  // false = a name, which only a resolver can judge
  bool restricted = false;
};
JavaAddress ReadJavaAddress(std::string_view host);

}  // namespace sluice::flink
