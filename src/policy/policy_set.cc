// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "policy/impl.h"
#include "policy/pattern.h"
#include "sluice/policy/policy.h"

namespace sluice::policy {
namespace {

using Errors = std::vector<base::Error>;

constexpr std::size_t kMostPolicies = 5'000;  // each is compared with each

// A policy that is overridden overrides nothing itself, and one that only may hold overrides
// nothing: what is unknown never lets a policy go.
void RemoveOverridden(std::vector<Held>& held) {
  std::vector<const Held*> by_turn;
  by_turn.reserve(held.size());
  for (const Held& one : held) by_turn.push_back(&one);
  std::sort(by_turn.begin(), by_turn.end(),
            [](const Held* a, const Held* b) { return a->policy->turn < b->policy->turn; });
  std::vector<std::uint16_t> gone;
  const auto is_gone = [&](const Held& one) {
    return std::find(gone.begin(), gone.end(), one.place) != gone.end();
  };
  for (const Held* one : by_turn) {
    if (one->fit != Fit::kYes || is_gone(*one)) continue;
    gone.insert(gone.end(), one->policy->overridden.begin(), one->policy->overridden.end());
  }
  std::erase_if(held, is_gone);
}

void AddProfiles(const Files& files, Profiles& profiles, Complaints& complaints) {
  std::map<std::string, const ProfileFile*> own;
  for (const ProfileFile& profile : files.profiles) {
    const auto [at, fresh] = own.emplace(profile.name, &profile);
    if (fresh) {
      profiles[profile.name] = &profile;
      continue;
    }
    complaints.Error(profile.spot, fmt::format("profile '{}' is also defined in {}", profile.name,
                                               Show(at->second->spot)));
  }
}

void CheckPolicyNames(const Files& files, Complaints& complaints) {
  std::map<std::string, const PolicyFile*> seen;
  for (const PolicyFile& policy : files.policies) {
    const auto [at, fresh] = seen.emplace(policy.name, &policy);
    if (fresh) continue;
    complaints.Error(policy.spot, fmt::format("policy '{}' is also defined in {}", policy.name,
                                              Show(at->second->spot)));
  }
}

// Profile states by name, each bound once.
std::map<std::string, State, std::less<>> BindProfiles(const rulebook::Rulebook& book,
                                                       const Profiles& profiles,
                                                       Complaints& complaints) {
  std::map<std::string, State, std::less<>> states;
  for (const auto& [name, file] : profiles) {
    State state = InitialState(book);
    ApplySettings(book, file->settings, Says::kProfile, state, complaints);
    states.emplace(name, std::move(state));
  }
  return states;
}

std::string UnknownProfile(std::string_view name, const Profiles& profiles) {
  std::vector<std::string_view> names;
  for (const auto& [known, file] : profiles) names.push_back(known);
  const std::string guess = DidYouMean(name, names);
  if (name.empty())
    return fmt::format("spec.profile is missing; known are {}", fmt::join(names, ", "));
  return fmt::format("unknown profile '{}'{}", name,
                     guess.empty() ? fmt::format("; known are {}", fmt::join(names, ", ")) : guess);
}

// What the operator writes for others, such as the two halves of a blue/green deployment, would
// pass unjudged.
void NoteExemptOperator(const BoundPolicy& policy, const std::vector<std::string>& operators,
                        Complaints& complaints) {
  if (policy.match.exclude_people.empty() || !policy.enforces) return;
  for (const std::string& name : operators) {
    Reason reason;
    const Scope scope{.username = name, .groups = std::span<const std::string_view>()};
    if (FitOf(policy.match, Clause::kExcludedPeople, scope, &reason) != Fit::kNo) continue;
    complaints.Note(*reason.spot,
                    "this leaves out the operator's own account: what it writes for a "
                    "FlinkBlueGreenDeployment is then not judged by this policy");
  }
}

}  // namespace

void PolicySet::Impl::Freeze() {
  for (BoundPolicy& policy : policies) {
    for (BoundRule& rule : policy.rules) {
      rule.policy = &policy.name;
      rule.conduct = &policy.conduct;
    }
    for (BoundDefault& def : policy.defaults) def.policy = &policy.name;
  }
}

void PolicySet::Impl::Bind(const rulebook::Rulebook& book, Files& files, const Profiles& profiles,
                           Complaints& complaints) {
  const auto states = BindProfiles(book, profiles, complaints);
  std::sort(files.policies.begin(), files.policies.end(),
            [](const PolicyFile& a, const PolicyFile& b) { return a.name < b.name; });
  for (const PolicyFile& file : files.policies) {
    const auto state = states.find(file.profile);
    if (state == states.end()) {
      complaints.Error(file.profile.empty() ? file.spot : file.profile_spot,
                       UnknownProfile(file.profile, profiles));
      continue;
    }
    policies.push_back(BindPolicy(book, file, state->second, complaints));
    MergeKnowledge(profiles.at(file.profile)->knowledge, known, complaints);
    MergeKnowledge(file.knowledge, known, complaints);
  }
  for (const BoundPolicy& policy : policies) {
    NoteExemptOperator(policy, known.operator_service_accounts, complaints);
  }
  BindOverrides(policies, complaints);
  FindConflicts(policies, complaints);
  for (std::size_t i = 0; i < policies.size(); ++i) {
    index.Add(policies[i].match, static_cast<std::uint16_t>(i));
  }
  for (const auto& [name, file] : profiles) profile_names.push_back(name);
  rule_count = book.rules().size();
  default_count = book.defaults().size();
}

std::vector<Held> PolicySet::Impl::Holding(const Scope& scope) const {
  std::vector<std::uint16_t> candidates;
  index.Candidates(scope.namespace_name, candidates);
  std::vector<Held> held;
  bool overriding = false;
  for (const std::uint16_t i : candidates) {
    const Fit fit = FitOf(policies[i].match, scope);
    if (fit == Fit::kNo) continue;
    held.push_back({.policy = &policies[i], .place = i, .fit = fit});
    overriding |= !policies[i].overridden.empty();
  }
  if (overriding) RemoveOverridden(held);
  return held;
}

void PolicySet::Impl::Merge(const std::vector<Held>& holding, Selection& selection) const {
  std::vector<const BoundRule*> rules(rule_count, nullptr);
  std::vector<const BoundDefault*> defaults(default_count, nullptr);
  for (const auto& [policy, place, fit] : holding) {
    for (std::size_t i = 0; i < policy->rules.size(); ++i) {
      const BoundRule*& best = rules[policy->rule_places[i]];
      if (best == nullptr || policy->rules[i].rank > best->rank) best = &policy->rules[i];
    }
    for (std::size_t i = 0; i < policy->defaults.size(); ++i) {
      const BoundDefault*& best = defaults[policy->default_places[i]];
      if (best == nullptr || policy->defaults[i].rank > best->rank) best = &policy->defaults[i];
    }
  }
  std::copy_if(rules.begin(), rules.end(), std::back_inserter(selection.rules),
               [](const BoundRule* rule) { return rule != nullptr; });
  std::copy_if(defaults.begin(), defaults.end(), std::back_inserter(selection.defaults),
               [](const BoundDefault* def) { return def != nullptr; });
}

PolicySet::PolicySet() : impl_(std::make_unique<Impl>()) {}
PolicySet::PolicySet(PolicySet&&) noexcept = default;
PolicySet& PolicySet::operator=(PolicySet&&) noexcept = default;
PolicySet::~PolicySet() = default;

tl::expected<PolicySet, Errors> PolicySet::Load(const rulebook::Rulebook& rulebook,
                                                std::span<const Source> shipped,
                                                std::span<const Source> sources) {
  Complaints complaints;
  Files base;
  Files own;
  for (const Source& source : shipped) ReadFile(source.file, source.text, base, complaints);
  for (const Source& source : sources) ReadFile(source.file, source.text, own, complaints);
  Profiles profiles;
  AddProfiles(base, profiles, complaints);
  AddProfiles(own, profiles, complaints);
  CheckPolicyNames(own, complaints);
  if (own.policies.size() > kMostPolicies) {
    complaints.Error(own.policies[kMostPolicies].spot,
                     fmt::format("more than {} policies", kMostPolicies));
    return tl::unexpected(std::move(complaints.errors));
  }
  if (own.policies.empty() && complaints.errors.empty()) {
    complaints.Error({}, fmt::format("no FlinkPolicy among {} policy file(s): nothing would be "
                                     "judged; add a FlinkPolicy that binds a profile",
                                     sources.size()));
  }
  PolicySet set;
  set.impl_->Bind(rulebook, own, profiles, complaints);
  if (!complaints.errors.empty()) return tl::unexpected(std::move(complaints.errors));
  set.impl_->notes = std::move(complaints.notes);
  set.impl_->digest = DigestOf({shipped, sources});
  set.impl_->Freeze();
  return set;
}

tl::expected<PolicySet, Errors> PolicySet::ForProfile(const rulebook::Rulebook& rulebook,
                                                      std::span<const Source> shipped,
                                                      std::string_view profile) {
  Complaints complaints;
  Files base;
  for (const Source& source : shipped) ReadFile(source.file, source.text, base, complaints);
  Profiles profiles;
  AddProfiles(base, profiles, complaints);
  Files own;
  own.policies.push_back({.name = std::string(profile), .profile = std::string(profile)});
  PolicySet set;
  set.impl_->Bind(rulebook, own, profiles, complaints);
  if (!complaints.errors.empty()) return tl::unexpected(std::move(complaints.errors));
  set.impl_->notes = std::move(complaints.notes);
  set.impl_->digest = DigestOf({shipped});
  set.impl_->Freeze();
  return set;
}

Selection PolicySet::Select(const Scope& scope) const {
  Selection selection;
  const std::vector<Held> holding = impl_->Holding(scope);
  for (const Held& held : holding) {
    selection.policies.push_back(&held.policy->name);
    if (held.fit == Fit::kMaybe) selection.perhaps.push_back(&held.policy->name);
    selection.enforces |= held.policy->enforces;
  }
  if (holding.size() > 1) {
    impl_->Merge(holding, selection);
  } else if (holding.size() == 1) {
    const BoundPolicy& only = *holding.front().policy;
    selection.rules.reserve(only.rules.size());
    for (const BoundRule& rule : only.rules) selection.rules.push_back(&rule);
    selection.defaults.reserve(only.defaults.size());
    for (const BoundDefault& def : only.defaults) selection.defaults.push_back(&def);
  }
  return selection;
}

const BoundRule* PolicySet::Find(std::string_view policy, const rulebook::Rule& rule) const {
  const auto at = std::lower_bound(
      impl_->policies.begin(), impl_->policies.end(), policy,
      [](const BoundPolicy& one, std::string_view name) { return one.name < name; });
  if (at == impl_->policies.end() || at->name != policy) return nullptr;
  const auto bound = std::find_if(at->rules.begin(), at->rules.end(),
                                  [&](const BoundRule& one) { return one.rule == &rule; });
  return bound == at->rules.end() ? nullptr : &*bound;
}

std::vector<const BoundRule*> PolicySet::BindingsOf(const Selection& selection,
                                                    const rulebook::Rule& rule) const {
  std::vector<const BoundRule*> bindings;
  for (const std::string* name : selection.policies) {
    if (const BoundRule* bound = Find(*name, rule)) bindings.push_back(bound);
  }
  std::stable_sort(bindings.begin(), bindings.end(),
                   [](const BoundRule* a, const BoundRule* b) { return a->rank > b->rank; });
  return bindings;
}

std::vector<std::string_view> PolicySet::policy_names() const {
  std::vector<std::string_view> names;
  for (const BoundPolicy& policy : impl_->policies) names.emplace_back(policy.name);
  return names;
}

const flink::Knowledge& PolicySet::knowledge() const { return impl_->known.knowledge; }

bool PolicySet::IsOperator(std::string_view username) const {
  return AnyMatches(impl_->known.operator_service_accounts, username);
}

const std::vector<std::string>& PolicySet::notes() const { return impl_->notes; }
const std::string& PolicySet::digest() const { return impl_->digest; }
std::size_t PolicySet::policies() const { return impl_->policies.size(); }
std::vector<std::string> PolicySet::profile_names() const { return impl_->profile_names; }

std::vector<const rulebook::Rule*> PolicySet::bound_rules() const {
  std::map<std::string_view, const rulebook::Rule*> by_id;
  for (const BoundPolicy& policy : impl_->policies) {
    for (const BoundRule& bound : policy.rules) by_id.emplace(bound.rule->meta.id, bound.rule);
  }
  std::vector<const rulebook::Rule*> rules;
  for (const auto& [id, rule] : by_id) rules.push_back(rule);
  return rules;
}

}  // namespace sluice::policy
