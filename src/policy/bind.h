// SPDX-License-Identifier: Apache-2.0
// From what files say to what holds: profiles and policies bound to the rules of a rulebook.
#pragma once

#include <string>
#include <vector>

#include "policy/model.h"
#include "sluice/flink/config.h"
#include "sluice/policy/policy.h"
#include "sluice/rulebook/rulebook.h"

namespace sluice::policy {

// Every rule and default of a rulebook as one profile, or one policy, leaves them; in the order of
// the rulebook.
struct State {
  struct OfRule {
    bool on = false;
    rulebook::Action action = rulebook::Action::kAudit;
    rulebook::Params params;
  };
  struct OfDefault {
    bool on = false;
    rulebook::Params params;
  };
  std::vector<OfRule> rules;
  std::vector<OfDefault> defaults;
};

// A policy that is ready to match. Addresses inside stay good while it is not moved.
struct BoundPolicy {
  std::string name;
  Match match;
  Conduct conduct;
  std::vector<BoundRule> rules;            // by rule id
  std::vector<std::uint16_t> rule_places;  // of each, its place in the rulebook
  std::vector<BoundDefault> defaults;      // in running order
  std::vector<std::uint16_t> default_places;
  bool enforces = false;
};

// What a rule does that no profile lists: medium and above warn, the others are audited.
rulebook::Action UnlistedAction(const rulebook::Rule& rule);

// All rules at their unlisted action, opt-in rules and all defaults off.
State InitialState(const rulebook::Rulebook& rulebook);

// Applies parameters, then entries, of one file's settings.
void ApplySettings(const rulebook::Rulebook& rulebook, const Settings& settings, State& state,
                   Complaints& complaints);

BoundPolicy BindPolicy(const rulebook::Rulebook& rulebook, const PolicyFile& file, State profile,
                       Complaints& complaints);

// Adds one file's knowledge; contradictions between files are complaints.
struct MergedKnowledge {
  flink::Knowledge knowledge;
  std::vector<std::string> operator_service_accounts;
};
void MergeKnowledge(const KnowledgeText& text, MergedKnowledge& merged, Complaints& complaints);

}  // namespace sluice::policy
