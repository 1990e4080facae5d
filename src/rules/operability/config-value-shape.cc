// SPDX-License-Identifier: Apache-2.0
// flinkConfiguration may be any JSON, but the operator makes flat texts of it
// (ConfigObjectNode.flattenHelper, 1.16-SNAPSHOT): null becomes the text "null", lists are joined
// with ; and nothing is quoted, lists of objects become empty, and empty lists and objects vanish.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

using options::ValueType;

const options::OptionInfo* InfoOf(const Entry& entry, FlinkVersion version) {
  if (!entry.key_id) return nullptr;
  const auto uses = options::OptionsOf(*entry.key_id, version);
  return uses.empty() ? nullptr : options::Info(uses.front().option, version);
}

// What becomes of a list that should not; empty when Flink gets the list that was written.
std::string_view FaultOfList(const Entry& entry, FlinkVersion version) {
  for (const doc::Value& item : entry.node->items()) {
    if (item.IsArray() || item.IsObject()) return "holds lists or objects, which become empty";
    if (item.IsNull()) return "holds null, which becomes the text null";
    if (item.text().find_first_of(";'\"") != std::string_view::npos) {
      return "holds an element with ; or quotes, and elements are joined with ; unquoted";
    }
  }
  const options::OptionInfo* info = InfoOf(entry, version);
  if (info == nullptr || info->is_list) return {};
  return "is a list, but the option is none: its elements are joined with ;";
}

// Texts and unknown keys feel another spelling of a number; numbers do not.
bool FeelsSpelling(const Entry& entry, FlinkVersion version) {
  const options::OptionInfo* info = InfoOf(entry, version);
  return info == nullptr || info->type == ValueType::kString || info->type == ValueType::kEnum;
}

void JudgeEntry(const Entry& entry, FlinkVersion version, Findings& findings) {
  const doc::Value& node = *entry.node;
  const auto report = [&](std::string_view what, std::string_view fix) {
    findings.Add(At(node), base::Printable(entry.key, 120) + " " + std::string(what),
                 {.fix = std::string(fix)});
  };
  if (node.IsNull()) return report("is null, which becomes the text null", "Remove the key.");
  if (node.IsArray()) {
    const std::string_view fault = FaultOfList(entry, version);
    if (!fault.empty())
      report(fault, "Write the value as one text, as Flink's reference shows it.");
    return;
  }
  if (!node.IsNumber() || node.text() == entry.value || !FeelsSpelling(entry, version)) return;
  report(rulebook::MayShow(entry.key)
             ? "is the number " + Shown(node.text()) + ", which becomes " + Shown(entry.value)
             : "is a number that changes on its way to Flink",
         "Put the value in quotes.");
}

// Lists and objects without content make no entry.
void FindEmpty(const doc::Value& object, Findings& findings) {
  for (const doc::Member& member : object.members()) {
    const doc::Value& value = member.value;
    const bool list = value.IsArray() && value.items().empty();
    if (list || (value.IsObject() && value.members().empty())) {
      findings.Add(
          At(value),
          base::Printable(member.key, 120) + " is an empty " + (list ? "list" : "object") +
              ", which sets nothing",
          {.fix = "Remove the key.", .at_most = Action::kAudit, .severity = Severity::kLow});
    } else if (value.IsObject()) {
      FindEmpty(value, findings);
    }
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  for (const Entry& entry : subject.config.entries()) {
    if (entry.origin != flink::Origin::kUser || entry.node == nullptr) continue;
    if (!entry.node->IsString()) JudgeEntry(entry, subject.version(), findings);
  }
  const doc::Value* configuration = subject.resource.configuration;
  if (configuration != nullptr) FindEmpty(*configuration, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule config_value_shape;
constinit const Rule config_value_shape{
    .meta = {.id = "config-value-shape",
             .title = "Values of the configuration are texts, numbers and switches",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "Flink's configuration is flat text, and the operator turns everything else "
                       "into text by rules of its own.",
             .consequence =
                 "Flink gets the word null, a list that is split in the wrong places, or nothing.",
             .remediation = "Write each value as one text in quotes.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/overview/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
