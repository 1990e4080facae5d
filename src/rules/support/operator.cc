// SPDX-License-Identifier: Apache-2.0
#include "rules/support/operator.h"

namespace sluice::rules {

using flink::Origin;

namespace {

// The white space of Java's Character.isWhitespace (17) outside ASCII, as UTF-8: not the spaces
// that do not break a line.
constexpr std::string_view kWideSpaces[] = {"\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
                                            "\u2004", "\u2005", "\u2006", "\u2008", "\u2009",
                                            "\u200a", "\u2028", "\u2029", "\u205f", "\u3000"};

// How many bytes of white space `text` begins with: one character's, or 0.
std::size_t LeadingSpace(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\n\v\f\r\x1c\x1d\x1e\x1f";
  if (kSpaces.find(text.front()) != std::string_view::npos) return 1;
  for (const std::string_view space : kWideSpaces) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

// The entry of one key before the resource's fields and the operator's own values went over it.
const Entry* Before(const flink::EffectiveConfig& config, options::KeyId key) {
  const Entry* entry = config.FindKey(key);
  if (entry == nullptr || entry->origin <= Origin::kUser) return entry;
  const auto replaced = std::ranges::find(config.overridden(), key, &Entry::key_id);
  return replaced == config.overridden().end() ? nullptr : &*replaced;
}

}  // namespace

const Entry* OperatorEntry(const Subject& subject, options::OptionId option) {
  for (const options::KeyId key : options::KeysOf(option, kOperatorFlink)) {
    if (const Entry* entry = Before(subject.config, key)) return entry;
  }
  return nullptr;
}

const Entry* OperatorEntryNotBlank(const Subject& subject, options::OptionId option) {
  const Entry* entry = OperatorEntry(subject, option);
  return entry == nullptr || IsBlank(entry->value) ? nullptr : entry;
}

bool OperatorSwitch(const Subject& subject, options::OptionId option, bool by_default) {
  const Entry* entry = OperatorEntry(subject, option);
  return entry == nullptr ? by_default : flink::ParseBoolean(entry->value).value_or(by_default);
}

bool OperatorSeesHighAvailability(const Subject& subject) {
  const Entry* entry = OperatorEntry(subject, options::kHighAvailabilityType);
  return entry != nullptr && !base::EqualsIgnoringCase(entry->value, "none");
}

bool OperatorJudgesJob(const Subject& subject) {
  return subject.resource.kind != ResourceKind::kFlinkSessionJob ||
         !subject.related.session_cluster.Absent();
}

JavaUpgradeMode JavaUpgradeModeOf(const flink::Job& job) {
  const doc::Value* mode = Member(job.node, "upgradeMode");
  if (mode == nullptr) return JavaUpgradeMode::kStateless;
  if (mode->IsNull()) return JavaUpgradeMode::kNull;
  if (mode->text() == "savepoint") return JavaUpgradeMode::kSavepoint;
  return mode->text() == "last-state" ? JavaUpgradeMode::kLastState : JavaUpgradeMode::kStateless;
}

std::string_view OperatorsOwn(const Subject& subject, std::string_view key) {
  if (subject.knowledge == nullptr) return {};
  for (const auto* layer :
       {&subject.knowledge->operator_configuration, &subject.knowledge->assumed_configuration}) {
    // The later of two lines wins, as in the operator's file.
    for (auto at = layer->rbegin(); at != layer->rend(); ++at) {
      if (at->first == key) return at->second;
    }
  }
  return {};
}

const doc::Value* LastReconciledSpec(const Subject& subject) {
  const doc::Value* status = PresentMember(subject.resource.root, "status");
  const doc::Value* spec =
      PresentMember(PresentMember(status, "reconciliationStatus"), "lastReconciledSpec");
  return spec != nullptr && spec->IsScalar() ? spec : nullptr;
}

Place PlaceOfEntry(const Entry& entry) { return entry.node != nullptr ? At(*entry.node) : Place{}; }

bool IsBlank(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = LeadingSpace(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool IsJavaTrue(const doc::Value* node) {
  const flink::Field field{node};
  if (node != nullptr && node->IsNumber()) return field.integer().value_or(0) != 0;
  return field.boolean().value_or(false);
}

}  // namespace sluice::rules
