// SPDX-License-Identifier: Apache-2.0
// Which known key a writer may have meant.
#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <utility>

#include "flink/options/tables.h"
#include "sluice/flink/options/catalogue.h"

namespace sluice::flink::options {
namespace {

constexpr std::size_t kFar = 3;  // one more than the distance that is offered
constexpr std::size_t kLongestKey = 128;

// Edits (insert, delete, replace, swap of neighbours) from `a` to `b`, or kFar when there are more
// than two. Both are at most kLongestKey long. Only cells within two of the diagonal can count.
std::size_t Distance(std::string_view a, std::string_view b) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) >= kFar) return kFar;
  std::array<std::array<std::size_t, kLongestKey + 2>, 3> rows;
  for (auto& row : rows) row.fill(kFar);
  for (std::size_t j = 0; j < kFar; ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& now = rows[i % 3];
    const auto& before = rows[(i - 1) % 3];
    const auto& older = rows[(i + 1) % 3];
    const std::size_t first = i < kFar ? 1 : i - kFar + 1;
    const std::size_t last = std::min(b.size(), i + kFar - 1);
    now[first - 1] = i < kFar ? i : kFar;
    std::size_t least = now[first - 1];
    for (std::size_t j = first; j <= last; ++j) {
      const std::size_t replaced = a[i - 1] == b[j - 1] ? 0 : 1;
      now[j] = std::min({now[j - 1] + 1, before[j] + 1, before[j - 1] + replaced, kFar});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], older[j - 2] + 1);
      }
      least = std::min(least, now[j]);
    }
    now[last + 1] = kFar;
    if (least >= kFar) return kFar;
  }
  return rows[a.size() % 3][b.size()];
}

// The next letter or digit from `at` on, in lower case, and `at` behind it; 0 at the end.
char NextFolded(std::string_view text, std::size_t& at) {
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at++]);
    if (std::isalnum(byte) != 0) return static_cast<char>(std::tolower(byte));
  }
  return 0;
}

// Whether the letters and digits are the same: `stateBackend_type` reads as `state.backend.type`.
bool SameFolded(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (true) {
    const char x = NextFolded(a, i);
    if (x != NextFolded(b, j)) return false;
    if (x == 0) return true;
  }
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
  std::vector<std::pair<std::size_t, std::string_view>> near;
  const Signature mine = SignatureOf(unknown_key);
  for (std::size_t i = 0; i < KeyCount(); ++i) {
    const KeyId key{static_cast<std::uint16_t>(i)};
    const std::string_view name = KeyName(key);
    if (name.size() > kLongestKey || name == unknown_key) continue;
    const Signature& other = SignatureOf(key);
    const bool may_be_near = std::popcount(mine.raw ^ other.raw) <= 4;
    const bool may_be_same = mine.folded == other.folded && mine.folded_size == other.folded_size;
    if (!may_be_near && !may_be_same) continue;
    std::size_t distance = may_be_near ? Distance(unknown_key, name) : kFar;
    // A short key is near to every other short key.
    if (distance * 4 > unknown_key.size()) distance = kFar;
    if (distance == kFar && may_be_same && SameFolded(unknown_key, name)) distance = 1;
    if (distance < kFar && IsCompleteKey(key, version)) near.emplace_back(distance, name);
  }
  std::ranges::sort(near);
  std::vector<std::string_view> names;
  names.reserve(near.size());
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
