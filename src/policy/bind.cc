// SPDX-License-Identifier: Apache-2.0
#include "policy/bind.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sluice::policy {
namespace {

using rulebook::Action;
using rulebook::Param;
using rulebook::Params;

// The place of `name` among the declared parameters, or their number when there is none.
std::size_t PlaceOf(std::span<const Param> declared, std::string_view name) {
  const auto at = std::find_if(declared.begin(), declared.end(),
                               [&](const Param& param) { return param.name == name; });
  return static_cast<std::size_t>(at - declared.begin());
}

base::Result<rulebook::ParamValue> Parse(const Param& param, const ParamText& text) {
  if (text.is_list) return ParseParamList(param, text.words);
  if (param.type != rulebook::ParamType::kStringList) return ParseParam(param, text.text);
  return base::Fail(base::Code::kInvalid,
                    fmt::format("parameter '{}' expects a list of strings", param.name));
}

// Sets the parameter when it is declared; false when it is declared and the value is wrong.
bool SetParam(std::span<const Param> declared, const ParamText& text, Params& params, bool& found,
              Complaints& complaints) {
  const std::size_t place = PlaceOf(declared, text.name);
  if (place == declared.size()) return true;
  found = true;
  auto value = Parse(declared[place], text);
  if (!value) {
    complaints.Error(text.spot, value.error().message);
    return false;
  }
  params.Set(place, *std::move(value));
  return true;
}

// Parameters of a whole profile or policy reach every rule and default that declares the name.
void ApplyShared(const rulebook::Rulebook& book, const ParamText& text, State& state,
                 Complaints& complaints) {
  bool found = false;
  for (std::size_t i = 0; i < book.rules().size(); ++i) {
    const auto declared = book.rules()[i]->meta.params;
    if (!SetParam(declared, text, state.rules[i].params, found, complaints)) return;
  }
  for (std::size_t i = 0; i < book.defaults().size(); ++i) {
    const auto declared = book.defaults()[i]->meta.params;
    if (!SetParam(declared, text, state.defaults[i].params, found, complaints)) return;
  }
  if (found) return;
  std::set<std::string_view> names;
  for (const auto* rule : book.rules()) {
    for (const Param& param : rule->meta.params) names.insert(param.name);
  }
  for (const auto* def : book.defaults()) {
    for (const Param& param : def->meta.params) names.insert(param.name);
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  complaints.Error(text.spot, fmt::format("no rule and no default has a parameter '{}'{}",
                                          text.name, DidYouMean(text.name, known)));
}

void ApplyParams(const rulebook::Meta& meta, const Entry& entry, Params& params,
                 Complaints& complaints) {
  for (const ParamText& text : entry.params) {
    bool found = false;
    SetParam(meta.params, text, params, found, complaints);
    if (found) continue;
    std::vector<std::string_view> known;
    known.reserve(meta.params.size());
    for (const Param& param : meta.params) known.push_back(param.name);
    complaints.Error(text.spot, fmt::format("'{}' has no parameter '{}'{}", meta.id, text.name,
                                            DidYouMean(text.name, known)));
  }
}

// The place of the entry's rule or default; complains about unknown and repeated ids.
template <typename T>
std::optional<std::size_t> PlaceOfEntry(const std::vector<const T*>& all, std::string_view what,
                                        const Entry& entry, std::set<std::string>& seen,
                                        Complaints& complaints) {
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const T* one) { return one->meta.id == entry.id; });
  if (at == all.end()) {
    std::vector<std::string_view> ids;
    ids.reserve(all.size());
    for (const T* one : all) ids.push_back(one->meta.id);
    complaints.Error(entry.spot,
                     fmt::format("unknown {} '{}'{}", what, entry.id, DidYouMean(entry.id, ids)));
    return std::nullopt;
  }
  if (!seen.insert(entry.id).second) {
    complaints.Error(entry.spot, fmt::format("{} '{}' is listed twice", what, entry.id));
    return std::nullopt;
  }
  return static_cast<std::size_t>(at - all.begin());
}

// The judgement that a pinned catalogue version knows: its newest revision not after the pin.
rulebook::Check PinnedCheck(const rulebook::Rule& rule,
                            const std::optional<rulebook::CatalogueVersion>& pin, bool& newer) {
  rulebook::Check check = rule.revisions.front().check;
  newer = pin && rule.revisions.front().since > *pin;
  for (const rulebook::Revision& revision : rule.revisions) {
    if (!pin || revision.since <= *pin) check = revision.check;
  }
  return check;
}

}  // namespace

Action UnlistedAction(const rulebook::Rule& rule) {
  return rule.meta.severity >= rulebook::Severity::kMedium ? Action::kWarn : Action::kAudit;
}

State InitialState(const rulebook::Rulebook& rulebook) {
  State state;
  for (const rulebook::Rule* rule : rulebook.rules()) {
    state.rules.push_back({.on = !rule->meta.opt_in,
                           .action = UnlistedAction(*rule),
                           .params = Params::Defaults(rule->meta.params)});
  }
  for (const rulebook::Default* def : rulebook.defaults()) {
    state.defaults.push_back({.on = false, .params = Params::Defaults(def->meta.params)});
  }
  return state;
}

void ApplySettings(const rulebook::Rulebook& rulebook, const Settings& settings, State& state,
                   Complaints& complaints) {
  for (const ParamText& text : settings.parameters) {
    ApplyShared(rulebook, text, state, complaints);
  }
  std::set<std::string> seen;
  for (const Entry& entry : settings.rules) {
    const auto place = PlaceOfEntry(rulebook.rules(), "rule", entry, seen, complaints);
    if (!place) continue;
    State::OfRule& rule = state.rules[*place];
    rule.on = !entry.has_actions || entry.action.has_value();
    if (entry.action) rule.action = *entry.action;
    ApplyParams(rulebook.rules()[*place]->meta, entry, rule.params, complaints);
  }
  seen.clear();
  for (const Entry& entry : settings.defaults) {
    const auto place = PlaceOfEntry(rulebook.defaults(), "default", entry, seen, complaints);
    if (!place) continue;
    State::OfDefault& def = state.defaults[*place];
    def.on = entry.enabled.value_or(true);
    ApplyParams(rulebook.defaults()[*place]->meta, entry, def.params, complaints);
  }
}

BoundPolicy BindPolicy(const rulebook::Rulebook& rulebook, const PolicyFile& file, State profile,
                       Complaints& complaints) {
  State& state = profile;
  for (State::OfRule& rule : state.rules) {
    if (file.cap) rule.action = std::min(rule.action, *file.cap);
  }
  ApplySettings(rulebook, file.settings, state, complaints);
  BoundPolicy bound{.name = file.name, .match = file.match, .conduct = file.conduct};
  for (std::size_t i = 0; i < state.rules.size(); ++i) {
    if (!state.rules[i].on) continue;
    const rulebook::Rule* rule = rulebook.rules()[i];
    bool newer = false;
    const rulebook::Check check = PinnedCheck(*rule, file.pin, newer);
    const Action action =
        newer ? std::min(state.rules[i].action, Action::kWarn) : state.rules[i].action;
    bound.enforces |= action == Action::kDeny;
    bound.rules.push_back({.rule = rule,
                           .check = check,
                           .action = action,
                           .params = std::move(state.rules[i].params)});
    bound.rule_places.push_back(static_cast<std::uint16_t>(i));
  }
  for (std::size_t i = 0; i < state.defaults.size(); ++i) {
    if (!state.defaults[i].on) continue;
    bound.defaults.push_back(
        {.def = rulebook.defaults()[i], .params = std::move(state.defaults[i].params)});
    bound.default_places.push_back(static_cast<std::uint16_t>(i));
  }
  return bound;
}

void MergeKnowledge(const KnowledgeText& text, MergedKnowledge& merged, Complaints& complaints) {
  flink::Knowledge& knowledge = merged.knowledge;
  if (text.operator_version) {
    const auto& [version, spot] = *text.operator_version;
    if (!knowledge.operator_version.empty() && knowledge.operator_version != version) {
      complaints.Error(spot, fmt::format("operatorVersion {} contradicts {} of another policy",
                                         version, knowledge.operator_version));
    }
    knowledge.operator_version = version;
  }
  if (text.assumed_flink_version) {
    const auto& [version, spot] = *text.assumed_flink_version;
    if (knowledge.assumed_flink_version.value_or(version) != version) {
      complaints.Error(spot, fmt::format("assumedFlinkVersion {} contradicts {} of another policy",
                                         flink::ToString(version),
                                         flink::ToString(*knowledge.assumed_flink_version)));
    }
    knowledge.assumed_flink_version = version;
  }
  for (const ParamText& entry : text.assumed_configuration) {
    auto& known = knowledge.assumed_configuration;
    const auto at = std::find_if(known.begin(), known.end(),
                                 [&](const auto& pair) { return pair.first == entry.name; });
    if (at == known.end()) {
      known.emplace_back(entry.name, entry.text);
    } else if (at->second != entry.text) {
      complaints.Error(entry.spot, fmt::format("assumedConfiguration of {} contradicts another "
                                               "policy",
                                               entry.name));
    }
  }
  for (const std::string& account : text.operator_service_accounts) {
    auto& known = merged.operator_service_accounts;
    if (std::find(known.begin(), known.end(), account) == known.end()) known.push_back(account);
  }
}

}  // namespace sluice::policy
