// SPDX-License-Identifier: Apache-2.0
#include "sluice/policy/explain.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "policy/impl.h"
#include "policy/param_text.h"
#include "sluice/policy/fields.h"

namespace sluice::policy {
namespace {

Place PlaceOf(const Spot& spot) {
  return {.file = spot.file, .line = spot.mark.line, .column = spot.mark.column};
}

std::string Quoted(const std::vector<std::string>& words) {
  constexpr std::size_t kMost = 6;
  std::vector<std::string> quoted;
  for (std::size_t i = 0; i < std::min(words.size(), kMost); ++i) {
    quoted.push_back(fmt::format("\"{}\"", words[i]));
  }
  std::string text = fmt::format("{}", fmt::join(quoted, ", "));
  if (words.size() > kMost) text += fmt::format(" and {} more", words.size() - kMost);
  return text;
}

void Append(const std::vector<Word>& words, std::vector<std::string>& out) {
  for (const Word& word : words) out.push_back(word.text);
}

std::vector<std::string> NamesOf(const People& people) {
  std::vector<std::string> names;
  Append(people.users, names);
  Append(people.groups, names);
  for (const Account& account : people.accounts) names.push_back(account.text);
  return names;
}

std::string TextOf(const Requirement& requirement) {
  using Operator = Requirement::Operator;
  const std::string_view word = kOperatorWords[static_cast<std::size_t>(requirement.op)];
  if (requirement.op == Operator::kExists || requirement.op == Operator::kDoesNotExist) {
    return fmt::format("{} {}", requirement.key, word);
  }
  return fmt::format("{} {} [{}]", requirement.key, word, fmt::join(requirement.values, ", "));
}

// What the clause lists; empty = the match does not write it.
std::vector<std::string> WordsOf(const Match& match, Clause clause) {
  std::vector<std::string> words;
  switch (clause) {
    case Clause::kOperation:
      for (std::size_t i = 0; i < kOperationWords.size(); ++i) {
        if (((match.operations >> i) & 1U) != 0) words.emplace_back(kOperationWords[i]);
      }
      if (words.size() == kOperationWords.size()) words.clear();
      break;
    case Clause::kKind:
      Append(match.kinds, words);
      break;
    case Clause::kNamespace:
      Append(match.namespaces, words);
      break;
    case Clause::kExcludedNamespace:
      Append(match.exclude_namespaces, words);
      break;
    case Clause::kPeople:
      return NamesOf(match.people);
    case Clause::kExcludedPeople:
      return NamesOf(match.exclude_people);
    case Clause::kLabels:
      for (const Requirement& requirement : match.labels) words.push_back(TextOf(requirement));
      break;
  }
  return words;
}

bool Excludes(Clause clause) {
  return clause == Clause::kExcludedNamespace || clause == Clause::kExcludedPeople;
}

std::string Unknown(Clause clause) {
  switch (clause) {
    case Clause::kOperation:
      return "the operation is not given";
    case Clause::kKind:
      return "the kind is not given";
    case Clause::kLabels:
      return "the object's labels are not given";
    default:
      return "it is not given who asks";
  }
}

std::string WordsFor(Clause clause, Fit fit, const Reason& reason,
                     const std::vector<std::string>& words) {
  const std::string_view field = FieldOf(clause);
  if (fit == Fit::kMaybe)
    return fmt::format("{} {}, and {}", field, Quoted(words), Unknown(clause));
  const bool listed = (fit == Fit::kYes) != Excludes(clause);
  if (clause == Clause::kLabels) {
    return listed ? fmt::format("{} {}", field, Quoted(words))
                  : fmt::format("{}: label {} is not as {}", field, reason.word, Quoted(words));
  }
  if (!listed) return fmt::format("{}: none of {}", field, Quoted(words));
  return reason.word.empty() ? fmt::format("{} {}", field, Quoted(words))
                             : fmt::format("{} has \"{}\"", field, reason.word);
}

std::vector<ClauseView> ClausesOf(const Match& match, const Scope& scope) {
  std::vector<ClauseView> views;
  for (const Clause clause : kClauses) {
    const std::vector<std::string> words = WordsOf(match, clause);
    if (words.empty()) continue;
    Reason reason;
    const Fit fit = FitOf(match, clause, scope, &reason);
    views.push_back({.field = std::string(FieldOf(clause)),
                     .fit = fit,
                     .words = WordsFor(clause, fit, reason, words),
                     .place = reason.spot == nullptr ? Place() : PlaceOf(*reason.spot)});
  }
  return views;
}

std::string VersionText(const std::optional<rulebook::CatalogueVersion>& pin) {
  return pin ? fmt::format("{}.{}", pin->major, pin->minor) : std::string("latest");
}

PolicyView ViewOf(const BoundPolicy& policy, const Scope& scope) {
  return {.name = policy.name,
          .place = PlaceOf(policy.spot),
          .profile = policy.profile,
          .fit = FitOf(policy.match, scope),
          .clauses = ClausesOf(policy.match, scope),
          .cap = policy.cap,
          .catalogue_version = VersionText(policy.pin),
          .strict_ratchet = policy.conduct.strict_ratchet,
          .break_glass_groups = policy.conduct.break_glass_groups};
}

// Which holding policy takes the place of `policy`.
void ShowOverride(const std::vector<Held>& holding, std::size_t place, PolicyView& view) {
  for (const Held& held : holding) {
    const auto& gone = held.policy->overridden;
    if (held.fit != Fit::kYes || std::find(gone.begin(), gone.end(), place) == gone.end()) continue;
    view.overridden_by = held.policy->name;
    for (const Word& word : held.policy->overrides) {
      if (word.text == view.name) view.overridden_at = PlaceOf(word.spot);
    }
  }
}

std::string_view SaidBy(Says says) {
  switch (says) {
    case Says::kPolicy:
      return "policy";
    case Says::kProfile:
      return "profile";
    case Says::kNobody:
      return "rule";
  }
  return "";
}

std::vector<ParamView> ParamsOf(const rulebook::Meta& meta, const rulebook::Params& params,
                                const std::vector<ParamOrigin>& origins) {
  std::vector<ParamView> views;
  for (std::size_t i = 0; i < meta.params.size(); ++i) {
    const ParamOrigin origin = i < origins.size() ? origins[i] : ParamOrigin();
    views.push_back({.param = &meta.params[i],
                     .value = ValueText(meta.params[i], params, i),
                     .said_by = SaidBy(origin.says),
                     .place = PlaceOf(origin.spot)});
  }
  return views;
}

void ExplainAction(const rulebook::Rule& rule, const BoundPolicy& policy,
                   const State::OfRule& state, BindingView& view) {
  view.place = PlaceOf(state.spot);
  if (state.says == Says::kPolicy) {
    view.why = "the policy itself";
  } else if (state.says == Says::kProfile) {
    view.why = "profile " + policy.profile;
  } else if (rule.meta.opt_in) {
    view.why = "opt-in, and no entry names it";
  } else if (!state.spot.file.empty()) {
    view.why = fmt::format("unlisted in profile {}", policy.profile);
  } else {
    view.why = fmt::format("no entry names it, and it is {}", ToString(rule.meta.severity));
  }
  if (state.newer) {
    view.why += fmt::format("; newer than catalogueVersion {}, so it warns at most",
                            VersionText(policy.pin));
    view.place = PlaceOf(policy.pin_spot);
  } else if (state.capped && policy.cap) {
    view.why += fmt::format("; the policy's actions allow {} at most", ToString(*policy.cap));
    view.place = PlaceOf(policy.cap_spot);
  }
}

template <typename Bounds>
auto FindBound(const Bounds& bounds, const std::vector<std::uint16_t>& places, std::size_t place) {
  const auto at = std::lower_bound(places.begin(), places.end(), place);
  using One = const typename Bounds::value_type*;
  if (at == places.end() || *at != place) return One{nullptr};
  return One{&bounds[static_cast<std::size_t>(at - places.begin())]};
}

BindingView BindingOf(const rulebook::Rule& rule, std::size_t place, const Held& held) {
  const BoundPolicy& policy = *held.policy;
  BindingView view{.policy = policy.name, .perhaps = held.fit == Fit::kMaybe};
  ExplainAction(rule, policy, policy.state.rules[place], view);
  const BoundRule* bound = FindBound(policy.rules, policy.rule_places, place);
  if (bound == nullptr) return view;
  view.on = true;
  view.action = bound->action;
  view.params = ParamsOf(rule.meta, bound->params, policy.state.rules[place].origins);
  return view;
}

BindingView BindingOf(const rulebook::Default& def, std::size_t place, const Held& held) {
  const BoundPolicy& policy = *held.policy;
  const State::OfDefault& state = policy.state.defaults[place];
  BindingView view{
      .policy = policy.name, .perhaps = held.fit == Fit::kMaybe, .place = PlaceOf(state.spot)};
  view.why = state.says == Says::kPolicy    ? "the policy itself"
             : state.says == Says::kProfile ? "profile " + policy.profile
                                            : "no entry names it";
  const BoundDefault* bound = FindBound(policy.defaults, policy.default_places, place);
  if (bound == nullptr) return view;
  view.on = true;
  view.params = ParamsOf(def.meta, bound->params, state.origins);
  return view;
}

template <typename View>
const BindingView* Deciding(const View& view) {
  const auto at = std::find_if(view.bindings.begin(), view.bindings.end(),
                               [](const BindingView& one) { return one.decides; });
  return at == view.bindings.end() ? nullptr : &*at;
}

}  // namespace

std::string Place::ToString() const {
  return file.empty() ? std::string() : fmt::format("{}:{}:{}", file, line, column);
}

const BindingView* RuleView::decides() const { return Deciding(*this); }
const BindingView* DefaultView::decides() const { return Deciding(*this); }

Explanation PolicySet::Explain(const rulebook::Rulebook& rulebook, const Scope& scope) const {
  Explanation out;
  const std::vector<Held> holding = impl_->Holding(scope);
  const Selection selection = Select(scope);
  out.enforces = selection.enforces;
  for (std::size_t i = 0; i < impl_->policies.size(); ++i) {
    PolicyView view = ViewOf(impl_->policies[i], scope);
    view.holds = std::any_of(holding.begin(), holding.end(),
                             [&](const Held& held) { return held.place == i; });
    if (view.fit != Fit::kNo && !view.holds) ShowOverride(holding, i, view);
    out.policies.push_back(std::move(view));
  }
  for (std::size_t i = 0; i < rulebook.rules().size(); ++i) {
    RuleView view{.rule = rulebook.rules()[i]};
    for (const Held& held : holding) view.bindings.push_back(BindingOf(*view.rule, i, held));
    for (const BoundRule* bound : selection.rules) {
      if (bound->rule != view.rule) continue;
      for (BindingView& one : view.bindings) one.decides = one.policy == *bound->policy;
    }
    out.rules.push_back(std::move(view));
  }
  for (std::size_t i = 0; i < rulebook.defaults().size(); ++i) {
    DefaultView view{.def = rulebook.defaults()[i]};
    for (const Held& held : holding) view.bindings.push_back(BindingOf(*view.def, i, held));
    for (const BoundDefault* bound : selection.defaults) {
      if (bound->def != view.def) continue;
      for (BindingView& one : view.bindings) one.decides = one.policy == *bound->policy;
    }
    out.defaults.push_back(std::move(view));
  }
  return out;
}

}  // namespace sluice::policy
