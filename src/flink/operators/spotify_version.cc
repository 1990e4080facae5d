// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "sluice/base/text.h"
#include "sluice/flink/spotify.h"

namespace sluice::flink::spotify {
namespace {

using base::IsDigit;
bool IsWordStart(char c) {  // [A-Za-z\-~]
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '~';
}
bool IsWord(char c) { return IsWordStart(c) || IsDigit(c); }

// Dot-separated runs of [0-9A-Za-z\-~]+, the whole text.
bool IsDotted(std::string_view text) {
  bool empty = true;
  for (const char c : text) {
    if (c == '.') {
      if (empty) return false;
      empty = true;
    } else if (IsWord(c)) {
      empty = false;
    } else {
      return false;
    }
  }
  return !empty;
}

struct Version {
  std::int64_t segments[3] = {0, 0, 0};
  bool beyond = false;  // there are more: then go-version does not look at the pre-release
  std::string_view prerelease;
};

// [0-9]+(\.[0-9]+)*; what follows is left in `text`. Nothing when it does not start with a digit or
// a number does not fit.
std::optional<Version> TakeSegments(std::string_view& text) {
  Version version;
  for (std::size_t i = 0;; ++i) {
    std::int64_t value = 0;
    if (text.empty() || !IsDigit(text.front())) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (i < 3) version.segments[i] = value;
    version.beyond = i >= 3;
    if (text.size() < 2 || text.front() != '.' || !IsDigit(text[1])) return version;
    text.remove_prefix(1);
  }
}

// "-" and a pre-release, or a pre-release that starts with a letter, then optional "+metadata".
std::optional<Version> Parse(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  std::optional<Version> version = TakeSegments(text);
  if (!version) return std::nullopt;
  const std::size_t plus = text.find('+');
  if (plus != std::string_view::npos && !IsDotted(text.substr(plus + 1))) return std::nullopt;
  std::string_view rest = text.substr(0, plus);
  if (rest.empty()) return version;
  // The dash in front is optional; alone it is a pre-release of its own ("1.14-").
  if (!IsWordStart(rest.front()) || !IsDotted(rest)) return std::nullopt;
  version->prerelease = rest;
  return version;
}

}  // namespace

bool IsOld(std::string_view flink_version) {
  const std::optional<Version> version = Parse(flink_version);
  if (!version) return true;
  const auto& [major, minor, patch] = version->segments;
  if (major != 1) return major < 1;
  if (minor != 10) return minor < 10;
  return patch == 0 && !version->beyond && !version->prerelease.empty();
}

bool IsVersion(std::string_view flink_version) { return Parse(flink_version).has_value(); }

bool IsAtLeast2(std::string_view flink_version) {
  const std::optional<Version> version = Parse(flink_version);
  if (!version || version->segments[0] < 2) return false;
  const auto& [major, minor, patch] = version->segments;
  const bool exactly_2 = major == 2 && minor == 0 && patch == 0 && !version->beyond;
  return !exactly_2 || version->prerelease.empty();
}

}  // namespace sluice::flink::spotify
