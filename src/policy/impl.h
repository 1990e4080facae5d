// SPDX-License-Identifier: Apache-2.0
// The inside of a PolicySet.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "policy/bind.h"
#include "policy/index.h"
#include "policy/model.h"
#include "sluice/policy/policy.h"

namespace sluice::policy {

// A policy that holds for a request.
struct Held {
  const BoundPolicy* policy = nullptr;
  std::uint16_t place = 0;
  Fit fit = Fit::kYes;
};

// By name; the later of one name wins when it comes from another source list, else a complaint.
using Profiles = std::map<std::string, const ProfileFile*, std::less<>>;

struct PolicySet::Impl {
  std::vector<BoundPolicy> policies;  // by name; never changes after Freeze
  NamespaceIndex index;
  MergedKnowledge known;
  std::vector<std::string> profile_names;
  std::vector<std::string> notes;
  std::string digest;
  std::size_t rule_count = 0;
  std::size_t default_count = 0;

  void Bind(const rulebook::Rulebook& book, Files& files, const Profiles& profiles,
            Complaints& complaints);
  // Once the policies stand where they stay, their rules may point to their names.
  void Freeze();
  // The policies that hold, by name.
  [[nodiscard]] std::vector<Held> Holding(const Scope& scope) const;
  // Several policies: of each rule and each default the one of highest rank.
  void Merge(const std::vector<Held>& holding, Selection& selection) const;
};

}  // namespace sluice::policy
