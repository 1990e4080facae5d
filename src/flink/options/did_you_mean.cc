// SPDX-License-Identifier: Apache-2.0
// Which known key a writer may have meant.
#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>
#include <string>
#include <utility>

#include "sluice/flink/options/catalogue.h"

namespace sluice::flink::options {
namespace {

constexpr std::size_t kFar = 3;  // one more than the distance that is offered
constexpr std::size_t kLongestKey = 128;

// Edits (insert, delete, replace, swap of neighbours) from `a` to `b`, or kFar when there are more
// than two. Both are at most kLongestKey long.
std::size_t Distance(std::string_view a, std::string_view b) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) >= kFar) return kFar;
  using Row = std::array<std::size_t, kLongestKey + 1>;
  std::array<Row, 3> rows{};
  std::iota(rows[0].begin(), rows[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    Row& now = rows[i % 3];
    const Row& before = rows[(i - 1) % 3];
    const Row& older = rows[(i + 1) % 3];
    now[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = a[i - 1] == b[j - 1] ? 0 : 1;
      now[j] = std::min({now[j - 1] + 1, before[j] + 1, before[j - 1] + replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], older[j - 2] + 1);
      }
      least = std::min(least, now[j]);
    }
    if (least > kFar) return kFar;
  }
  return std::min(rows[a.size() % 3][b.size()], kFar);
}

// Letters and digits in lower case: `stateBackend_type` reads as `state.backend.type`.
std::string Folded(std::string_view key) {
  std::string folded;
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) folded.push_back(static_cast<char>(std::tolower(byte)));
  }
  return folded;
}

bool IsCompleteKey(KeyId key, FlinkVersion version) {
  return std::ranges::any_of(OptionsOf(key, version), [version](const OptionUse& use) {
    const Scope scope = Info(use.option, version)->scope;
    return scope == Scope::kCluster || scope == Scope::kSqlTools || scope == Scope::kYarn;
  });
}

// The names in this version of the options for which the key spoke, in any version, as their
// primary key (`primary`) or as a fallback.
void AddNewNames(KeyId key, FlinkVersion version, bool primary,
                 std::vector<std::string_view>& names) {
  for (std::size_t v = kCataloguedVersionCount; v-- > 0;) {
    for (const OptionUse& use : OptionsOf(key, AtCatalogueIndex(v))) {
      const std::span<const KeyId> keys = KeysOf(use.option, version);
      if ((use.rank == 0) != primary || keys.empty() || keys.front() == key) continue;
      const std::string_view name = KeyName(keys.front());
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
}

// `akka.ask.timeout` was an option's name before it became the fallback of others: the former says
// what its writer means.
std::vector<std::string_view> Renamed(std::string_view key, FlinkVersion version) {
  std::vector<std::string_view> names;
  if (const std::optional<KeyId> known = FindKey(key)) {
    AddNewNames(*known, version, true, names);
    if (names.empty()) AddNewNames(*known, version, false, names);
  }
  return names;
}

std::vector<std::string_view> Near(std::string_view unknown_key, FlinkVersion version) {
  const std::string folded = Folded(unknown_key);
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (std::size_t i = 0; i < KeyCount(); ++i) {
    const KeyId key{static_cast<std::uint16_t>(i)};
    const std::string_view name = KeyName(key);
    if (name.size() > kLongestKey || name == unknown_key) continue;
    std::size_t distance = Distance(unknown_key, name);
    // A short key is near to every other short key.
    if (distance * 4 > unknown_key.size()) distance = kFar;
    if (distance == kFar && Folded(name) == folded) distance = 1;
    if (distance < kFar && IsCompleteKey(key, version)) near.emplace_back(distance, name);
  }
  std::ranges::sort(near);
  std::vector<std::string_view> names;
  for (const auto& [distance, name] : near) names.push_back(name);
  return names;
}

}  // namespace

std::vector<std::string_view> DidYouMean(std::string_view unknown_key, FlinkVersion version,
                                         std::size_t at_most) {
  std::vector<std::string_view> found = Renamed(unknown_key, version);
  if (found.empty() && unknown_key.size() <= kLongestKey) found = Near(unknown_key, version);
  if (found.size() > at_most) found.resize(at_most);
  return found;
}

}  // namespace sluice::flink::options
