// SPDX-License-Identifier: Apache-2.0
// Explanation: what a set of policies does for one kind of request, and where that is written. For
// people; the webhook selects, it does not explain.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/policy/policy.h"

namespace sluice::policy {

// A place in a policy file; empty file = nowhere.
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  [[nodiscard]] std::string ToString() const;  // "file:line:column", or empty
};

// One clause of a match that a policy writes.
struct ClauseView {
  std::string field;  // "namespaces"
  Fit fit = Fit::kYes;
  std::string words;  // "namespaces: \"payments-*\"", or why it does not fit
  Place place;
};

struct PolicyView {
  std::string name;
  Place place;
  std::string profile;
  Fit fit = Fit::kNo;
  bool holds = false;         // fits, perhaps only kMaybe, and nothing overrides it
  std::string overridden_by;  // the policy that takes its place
  Place overridden_at;
  std::vector<ClauseView> clauses;
  std::optional<rulebook::Action> cap;  // spec.actions
  std::string catalogue_version;        // "latest" or "0.1"
  bool strict_ratchet = false;
  std::vector<std::string> break_glass_groups;
};

struct ParamView {
  const rulebook::Param* param = nullptr;
  std::string value;
  std::string_view said_by;  // "policy", "profile" or "rule"
  Place place;               // of the value; empty when the rule's own
};

// What one holding policy does with one rule or default.
struct BindingView {
  std::string policy;
  std::optional<rulebook::Action> action;  // of a rule; nothing = off
  bool on = false;
  bool decides = false;  // what holds in the end
  bool perhaps = false;  // the policy holds only kMaybe
  std::string why;       // "profile production", "no entry names it, and it is medium"
  Place place;
  std::vector<ParamView> params;
};

struct RuleView {
  const rulebook::Rule* rule = nullptr;
  std::vector<BindingView> bindings;  // by policy; the one that decides may be absent: off
  [[nodiscard]] const BindingView* decides() const;
};

struct DefaultView {
  const rulebook::Default* def = nullptr;
  std::vector<BindingView> bindings;
  [[nodiscard]] const BindingView* decides() const;
};

struct Explanation {
  std::vector<PolicyView> policies;   // all, by name
  std::vector<RuleView> rules;        // all, by id
  std::vector<DefaultView> defaults;  // all, in running order
  bool enforces = false;
};

}  // namespace sluice::policy
