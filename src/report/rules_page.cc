// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "report/rule_words.h"
#include "sluice/rulebook/words.h"

namespace sluice::report {
namespace {

using rulebook::Category;

constexpr std::string_view kHead =
    R"(<!-- Rendered from the rules and their fixtures by ./dev docs. Do not edit. -->
# Rules and defaults

A **rule** finds a mistake in a Flink resource, on the configuration that Flink will really run with:
nested keys flattened, old names of options resolved for the version, the operator's own values
underneath and the resource's fields on top. A **default** adds what a resource lacks and never replaces
anything.

*Severity* is the weight of a mistake. What happens is the policy's business: **Deny** refuses the
request, **Warn** lets it pass and says so, **Audit** only records it. The columns show the shipped
profiles; a policy may change every cell:

```yaml
apiVersion: policy.sluice.dev/v1alpha1
kind: FlinkPolicy
metadata: {name: shop}
spec:
  match: {namespaces: ["shop-*"]}
  profile: production
  rules:
    - {id: checkpointing-disabled, actions: [Warn], params: {configOnly: false}}
```

An object that has a mistake already may still be updated: the update is denied for a mistake at a
new place, or one further past its bound, and warned about otherwise; a policy may be stricter.

The examples are the rule's own tests: small parts of a resource that is otherwise without fault.
`sluice rules explain ID` says the same in a terminal, with the documentation of your Flink version.
)";

std::string AnchorOf(const RuleCard& card) {
  return card.rule != nullptr ? std::string(card.meta->id)
                              : fmt::format("default-{}", card.meta->id);
}

std::string CategoryTitle(Category category) {
  std::string text(ToString(category));
  for (char& c : text) c = c == '-' ? ' ' : c;
  text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// Text in a table's cell.
std::string Cell(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? "\\|" : std::string(1, c);
  return out;
}

std::string Summary(std::span<const RuleCard> cards, bool rules) {
  if (cards.empty()) return {};
  std::string head = rules ? "| rule | severity |" : "| default |";
  std::string line = rules ? "|---|---|" : "|---|";
  for (const ProfileUse& use : cards.front().profiles) {
    head += fmt::format(" {} |", use.profile);
    line += "---|";
  }
  std::string out = "\n" + head + "\n" + line + "\n";
  for (const RuleCard& card : cards) {
    if ((card.rule != nullptr) != rules) continue;
    out += fmt::format("| [{}](#{}) |", card.meta->id, AnchorOf(card));
    if (rules) out += fmt::format(" {} |", ToString(card.meta->severity));
    for (const ProfileUse& use : card.profiles) {
      const std::string_view does = use.does.empty() ? "–" : std::string_view(use.does);
      out += fmt::format(" {}{} |", does, use.settings.empty() ? "" : "\\*");
    }
    out += "\n";
  }
  return out;
}

std::string ProfileTable(const RuleCard& card) {
  std::string head = "|";
  std::string line = "|";
  std::string row = "|";
  for (const ProfileUse& use : card.profiles) {
    head += fmt::format(" {} |", use.profile);
    line += "---|";
    row += fmt::format(" {}", use.does.empty() ? "–" : use.does);
    if (!use.settings.empty()) row += Cell(fmt::format(" ({})", fmt::join(use.settings, ", ")));
    row += " |";
  }
  return fmt::format("{}\n{}\n{}\n", head, line, row);
}

std::string ParamTable(const rulebook::Meta& meta) {
  if (meta.params.empty()) return {};
  std::string out = "\n| parameter | default | expects | meaning |\n|---|---|---|---|\n";
  for (const rulebook::Param& param : meta.params) {
    const std::string declared =
        param.default_text.empty() ? "empty" : fmt::format("`{}`", param.default_text);
    out += fmt::format("| `{}` | {} | {} | {} |\n", param.name, declared,
                       Cell(rulebook::ExpectedOf(param)), Cell(param.description));
  }
  return out;
}

std::string Block(std::string_view label, const std::string& before, const std::string& text) {
  std::string out;
  if (!before.empty()) {
    out += fmt::format(
        "\n{}, before the update:\n\n```yaml\n{}```\n\nand after it:\n\n```yaml\n{}```\n", label,
        before, text);
  } else if (!text.empty()) {
    out += fmt::format("\n{}:\n\n```yaml\n{}```\n", label, text);
  }
  return out;
}

std::string ExampleText(const Example& example, bool rule) {
  std::string out;
  if (!example.params.empty()) {
    out += fmt::format("\nWith the parameters `{}`:\n", fmt::join(example.params, "`, `"));
  }
  out += Block(rule ? "Bad" : "From", example.bad_before, example.bad);
  if (!example.says.empty()) out += fmt::format("\n> {}\n", example.says);
  out += Block(rule ? "Good" : "It adds", example.good_before, example.good);
  return out;
}

std::string CardPage(const RuleCard& card, const Example* example) {
  const rulebook::Meta& meta = *card.meta;
  const bool rule = card.rule != nullptr;
  std::string out = fmt::format("\n### {}{}\n\n", rule ? "" : "default ", meta.id);
  out += fmt::format("**{}.**\n", meta.title);
  if (rule) out += fmt::format("Severity {}", ToString(meta.severity));
  out += fmt::format("{}ince catalogue {}{}. For {}.\n\n", rule ? ", s" : "S", SinceOf(card),
                     meta.opt_in ? ", only where a policy lists it" : "",
                     fmt::join(rulebook::KindNames(card.kinds), ", "));
  out += fmt::format("- *Why:* {}\n- *Then:* {}\n- *{}:* {}\n", meta.reason, meta.consequence,
                     rule ? "Fix" : "Instead", meta.remediation);
  if (const std::string update = UpdateOf(card); !update.empty()) {
    out += fmt::format("- *On an update:* {}\n", update);
  }
  if (const std::string also = RequestsOf(card); !also.empty()) {
    out += fmt::format("- *Also:* {}\n", also);
  }
  if (!meta.docs.empty()) {
    const std::string docs = rulebook::DocsOf(meta, flink::kNewestCatalogued);
    out += fmt::format("- *Documentation:* <{}>\n", docs);
  }
  out += "\n" + ProfileTable(card) + ParamTable(meta);
  if (example != nullptr) out += ExampleText(*example, rule);
  return out;
}

}  // namespace

std::string RulesPage(std::span<const RuleCard> cards,
                      const std::map<std::string, Example>& examples) {
  std::string out(kHead);
  const auto split =
      std::ranges::find_if(cards, [](const RuleCard& card) { return card.rule == nullptr; });
  const auto rules = cards.subspan(0, static_cast<std::size_t>(split - cards.begin()));
  const auto defaults = cards.subspan(rules.size());
  const auto append = [&](const RuleCard& card, const std::string& name) {
    const auto found = examples.find(name);
    out += CardPage(card, found == examples.end() ? nullptr : &found->second);
  };
  out +=
      fmt::format("\n{} rules and {} defaults. A star marks parameters that the profile changes.\n",
                  rules.size(), defaults.size());
  for (std::size_t begin = 0; begin < rules.size();) {
    const Category category = rules[begin].meta->category;
    std::size_t end = begin;
    while (end < rules.size() && rules[end].meta->category == category) ++end;
    const auto group = rules.subspan(begin, end - begin);
    out += fmt::format("\n## {}\n{}", CategoryTitle(category), Summary(group, true));
    for (const RuleCard& card : group) append(card, std::string(card.meta->id));
    begin = end;
  }
  out += "\n## Defaults\n\nA default is off until a profile or policy turns it on.\n";
  out += Summary(defaults, false);
  for (const RuleCard& card : defaults) append(card, fmt::format("default/{}", card.meta->id));
  return out;
}

}  // namespace sluice::report
