// SPDX-License-Identifier: Apache-2.0
// java.net.URL (URLStreamHandler.parseURL, JDK 17) and java.net.InetAddress, as far as they refuse
// or judge a text without asking anybody.
#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstring>
#include <string>

#include "sluice/base/text.h"
#include "sluice/flink/java_uri.h"

namespace sluice::flink {
namespace {

JavaError Malformed(std::string message) {
  return JavaError{{{"MalformedURLException", std::move(message)}}};
}

// The text between "//" and the path, the query or the fragment.
std::string_view AuthorityOf(std::string_view url) {
  while (!url.empty() && static_cast<unsigned char>(url.back()) <= ' ') url.remove_suffix(1);
  url = url.substr(0, url.find('#'));
  url = url.substr(0, url.find('?'));
  const std::size_t slashes = url.find("://");
  if (slashes == std::string_view::npos) return {};
  url.remove_prefix(slashes + 3);
  if (url.starts_with("//")) return {};  // a name of Windows' own
  return url.substr(0, url.find('/'));
}

std::optional<JavaError> PortError(std::string_view port) {
  if (port.empty()) return std::nullopt;
  const auto number = ParseInt(port);
  if (!number) {
    return Malformed("Error at index 0 in: \"" + std::string(port) + "\"");
  }
  if (*number >= -1) return std::nullopt;
  return Malformed("Invalid port number :" + std::to_string(*number));
}

// IPAddressUtil.checkHostString: a name holds no control characters.
std::optional<JavaError> CharacterError(std::string_view host) {
  for (const char c : host) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) continue;
    return Malformed("Illegal character found in host: control char (code=" + std::to_string(byte) +
                     ")");
  }
  return std::nullopt;
}

using Ipv4 = std::array<unsigned char, 4>;

// IPAddressUtil.textToNumericFormatV4: one to four decimal parts, of which the last fills the rest.
std::optional<Ipv4> ReadIpv4(std::string_view text) {
  const auto parts = base::Split(text, '.');
  if (text.empty() || parts.size() > 4) return std::nullopt;
  std::uint64_t address = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string_view part = parts[i];
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (part.empty() || error != std::errc() || end != part.data() + part.size()) {
      return std::nullopt;
    }
    const bool last = i + 1 == parts.size();
    const unsigned bits = last ? 8U * static_cast<unsigned>(5 - parts.size()) : 8U;
    if (value >= (std::uint64_t{1} << bits)) return std::nullopt;
    address = (address << bits) | value;
  }
  Ipv4 bytes{};
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[i] = static_cast<unsigned char>(address >> (8U * (3 - i)));
  }
  return bytes;
}

bool IsRestricted(const Ipv4& a) {
  const bool any = a == Ipv4{};
  const bool site =
      a[0] == 10 || (a[0] == 172 && (a[1] & 0xF0U) == 16) || (a[0] == 192 && a[1] == 168);
  return any || site || a[0] == 127 || (a[0] == 169 && a[1] == 254) || (a[0] & 0xF0U) == 0xE0U;
}

bool IsRestricted(const std::array<unsigned char, 16>& a) {
  bool zero = true;  // all but the last byte
  for (std::size_t i = 0; i < 15; ++i) zero = zero && a[i] == 0;
  if (zero && a[15] <= 1) return true;  // wildcard, loopback
  const bool link_or_site = a[0] == 0xFE && (a[1] & 0xC0U) >= 0x80U;
  return link_or_site || a[0] == 0xFF;
}

JavaAddress ReadIpv6(std::string_view text) {
  const std::string address(text.substr(0, text.find('%')));
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return {};
  constexpr std::array<unsigned char, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (std::memcmp(bytes.data(), kMapped.data(), kMapped.size()) == 0) {
    return {true, IsRestricted(Ipv4{bytes[12], bytes[13], bytes[14], bytes[15]})};
  }
  return {true, IsRestricted(bytes)};
}

}  // namespace

JavaAddress ReadJavaAddress(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']'))
    return ReadIpv6(host.substr(1, host.size() - 2));
  if (host.find(':') != std::string_view::npos) return ReadIpv6(host);
  const auto ipv4 = ReadIpv4(host);
  return {ipv4.has_value(), ipv4.has_value() && IsRestricted(*ipv4)};
}

std::optional<JavaError> JavaUrlError(std::string_view text) {
  std::string_view host = AuthorityOf(text);
  const std::size_t at = host.find('@');
  if (at != std::string_view::npos) {
    if (at != host.rfind('@')) return std::nullopt;  // no server then
    host.remove_prefix(at + 1);
  }
  if (!host.starts_with('[')) {
    const std::size_t colon = host.find(':');
    if (auto error = CharacterError(host.substr(0, colon))) return error;
    return colon == std::string_view::npos ? std::nullopt : PortError(host.substr(colon + 1));
  }
  const std::size_t close = host.find(']');
  if (close == std::string_view::npos || close <= 2) {
    return Malformed("Invalid authority field: " + std::string(host));
  }
  if (!ReadIpv6(host.substr(1, close - 1)).literal) {
    return Malformed("Invalid host: " + std::string(host.substr(0, close + 1)));
  }
  const std::string_view rest = host.substr(close + 1);
  if (rest.empty()) return std::nullopt;
  if (rest.front() != ':') return Malformed("Invalid authority field: " + std::string(host));
  return PortError(rest.substr(1));
}

}  // namespace sluice::flink
