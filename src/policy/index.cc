// SPDX-License-Identifier: Apache-2.0
#include "policy/index.h"

#include <algorithm>

namespace sluice::policy {
namespace {

void AddOnce(std::vector<std::size_t>& sizes, std::size_t size) {
  if (std::find(sizes.begin(), sizes.end(), size) == sizes.end()) sizes.push_back(size);
}

void Append(const auto& table, std::string_view key, std::vector<std::uint16_t>& out) {
  const auto at = table.find(key);
  if (at != table.end()) out.insert(out.end(), at->second.begin(), at->second.end());
}

}  // namespace

void NamespaceIndex::Add(const Match& match, std::uint16_t policy) {
  if (match.namespaces.empty()) everywhere_.push_back(policy);
  for (const Word& word : match.namespaces) {
    const std::string& text = word.text;
    const std::size_t first = text.find_first_of("*?");
    if (first == std::string::npos) {
      names_[text].push_back(policy);
      continue;
    }
    const std::size_t tail = text.size() - text.find_last_of("*?") - 1;
    if (first == 0 && tail == 0) {
      everywhere_.push_back(policy);
    } else if (first >= tail) {
      heads_[text.substr(0, first)].push_back(policy);
      AddOnce(head_sizes_, first);
    } else {
      tails_[text.substr(text.size() - tail)].push_back(policy);
      AddOnce(tail_sizes_, tail);
    }
  }
}

void NamespaceIndex::Candidates(std::string_view namespace_name,
                                std::vector<std::uint16_t>& out) const {
  constexpr std::size_t kUsual = 16;
  out.reserve(everywhere_.size() + kUsual);
  out = everywhere_;
  Append(names_, namespace_name, out);
  for (const std::size_t size : head_sizes_) {
    if (size <= namespace_name.size()) Append(heads_, namespace_name.substr(0, size), out);
  }
  for (const std::size_t size : tail_sizes_) {
    if (size > namespace_name.size()) continue;
    Append(tails_, namespace_name.substr(namespace_name.size() - size), out);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

}  // namespace sluice::policy
