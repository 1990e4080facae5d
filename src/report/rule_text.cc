// SPDX-License-Identifier: Apache-2.0
// One rule for a terminal, and the sentences that the page shares.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "report/rule_words.h"
#include "report/wrap.h"
#include "sluice/rulebook/words.h"

namespace sluice::report {
namespace {

constexpr std::size_t kWidth = 100;

std::string ParamText(const rulebook::Param& param) {
  const std::string declared =
      param.default_text.empty() ? "empty" : fmt::format("{}", param.default_text);
  return Wrapped(fmt::format("{}: {} Expects {}; default {}.", param.name, param.description,
                             rulebook::ExpectedOf(param), declared),
                 10, kWidth);
}

std::string ProfilesText(const RuleCard& card) {
  std::string out;
  for (const ProfileUse& use : card.profiles) {
    if (!out.empty()) out += ", ";
    out += fmt::format("{} {}", use.profile, use.does.empty() ? "off" : use.does);
    if (!use.settings.empty()) out += fmt::format(" ({})", fmt::join(use.settings, ", "));
  }
  return out;
}

std::string Paragraph(std::string_view label, std::string_view text) {
  if (text.empty()) return {};
  return Wrapped(text, 10, kWidth, fmt::format("{:<10}", label));
}

}  // namespace

std::string SinceOf(const RuleCard& card) {
  std::string text = "0.1";
  if (card.rule == nullptr || card.rule->revisions.empty()) return text;
  const auto version = [](const rulebook::Revision& revision) {
    return fmt::format("{}.{}", revision.since.major, revision.since.minor);
  };
  text = version(card.rule->revisions.front());
  for (const rulebook::Revision& revision : card.rule->revisions.subspan(1)) {
    text += ", stricter in " + version(revision);
  }
  return text;
}

std::string UpdateOf(const RuleCard& card) {
  if (card.rule == nullptr) return {};
  if (card.rule->judges_change) {
    return "It judges the step from the old object to the new one, so what stood there before "
           "excuses nothing.";
  }
  if (card.rule->worsening == rulebook::Worsening::kByValue) {
    return "Another bad value at the same place is another mistake.";
  }
  return {};
}

std::string RequestsOf(const RuleCard& card) {
  if (card.rule == nullptr) return {};
  if (card.rule->judges_scale && card.rule->judges_delete) {
    return "It also looks at kubectl scale and at deletion.";
  }
  if (card.rule->judges_scale) return "It also looks at kubectl scale.";
  if (card.rule->judges_delete) return "It also looks at deletion, where it only warns.";
  return {};
}

std::string CardText(const RuleCard& card, flink::FlinkVersion version) {
  const rulebook::Meta& meta = *card.meta;
  std::string out = fmt::format("{}\n", meta.id);
  out += Wrapped(fmt::format("{}.", meta.title), 0, kWidth) + "\n";
  const std::string kind =
      card.rule != nullptr ? fmt::format("rule, severity {}", ToString(meta.severity)) : "default";
  out += Paragraph(
      "what", fmt::format("{}, category {}, since catalogue {}{}", kind, ToString(meta.category),
                          SinceOf(card), meta.opt_in ? ", only where a policy lists it" : ""));
  out += Paragraph("why", meta.reason);
  out += Paragraph("then", meta.consequence);
  out += Paragraph(card.rule != nullptr ? "fix" : "instead", meta.remediation);
  out += Paragraph("update", UpdateOf(card));
  out += Paragraph("also", RequestsOf(card));
  out += Paragraph("kinds", fmt::format("{}", fmt::join(rulebook::KindNames(card.kinds), ", ")));
  out += Paragraph("profiles", ProfilesText(card));
  out += Paragraph("docs", rulebook::DocsOf(meta, version));
  if (!meta.params.empty()) out += "\nparameters\n";
  for (const rulebook::Param& param : meta.params) out += ParamText(param);
  return out;
}

}  // namespace sluice::report
