// SPDX-License-Identifier: Apache-2.0
#include "policy/bind.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "policy/templates.h"

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

// Complains about each word of a list that would be no good text parameter either.
bool WordsAreGood(const Param& param, const ParamText& text, Complaints& complaints) {
  Param as_text = param;
  as_text.type = rulebook::ParamType::kString;
  bool good = true;
  for (std::size_t i = 0; i < text.words.size(); ++i) {
    const auto word = ParseParam(as_text, text.words[i]);
    if (word) continue;
    complaints.Error({.file = text.spot.file, .mark = text.word_marks[i]}, word.error().message);
    good = false;
  }
  return good;
}

// Sets the parameter when it is declared; false when it is declared and the value is wrong.
template <typename OfOne>
bool SetParam(std::span<const Param> declared, const ParamText& text, Says who, OfOne& one,
              bool& found, Complaints& complaints) {
  const std::size_t place = PlaceOf(declared, text.name);
  if (place == declared.size()) return true;
  found = true;
  auto value = Parse(declared[place], text);
  if (!value) {
    complaints.Error(text.spot, value.error().message);
    return false;
  }
  if (text.is_list && !WordsAreGood(declared[place], text, complaints)) return false;
  one.params.Set(place, *std::move(value));
  one.origins.resize(declared.size());
  one.origins[place] = {.says = who, .spot = text.spot, .word_marks = text.word_marks};
  return true;
}

// Parameters of a whole profile or policy reach every rule and default that declares the name.
void ApplyShared(const rulebook::Rulebook& book, const ParamText& text, Says who, State& state,
                 Complaints& complaints) {
  bool found = false;
  for (std::size_t i = 0; i < book.rules().size(); ++i) {
    const auto declared = book.rules()[i]->meta.params;
    if (!SetParam(declared, text, who, state.rules[i], found, complaints)) return;
  }
  for (std::size_t i = 0; i < book.defaults().size(); ++i) {
    const auto declared = book.defaults()[i]->meta.params;
    if (!SetParam(declared, text, who, state.defaults[i], found, complaints)) return;
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

template <typename OfOne>
void ApplyParams(const rulebook::Meta& meta, const Entry& entry, Says who, OfOne& one,
                 Complaints& complaints) {
  for (const ParamText& text : entry.params) {
    bool found = false;
    SetParam(meta.params, text, who, one, found, complaints);
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

// How a pinned catalogue version judges: by the rule's newest revision not after the pin.
struct Pinned {
  std::size_t revision = 0;         // its place
  rulebook::Check newer = nullptr;  // of the newest revision, when that is another
  bool rule_is_newer = false;
};
Pinned Pin(const rulebook::Rule& rule, const std::optional<rulebook::CatalogueVersion>& pin) {
  Pinned pinned;
  for (std::size_t i = 1; i < rule.revisions.size(); ++i) {
    if (!pin || rule.revisions[i].since <= *pin) pinned.revision = i;
  }
  pinned.rule_is_newer = pin && rule.revisions.front().since > *pin;
  // A rule that the pin does not know warns at most in any case, so by its newest judgement.
  if (pinned.rule_is_newer) pinned.revision = rule.revisions.size() - 1;
  if (pinned.revision + 1 < rule.revisions.size()) pinned.newer = rule.revisions.back().check;
  return pinned;
}

template <typename OfOne>
std::uint16_t SaysRank(const OfOne& one) {
  Says most = Says::kNobody;
  for (const ParamOrigin& origin : one.origins) most = std::max(most, origin.says);
  return static_cast<std::uint16_t>(most);
}

std::uint16_t RankOf(const State::OfRule& rule, const Pinned& pinned) {
  return static_cast<std::uint16_t>((static_cast<unsigned>(rule.action) << 12U) |
                                    (static_cast<unsigned>(pinned.revision) << 4U) |
                                    SaysRank(rule));
}

void BindRule(const rulebook::Rule& rule, std::size_t place, BoundPolicy& bound,
              Complaints& complaints) {
  State::OfRule& state = bound.state.rules[place];
  if (!state.on) return;
  if (!state.origins.empty()) FillTemplates(rule.meta, state.origins, state.params, complaints);
  const Pinned pinned = Pin(rule, bound.pin);
  state.newer = pinned.rule_is_newer;
  if (pinned.rule_is_newer) state.action = std::min(state.action, Action::kWarn);
  bound.enforces |= state.action == Action::kDeny;
  bound.rules.push_back({.rule = &rule,
                         .check = rule.revisions[pinned.revision].check,
                         .newer = pinned.newer,
                         .action = state.action,
                         .params = std::move(state.params),
                         .rank = RankOf(state, pinned)});
  bound.rule_places.push_back(static_cast<std::uint16_t>(place));
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

void ApplySettings(const rulebook::Rulebook& rulebook, const Settings& settings, Says who,
                   State& state, Complaints& complaints) {
  if (settings.unlisted) {
    for (State::OfRule& rule : state.rules) {
      rule.action = *settings.unlisted;
      if (rule.on) rule.spot = settings.unlisted_spot;
    }
  }
  for (const ParamText& text : settings.parameters) {
    ApplyShared(rulebook, text, who, state, complaints);
  }
  std::set<std::string> seen;
  for (const Entry& entry : settings.rules) {
    const auto place = PlaceOfEntry(rulebook.rules(), "rule", entry, seen, complaints);
    if (!place) continue;
    State::OfRule& rule = state.rules[*place];
    rule.on = !entry.has_actions || entry.action.has_value();
    if (entry.action) {
      rule.action = *entry.action;
      rule.capped = false;
    }
    rule.says = who;
    rule.spot = entry.spot;
    ApplyParams(rulebook.rules()[*place]->meta, entry, who, rule, complaints);
  }
  seen.clear();
  for (const Entry& entry : settings.defaults) {
    const auto place = PlaceOfEntry(rulebook.defaults(), "default", entry, seen, complaints);
    if (!place) continue;
    State::OfDefault& def = state.defaults[*place];
    def.on = entry.enabled.value_or(true);
    def.says = who;
    def.spot = entry.spot;
    ApplyParams(rulebook.defaults()[*place]->meta, entry, who, def, complaints);
  }
}

BoundPolicy BindPolicy(const rulebook::Rulebook& rulebook, const PolicyFile& file, State profile,
                       Complaints& complaints) {
  BoundPolicy bound{.name = file.name,
                    .spot = file.spot,
                    .match = file.match,
                    .profile = file.profile,
                    .profile_spot = file.profile_spot,
                    .overrides = file.overrides,
                    .cap = file.cap,
                    .cap_spot = file.cap_spot,
                    .pin = file.pin,
                    .pin_spot = file.pin_spot,
                    .conduct = file.conduct,
                    .state = std::move(profile)};
  for (State::OfRule& rule : bound.state.rules) {
    if (!file.cap || rule.action <= *file.cap) continue;
    rule.action = *file.cap;
    rule.capped = true;
  }
  ApplySettings(rulebook, file.settings, Says::kPolicy, bound.state, complaints);
  for (std::size_t i = 0; i < bound.state.rules.size(); ++i) {
    BindRule(*rulebook.rules()[i], i, bound, complaints);
  }
  for (std::size_t i = 0; i < bound.state.defaults.size(); ++i) {
    State::OfDefault& def = bound.state.defaults[i];
    if (!def.on) continue;
    const rulebook::Meta& meta = rulebook.defaults()[i]->meta;
    if (!def.origins.empty()) FillTemplates(meta, def.origins, def.params, complaints);
    bound.defaults.push_back(
        {.def = rulebook.defaults()[i], .params = std::move(def.params), .rank = SaysRank(def)});
    bound.default_places.push_back(static_cast<std::uint16_t>(i));
  }
  if (bound.enforces && !bound.match.labels.empty()) {
    complaints.Note(bound.match.labels.front().spot,
                    "this policy can deny, and whoever writes the object writes the labels its "
                    "objectSelector reads");
  }
  return bound;
}

void MergeKnowledge(const KnowledgeText& text, MergedKnowledge& merged, Complaints& complaints) {
  flink::Knowledge& knowledge = merged.knowledge;
  if (text.operator_version) {
    const auto& [version, spot] = *text.operator_version;
    if (knowledge.operator_version.empty()) {
      knowledge.operator_version = version;
      merged.operator_version_spot = spot;
    } else if (knowledge.operator_version != version) {
      complaints.Error(spot,
                       fmt::format("operatorVersion {} contradicts {} ({})", version,
                                   knowledge.operator_version, Show(merged.operator_version_spot)));
    }
  }
  if (text.assumed_flink_version) {
    const auto& [version, spot] = *text.assumed_flink_version;
    if (!knowledge.assumed_flink_version) {
      knowledge.assumed_flink_version = version;
      merged.assumed_flink_version_spot = spot;
    } else if (*knowledge.assumed_flink_version != version) {
      complaints.Error(
          spot, fmt::format("assumedFlinkVersion {} contradicts {} ({})", flink::ToString(version),
                            flink::ToString(*knowledge.assumed_flink_version),
                            Show(merged.assumed_flink_version_spot)));
    }
  }
  for (const ParamText& entry : text.assumed_configuration) {
    auto& known = knowledge.assumed_configuration;
    const auto at = std::find_if(known.begin(), known.end(),
                                 [&](const auto& pair) { return pair.first == entry.name; });
    if (at == known.end()) {
      known.emplace_back(entry.name, entry.text);
      merged.assumed_configuration_spots.push_back(entry.spot);
    } else if (at->second != entry.text) {
      const auto place = static_cast<std::size_t>(at - known.begin());
      complaints.Error(entry.spot,
                       fmt::format("assumedConfiguration of {} contradicts {}", entry.name,
                                   Show(merged.assumed_configuration_spots[place])));
    }
  }
  for (const std::string& account : text.operator_service_accounts) {
    auto& known = merged.operator_service_accounts;
    if (std::find(known.begin(), known.end(), account) == known.end()) known.push_back(account);
  }
}

}  // namespace sluice::policy
