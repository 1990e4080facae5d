// SPDX-License-Identifier: Apache-2.0
#include "policy/pattern.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <set>
#include <vector>

#include "sluice/base/text.h"

namespace sluice::policy {
namespace {

constexpr std::size_t kLongestLabel = 63;
constexpr std::size_t kMostStates = 4096;

// Which prefixes of a pattern a text has matched: bit i for the first i characters.
using Prefixes = std::uint64_t;

constexpr Prefixes Bit(std::size_t i) { return Prefixes{1} << i; }

// A `*` also matches nothing.
Prefixes Closed(std::string_view pattern, Prefixes at) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if ((at & Bit(i)) != 0 && pattern[i] == '*') at |= Bit(i + 1);
  }
  return at;
}

Prefixes Step(std::string_view pattern, Prefixes at, char c) {
  Prefixes next = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if ((at & Bit(i)) == 0) continue;
    if (pattern[i] == '*') next |= Bit(i);
    if (pattern[i] == '?' || pattern[i] == c) next |= Bit(i + 1);
  }
  return Closed(pattern, next);
}

bool IsLabelCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

// The characters that the patterns name, and one that none of them does.
std::string Alphabet(const std::vector<std::string_view>& patterns) {
  std::set<char> named;
  for (const std::string_view pattern : patterns) {
    std::copy_if(pattern.begin(), pattern.end(), std::inserter(named, named.end()),
                 &IsLabelCharacter);
  }
  std::string all(named.begin(), named.end());
  constexpr std::string_view kOthers = "xabcdefghijklmnopqrstuvwyz0123456789";
  const auto other =
      std::find_if(kOthers.begin(), kOthers.end(), [&](char c) { return !named.contains(c); });
  if (other != kOthers.end()) all.insert(all.begin(), *other);
  return all;
}

// A breadth-first walk over texts, told apart only by what the patterns make of them. The first two
// patterns must match in the end, the others must not.
class Search {
 public:
  Search(std::vector<std::string_view> patterns, std::span<const std::string_view> names)
      : patterns_(std::move(patterns)), names_(names), alphabet_(Alphabet(patterns_)) {}

  std::optional<std::string> Run() {
    State start;
    for (const std::string_view pattern : patterns_) start.at.push_back(Closed(pattern, Bit(0)));
    queue_.push_back(std::move(start));
    while (!queue_.empty()) {
      if (seen_.size() > kMostStates) return std::string(patterns_[0]);
      const State state = std::move(queue_.front());
      queue_.pop_front();
      for (const char c : alphabet_) {
        if (state.text.empty() && c == '-') continue;
        if (Visit(state, c)) return found_;
      }
    }
    return std::nullopt;
  }

 private:
  struct State {
    std::vector<Prefixes> at;
    std::string text;
  };

  // True when the longer text is what is looked for.
  bool Visit(const State& from, char c) {
    if (from.text.size() == kLongestLabel) return false;
    State next{.text = from.text + c};
    for (std::size_t i = 0; i < patterns_.size(); ++i) {
      next.at.push_back(Step(patterns_[i], from.at[i], c));
    }
    if (next.at[0] == 0 || next.at[1] == 0) return false;
    if (c != '-' && Accepts(next)) {
      if (std::find(names_.begin(), names_.end(), next.text) == names_.end()) {
        found_ = next.text;
        return true;
      }
      // An excluded name hides no longer one.
      queue_.push_back(std::move(next));
      return false;
    }
    auto key = next.at;
    key.push_back(c == '-' ? 1 : 0);
    if (seen_.insert(std::move(key)).second) queue_.push_back(std::move(next));
    return false;
  }

  [[nodiscard]] bool Accepts(const State& state) const {
    for (std::size_t i = 0; i < patterns_.size(); ++i) {
      const bool whole = (state.at[i] & Bit(patterns_[i].size())) != 0;
      if (whole != (i < 2)) return false;
    }
    return true;
  }

  std::vector<std::string_view> patterns_;
  std::span<const std::string_view> names_;
  std::string alphabet_;
  std::deque<State> queue_;
  std::set<std::vector<Prefixes>> seen_;
  std::string found_;
};

}  // namespace

bool HasWildcard(std::string_view pattern) {
  return pattern.find_first_of("*?") != std::string_view::npos;
}

bool AnyMatches(const std::vector<std::string>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return base::GlobMatch(pattern, text); });
}

bool PatternsMeet(std::string_view a, std::string_view b) {
  // meets[j]: the rest of `a` from i on, and of `b` from j on, match a common text.
  std::vector<char> meets(b.size() + 1, 0);
  for (std::size_t i = a.size() + 1; i-- > 0;) {
    std::vector<char> row(b.size() + 1, 0);
    for (std::size_t j = b.size() + 1; j-- > 0;) {
      const bool a_left = i < a.size();
      const bool b_left = j < b.size();
      if (!a_left && !b_left) {
        row[j] = 1;
      } else if (a_left && a[i] == '*') {
        row[j] = static_cast<char>(meets[j] != 0 || (b_left && row[j + 1] != 0));
      } else if (b_left && b[j] == '*') {
        row[j] = static_cast<char>(row[j + 1] != 0 || (a_left && meets[j] != 0));
      } else if (a_left && b_left) {
        row[j] =
            static_cast<char>((a[i] == b[j] || a[i] == '?' || b[j] == '?') && meets[j + 1] != 0);
      }
    }
    meets = std::move(row);
  }
  return meets[0] != 0;
}

std::optional<std::string> CommonNamespace(std::string_view a, std::string_view b,
                                           std::span<const std::string_view> excluded) {
  if (a.size() > kLongestLabel || b.size() > kLongestLabel) return std::string(a);
  std::vector<std::string_view> patterns = {a, b};
  std::vector<std::string_view> names;
  for (const std::string_view one : excluded) {
    (HasWildcard(one) ? patterns : names).push_back(one);
  }
  return Search(std::move(patterns), names).Run();
}

}  // namespace sluice::policy
