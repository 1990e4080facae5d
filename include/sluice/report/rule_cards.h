// SPDX-License-Identifier: Apache-2.0
// The faces of what Sluice knows: every rule and default with its words, its parameters and what
// the profiles do with it. All words are those of the rule itself.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/policy/policy.h"
#include "sluice/rulebook/rulebook.h"

namespace sluice::report {

// What one profile does with a rule or default.
struct ProfileUse {
  std::string profile;
  std::string does;                   // "Deny", "Warn", "Audit", "on"; empty = nothing
  std::vector<std::string> settings;  // parameters that it changes: "configOnly: true"
};

// One rule or default. The pointers are constants of the rulebook.
struct RuleCard {
  const rulebook::Meta* meta = nullptr;
  const rulebook::Rule* rule = nullptr;  // null for a default
  std::uint8_t kinds = 0;
  std::vector<ProfileUse> profiles;  // in the order of their names; all profiles
};

// All of them, rules first, by category, then id. `profiles` are the texts of the profiles to tell
// about (policy::ShippedProfiles()); an error when they do not load.
base::Result<std::vector<RuleCard>> CardsOf(const rulebook::Rulebook& rulebook,
                                            std::span<const policy::Source> profiles);

// One a line: id, severity, category, title. A default says "default" for its severity.
std::string CardsText(std::span<const RuleCard> cards);
std::string CardsJson(std::span<const RuleCard> cards);

// Everything about one, for a terminal of 100 columns; documentation of that Flink version.
std::string CardText(const RuleCard& card, flink::FlinkVersion version);

// A bad and a good piece of YAML for the page, and what Sluice says to the bad one. A text may be
// empty.
struct Example {
  std::string bad;
  std::string bad_before;  // of an UPDATE: what stood there before
  std::string says;
  std::string good;
  std::string good_before;
  std::vector<std::string> params;  // parameters it was judged with: "labels: [owner]"
};

// The page of all of them, Markdown. Examples by id; a default's by "default/" and its id.
std::string RulesPage(std::span<const RuleCard> cards,
                      const std::map<std::string, Example>& examples);

}  // namespace sluice::report
