// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>

#include "app/serve.h"

namespace sluice::app {
namespace {

template <typename Number>
bool ReadNumber(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

}  // namespace

base::Result<Address> ParseAddress(std::string_view text, std::string_view flag) {
  const std::size_t colon = text.rfind(':');
  Address address;
  if (colon == std::string_view::npos || !ReadNumber(text.substr(colon + 1), address.port)) {
    return base::Fail(base::Code::kInvalid,
                      fmt::format("{} must be ADDRESS:PORT, as 0.0.0.0:8080.", flag));
  }
  std::string_view host = text.substr(0, colon);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  address.host = host.empty() ? "0.0.0.0" : std::string(host);
  return address;
}

base::Result<std::chrono::milliseconds> ParseDuration(std::string_view text,
                                                      std::string_view flag) {
  struct Unit {
    std::string_view suffix;
    std::int64_t milliseconds;
  };
  for (const Unit unit : {Unit{"ms", 1}, Unit{"s", 1'000}, Unit{"m", 60'000}}) {
    if (!text.ends_with(unit.suffix)) continue;
    std::int64_t count = 0;
    const std::string_view digits = text.substr(0, text.size() - unit.suffix.size());
    if (!ReadNumber(digits, count) || count < 0 || count > 1'000'000) break;
    return std::chrono::milliseconds(count * unit.milliseconds);
  }
  return base::Fail(base::Code::kInvalid,
                    fmt::format("{} must be a duration, as 500ms, 95s or 2m.", flag));
}

}  // namespace sluice::app
