// SPDX-License-Identifier: Apache-2.0
// From what files say to what holds: profiles and policies bound to the rules of a rulebook.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/model.h"
#include "sluice/flink/config.h"
#include "sluice/policy/policy.h"
#include "sluice/rulebook/rulebook.h"

namespace sluice::policy {

// Who says what a rule does or what a parameter is, the most direct last.
enum class Says : std::uint8_t { kNobody, kProfile, kPolicy };

// Of one parameter's value.
struct ParamOrigin {
  Says says = Says::kNobody;  // kNobody: the rule's own default
  Spot spot;
  std::vector<doc::Mark> word_marks;  // of a list: where each word stands
};

// Every rule and default of a rulebook as one profile, or one policy, leaves them; in the order of
// the rulebook.
struct State {
  struct OfRule {
    bool on = false;
    rulebook::Action action = rulebook::Action::kAudit;
    rulebook::Params params;
    Says says = Says::kNobody;         // kNobody: no entry names it
    Spot spot;                         // of the entry; kNobody: of the profile's `unlisted`, if any
    bool capped = false;               // the policy's actions made it weaker
    bool newer = false;                // newer than the pin, so it warns at most
    std::vector<ParamOrigin> origins;  // of each parameter
  };
  struct OfDefault {
    bool on = false;
    rulebook::Params params;
    Says says = Says::kNobody;
    Spot spot;
    std::vector<ParamOrigin> origins;
  };
  std::vector<OfRule> rules;
  std::vector<OfDefault> defaults;
};

// A policy that is ready to match. Addresses inside stay good while it is not moved.
struct BoundPolicy {
  std::string name;
  Spot spot;
  Match match;
  std::string profile;
  Spot profile_spot;
  std::vector<Word> overrides;
  std::vector<std::uint16_t> overridden;  // their places among the policies
  std::uint16_t turn = 0;                 // overriding policies before those they override
  std::optional<rulebook::Action> cap;
  Spot cap_spot;
  std::optional<rulebook::CatalogueVersion> pin;
  Spot pin_spot;
  Conduct conduct;
  State state;  // where everything comes from; the parameters of what is on stand in `rules`
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
void ApplySettings(const rulebook::Rulebook& rulebook, const Settings& settings, Says who,
                   State& state, Complaints& complaints);

BoundPolicy BindPolicy(const rulebook::Rulebook& rulebook, const PolicyFile& file, State profile,
                       Complaints& complaints);

// Resolves `overrides` of all policies (by name) and gives each its turn. Complains about unknown
// names, rings, and a policy whose objectSelector would let the object choose what holds for it.
void BindOverrides(std::vector<BoundPolicy>& policies, Complaints& complaints);

// Complains about each pair of policies that can hold for one request and contradict each other.
void FindConflicts(const std::vector<BoundPolicy>& policies, Complaints& complaints);

// Adds one file's knowledge; contradictions between files are complaints.
struct MergedKnowledge {
  flink::Knowledge knowledge;
  std::vector<std::string> operator_service_accounts;
  // Where each was said first.
  Spot operator_version_spot;
  Spot assumed_flink_version_spot;
  std::vector<Spot> assumed_configuration_spots;
};
void MergeKnowledge(const KnowledgeText& text, MergedKnowledge& merged, Complaints& complaints);

}  // namespace sluice::policy
