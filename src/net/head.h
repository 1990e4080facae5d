// SPDX-License-Identifier: Apache-2.0
// Head: request line and header fields, read strictly. Pure: bytes in, facts out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace sluice::net {

struct Head {
  std::string method;
  std::string target;
  std::string content_type;
  std::uint64_t content_length = 0;
  bool has_length = false;
  bool encoded = false;    // a Content-Encoding other than identity
  bool keep_alive = true;  // false when the client said `Connection: close`
  bool wants_100 = false;  // Expect: 100-continue

  [[nodiscard]] std::string_view path() const {
    return std::string_view(target).substr(0, target.find('?'));
  }
};

// Where the head ends in `bytes`: the length with its empty line, nothing while it is incomplete.
// `scanned` remembers what was looked at before. A line that ends without CR, a folded line and a
// leading empty line are errors (400).
tl::expected<std::optional<std::size_t>, int> FindHeadEnd(std::string_view bytes,
                                                          std::size_t& scanned);

// Reads a whole head. The error is the HTTP status to refuse with; the connection must then close,
// since nobody can say where the next request begins.
tl::expected<Head, int> ParseHead(std::string_view head, std::size_t max_fields);

}  // namespace sluice::net
