// SPDX-License-Identifier: Apache-2.0
#include "net/head.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <charconv>
#include <limits>

#include "sluice/base/text.h"

namespace sluice::net {
namespace {

namespace http = boost::beast::http;

bool AllDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Beast takes `5, 5` and repeated equal lengths; one plain number is all that is right.
bool ReadLength(std::string_view text, Head& head) {
  if (head.has_length || !AllDigits(text)) return false;
  head.has_length = true;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), head.content_length);
  return error == std::errc() && end == text.data() + text.size();
}

bool HasToken(std::string_view list, std::string_view token) {
  for (const std::string_view item : base::Split(list, ',')) {
    if (base::EqualsIgnoringCase(base::JavaTrim(item), token)) return true;
  }
  return false;
}

struct Seen {
  int hosts = 0;
};

// 0, or the status to refuse with.
int ReadField(http::field name, std::string_view value, Head& head, Seen& seen) {
  switch (name) {
    case http::field::host:
      ++seen.hosts;
      return 0;
    case http::field::content_length:
      return ReadLength(value, head) ? 0 : 400;
    case http::field::transfer_encoding:
      return 501;
    case http::field::content_encoding:
      head.encoded = head.encoded || !base::EqualsIgnoringCase(value, "identity");
      return 0;
    case http::field::content_type:
      head.content_type = value;
      return 0;
    case http::field::connection:
      if (HasToken(value, "close")) head.keep_alive = false;
      return 0;
    case http::field::expect:
      head.wants_100 = base::EqualsIgnoringCase(value, "100-continue");
      return head.wants_100 ? 0 : 400;
    default:
      return 0;
  }
}

}  // namespace

tl::expected<std::optional<std::size_t>, int> FindHeadEnd(std::string_view bytes,
                                                          std::size_t& scanned) {
  for (std::size_t at = bytes.find('\n', scanned); at != std::string_view::npos;
       at = bytes.find('\n', at + 1)) {
    if (at < 2 || bytes[at - 1] != '\r') return tl::unexpected(400);
    if (at >= 3 && bytes[at - 2] == '\n') return std::optional(at + 1);
    if (at + 1 == bytes.size()) {  // the next byte decides whether this line is folded
      scanned = at;
      return std::nullopt;
    }
    if (bytes[at + 1] == ' ' || bytes[at + 1] == '\t') return tl::unexpected(400);
  }
  scanned = bytes.size();
  return std::nullopt;
}

tl::expected<Head, int> ParseHead(std::string_view text, std::size_t max_fields) {
  http::request_parser<http::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(text.size() + 1));
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());
  boost::beast::error_code error;
  const std::size_t used = parser.put(boost::asio::buffer(text.data(), text.size()), error);
  // These two name their own status; everything else that Beast refuses is just wrong.
  if (error == http::error::bad_version) return tl::unexpected(505);
  if (error == http::error::need_more) error = {};
  if (error || used != text.size() || !parser.is_header_done()) return tl::unexpected(400);

  const auto& message = parser.get();
  if (message.version() != 11) return tl::unexpected(505);
  Head head;
  head.method = message.method_string();
  head.target = message.target();
  if (head.target.empty() || head.target[0] != '/') return tl::unexpected(400);
  Seen seen;
  std::size_t fields = 0;
  for (const auto& field : message) {
    if (++fields > max_fields) return tl::unexpected(431);
    const std::string_view value(field.value().data(), field.value().size());
    const int refused = ReadField(field.name(), value, head, seen);
    if (refused != 0) return tl::unexpected(refused);
  }
  if (seen.hosts != 1) return tl::unexpected(400);
  return head;
}

}  // namespace sluice::net
