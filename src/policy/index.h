// SPDX-License-Identifier: Apache-2.0
// Which policies can hold in a namespace, without asking each of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/match.h"

namespace sluice::policy {

// Policies by what their namespace patterns begin or end with. Immutable once filled.
class NamespaceIndex {
 public:
  void Add(const Match& match, std::uint16_t policy);
  // Policies whose namespaces may match, ascending, each once; the matcher has the last word.
  void Candidates(std::string_view namespace_name, std::vector<std::uint16_t>& out) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  using Table = std::unordered_map<std::string, std::vector<std::uint16_t>, Hash, std::equal_to<>>;

  Table names_;
  Table heads_;  // by the text before the first wildcard
  Table tails_;  // by the text after the last one, where that says more
  std::vector<std::size_t> head_sizes_;
  std::vector<std::size_t> tail_sizes_;
  std::vector<std::uint16_t> everywhere_;
};

}  // namespace sluice::policy
