// SPDX-License-Identifier: Apache-2.0
#include "sluice/report/rule_cards.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "report/rule_words.h"
#include "sluice/rulebook/words.h"

namespace sluice::report {
namespace {

using Json = nlohmann::ordered_json;
using rulebook::Meta;
using rulebook::Params;

// "configOnly: true" for each parameter that is not at its declared default.
std::vector<std::string> Changed(const Meta& meta, const Params& params) {
  const Params declared = Params::Defaults(meta.params);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < meta.params.size(); ++i) {
    const std::string text = rulebook::TextOf(meta.params, params, i);
    if (text != rulebook::TextOf(meta.params, declared, i)) {
      out.push_back(fmt::format("{}: {}", meta.params[i].name, text));
    }
  }
  return out;
}

ProfileUse UseOf(const RuleCard& card, const std::string& profile,
                 const policy::Selection& selection) {
  ProfileUse use{.profile = profile};
  if (card.rule != nullptr) {
    for (const policy::BoundRule* bound : selection.rules) {
      if (bound->rule != card.rule) continue;
      use.does = ToString(bound->action);
      use.settings = Changed(*card.meta, bound->params);
    }
    return use;
  }
  for (const policy::BoundDefault* bound : selection.defaults) {
    if (&bound->def->meta != card.meta) continue;
    use.does = "on";
    use.settings = Changed(*card.meta, bound->params);
  }
  return use;
}

Json ParamJson(const rulebook::Param& param) {
  return {{"name", param.name},
          {"type", ToString(param.type)},
          {"default", param.default_text},
          {"expects", rulebook::ExpectedOf(param)},
          {"description", param.description}};
}

Json CardJson(const RuleCard& card) {
  const Meta& meta = *card.meta;
  Json out = {{"id", meta.id},
              {"type", card.rule != nullptr ? "rule" : "default"},
              {"title", meta.title},
              {"category", ToString(meta.category)}};
  if (card.rule != nullptr) out["severity"] = ToString(meta.severity);
  out["reason"] = meta.reason;
  out["consequence"] = meta.consequence;
  out["remediation"] = meta.remediation;
  out["docs"] = rulebook::DocsOf(meta, flink::kNewestCatalogued);
  out["kinds"] = rulebook::KindNames(card.kinds);
  out["since"] = SinceOf(card);
  out["optIn"] = meta.opt_in;
  out["params"] = Json::array();
  for (const rulebook::Param& param : meta.params) out["params"].push_back(ParamJson(param));
  out["profiles"] = Json::object();
  for (const ProfileUse& use : card.profiles) {
    out["profiles"][use.profile] = use.does.empty() ? Json() : Json(use.does);
  }
  return out;
}

Json AllJson(std::span<const RuleCard> cards) {
  Json all = Json::array();
  for (const RuleCard& card : cards) all.push_back(CardJson(card));
  return all;
}

}  // namespace

base::Result<std::vector<RuleCard>> CardsOf(const rulebook::Rulebook& rulebook,
                                            std::span<const policy::Source> profiles) {
  std::vector<RuleCard> cards;
  for (const rulebook::Rule* rule : rulebook.rules()) {
    cards.push_back({.meta = &rule->meta, .rule = rule, .kinds = rule->kinds});
  }
  for (const rulebook::Default* def : rulebook.defaults()) {
    cards.push_back({.meta = &def->meta, .kinds = def->kinds});
  }
  std::ranges::sort(cards, {}, [](const RuleCard& card) {
    return std::tuple(card.rule == nullptr, card.meta->category, card.meta->id);
  });
  for (const policy::Source& source : profiles) {
    const std::size_t slash = source.file.rfind('/') + 1;
    const std::string name = source.file.substr(slash, source.file.rfind('.') - slash);
    const auto set = policy::PolicySet::ForProfile(rulebook, profiles, name);
    if (!set) return tl::unexpected(set.error().front());
    const policy::Selection selection = set->Select({});
    for (RuleCard& card : cards) card.profiles.push_back(UseOf(card, name, selection));
  }
  return cards;
}

std::string CardsText(std::span<const RuleCard> cards) {
  std::size_t widest = 0;
  for (const RuleCard& card : cards) widest = std::max(widest, card.meta->id.size());
  std::string out;
  for (const RuleCard& card : cards) {
    out += fmt::format("{:<{}}  {:<8}  {:<17}  {}\n", card.meta->id, widest,
                       card.rule != nullptr ? ToString(card.meta->severity) : "default",
                       ToString(card.meta->category), card.meta->title);
  }
  return out;
}

std::string CardsJson(std::span<const RuleCard> cards) { return AllJson(cards).dump(2) + "\n"; }

}  // namespace sluice::report
