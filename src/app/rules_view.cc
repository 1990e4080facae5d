// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "app/commands.h"
#include "sluice/report/rule_cards.h"
#include "sluice/rulebook/all.h"

namespace sluice::app {

int RunRulesList(const std::string& format) {
  const auto rulebook = rulebook::BuildShipped();
  if (!rulebook) return Fail(rulebook.error());
  const auto cards = report::CardsOf(*rulebook, policy::ShippedProfiles());
  if (!cards) return Fail(cards.error());
  return Write(format == "json" ? report::CardsJson(*cards) : report::CardsText(*cards), "");
}

int RunRulesExplain(const std::string& id, const std::string& flink_version) {
  const auto rulebook = rulebook::BuildShipped();
  if (!rulebook) return Fail(rulebook.error());
  const auto cards = report::CardsOf(*rulebook, policy::ShippedProfiles());
  if (!cards) return Fail(cards.error());
  const auto version =
      flink_version.empty() ? flink::kNewestCatalogued : flink::ParseFlinkVersion(flink_version);
  if (!version) {
    std::cerr << "sluice: '" << flink_version
              << "' is no Flink version; write it as 1.20 or v1_20\n";
    return kExitUsage;
  }
  std::string text;
  for (const report::RuleCard& card : *cards) {
    if (card.meta->id != id) continue;
    text += (text.empty() ? "" : "\n") + report::CardText(card, *version);
  }
  if (!text.empty()) return Write(text, "");
  return UnknownRule(*rulebook, id);
}

}  // namespace sluice::app
