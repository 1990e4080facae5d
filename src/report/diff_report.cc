// SPDX-License-Identifier: Apache-2.0
#include "sluice/report/diff_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "report/check_parts.h"
#include "report/wrap.h"
#include "sluice/base/text.h"
#include "sluice/rulebook/facts.h"

namespace sluice::report {
namespace {

using flink::DiffClass;
using flink::EffectiveConfig;
using flink::Entry;
using Json = nlohmann::ordered_json;

constexpr std::size_t kWidth = 100;

std::string ShownValue(std::string_view name, std::string_view text) {
  if (!rulebook::MayShow(name)) return "******";
  return text.empty() ? "\"\"" : rulebook::Shown(text);
}

// A list or object may hold anything, so it is only said that there is one.
std::string ShownNode(std::string_view name, const doc::Value* node) {
  if (node == nullptr) return {};
  if (node->IsObject())
    return fmt::format("an object of {}", Plural(node->members().size(), "member"));
  if (node->IsArray()) return fmt::format("a list of {}", node->items().size());
  if (node->IsNull()) return "null";
  return ShownValue(name, node->text());
}

// A row for what differs; the CPU and memory of a role, which are small and no secret, one by one.
void AddRows(const flink::DiffEntry& entry, const std::string& name, const doc::Value* before,
             const doc::Value* after, DiffedObject& object) {
  const bool resources = name.find(".resource") != std::string::npos;
  if (resources && before != nullptr && after != nullptr && before->IsObject() &&
      after->IsObject()) {
    std::set<std::string> keys;
    for (const doc::Member& member : before->members()) keys.emplace(member.key);
    for (const doc::Member& member : after->members()) keys.emplace(member.key);
    for (const std::string& key : keys) {
      const doc::Value* was = before->Find(key);
      const doc::Value* is = after->Find(key);
      if (was != nullptr && is != nullptr && doc::Equal(*was, *is)) continue;
      AddRows(entry, name + "." + key, was, is, object);
    }
    return;
  }
  object.rows.push_back({{.name = base::Printable(name, 120),
                          .is_key = entry.is_key,
                          .before = ShownNode(name, before),
                          .after = ShownNode(name, after)},
                         entry.diff_class});
}

std::string OriginOf(const Entry* now, const Entry* was) {
  const Entry* entry = now != nullptr ? now : was;
  return entry == nullptr ? std::string() : std::string(ToString(entry->origin));
}

// Keys whose effective value differs and that the resource's own configuration does not explain.
void CompareEffective(const EffectiveConfig& was, const EffectiveConfig& is, DiffedObject& object) {
  std::map<std::string_view, std::pair<const Entry*, const Entry*>> keys;
  for (const Entry& entry : was.entries()) keys[entry.key].first = &entry;
  for (const Entry& entry : is.entries()) keys[entry.key].second = &entry;
  for (const auto& [key, pair] : keys) {
    const auto& [old_entry, new_entry] = pair;
    if (old_entry != nullptr && new_entry != nullptr && old_entry->value == new_entry->value)
      continue;
    // What the operator hands to Flink behind the scenes, the job's arguments among it.
    if (key.starts_with("$internal.")) continue;
    const auto said = [name = key](const auto& row) { return row.first.name == name; };
    if (std::ranges::any_of(object.rows, said)) continue;
    object.effective.push_back(
        {.name = base::Printable(key, 120),
         .is_key = true,
         .before = old_entry == nullptr ? "" : ShownValue(key, old_entry->value),
         .after = new_entry == nullptr ? "" : ShownValue(key, new_entry->value),
         .why = OriginOf(new_entry, old_entry)});
  }
}

std::string RowText(const DiffRow& row, std::string_view note) {
  const std::string_view before = row.before.empty() ? "not set" : std::string_view(row.before);
  const std::string_view after = row.after.empty() ? "not set" : std::string_view(row.after);
  const std::string line = row.before == row.after && !row.before.empty()
                               ? fmt::format("{}: changed ({})", row.name, row.before)
                               : fmt::format("{}: {} -> {}", row.name, before, after);
  return Wrapped(line, 6, kWidth, fmt::format("  {:<9} ", note));
}

std::string_view FateWord(DiffedObject::Fate fate) {
  switch (fate) {
    case DiffedObject::Fate::kChanged:
      return "changed";
    case DiffedObject::Fate::kAdded:
      return "added";
    case DiffedObject::Fate::kRemoved:
      return "removed";
  }
  return "";
}

// What Flink does, as a sentence.
std::string ConsequenceText(const DiffedObject& object) {
  if (object.rows.empty() && object.effective.empty()) return "  nothing changes in the spec\n";
  std::string text = fmt::format("{}", ToString(object.diff.consequence));
  if (!object.diff.why.empty()) text += fmt::format(": {}", object.diff.why);
  if (object.diff.Restarts()) {
    const std::string names = NamesOf(object.diff, DiffClass::kUpgrade, 3);
    if (!names.empty()) text += fmt::format(" (because of {})", names);
    text += object.diff.keeps_state ? "; its state is kept" : "; its state is lost";
  }
  return Wrapped(text, 6, kWidth, "  then      ");
}

std::string ChangedText(const DiffedObject& object) {
  std::string out;
  for (const auto& [row, diff_class] : object.rows) out += RowText(row, ToString(diff_class));
  for (const DiffRow& row : object.effective) {
    DiffRow shown = row;
    shown.name += fmt::format(" ({})", row.why);
    out += RowText(shown, "so");
  }
  return out + ConsequenceText(object);
}

Json RowJson(const DiffRow& row) {
  Json out = {{"name", row.name}, {"type", row.is_key ? "key" : "field"}};
  out["before"] = row.before.empty() ? Json() : Json(row.before);
  out["after"] = row.after.empty() ? Json() : Json(row.after);
  return out;
}

Json DiffedJson(const DiffedObject& object) {
  Json out;
  out["change"] = FateWord(object.fate);
  if (object.fate == DiffedObject::Fate::kChanged) {
    out["oldFile"] = object.old_file;
    out["class"] = ToString(object.diff.diff_class);
    out["consequence"] = ToString(object.diff.consequence);
    out["because"] = object.diff.why;
    out["restarts"] = object.diff.Restarts();
    out["keepsState"] = object.diff.keeps_state;
    out["changes"] = Json::array();
    for (const auto& [row, diff_class] : object.rows) {
      out["changes"].push_back(RowJson(row));
      out["changes"].back()["class"] = ToString(diff_class);
    }
    out["effective"] = Json::array();
    for (const DiffRow& row : object.effective) {
      out["effective"].push_back(RowJson(row));
      out["effective"].back()["from"] = row.why;
    }
    out["findingsOfBoth"] = object.other_findings;
  }
  const Json checked = ObjectJson(object.checked);
  for (const auto& [key, value] : checked.items()) out[key] = value;
  return out;
}

}  // namespace

void Describe(const flink::Subject& subject, DiffedObject& object) {
  object.diff = flink::DiffOf(subject);
  for (const flink::DiffEntry& entry : object.diff.entries) {
    AddRows(entry, entry.name, entry.before, entry.after, object);
  }
  if (subject.old_config) CompareEffective(*subject.old_config, subject.config, object);
  for (flink::DiffEntry& entry : object.diff.entries) entry.before = entry.after = nullptr;
}

CheckSummary Summarise(const DiffReport& report) {
  CheckSummary summary;
  for (const DiffedObject& object : report.objects) Count(object.checked, summary);
  return summary;
}

std::string ToText(const DiffReport& report, const TextOptions& options) {
  std::string out;
  std::map<DiffedObject::Fate, std::size_t> fates;
  for (const InputProblem& problem : report.problems) out += problem.error.ToString() + "\n";
  for (const DiffedObject& object : report.objects) {
    ++fates[object.fate];
    out += fmt::format("{}: {}\n", TitleOf(object.checked), FateWord(object.fate));
    if (object.fate == DiffedObject::Fate::kChanged) out += ChangedText(object);
    if (object.other_findings > 0) {
      out += fmt::format("  {} of the new object stood in the old one, too: sluice check\n",
                         Plural(object.other_findings, "finding"));
    }
    out += "\n" + ObjectText(object.checked, options);
  }
  const CheckSummary summary = Summarise(report);
  return out + fmt::format("{} changed, {} added, {} removed, {}: {} denied, {}, {} for audit\n",
                           fates[DiffedObject::Fate::kChanged], fates[DiffedObject::Fate::kAdded],
                           fates[DiffedObject::Fate::kRemoved], report.profile, summary.denied,
                           Plural(summary.warned, "warning"), summary.audited);
}

std::string ToJson(const DiffReport& report) {
  const CheckSummary summary = Summarise(report);
  Json out;
  out["judgedBy"] = report.profile;
  out["objects"] = Json::array();
  for (const DiffedObject& object : report.objects) out["objects"].push_back(DiffedJson(object));
  out["problems"] = Json::array();
  for (const InputProblem& problem : report.problems) {
    out["problems"].push_back(ProblemJson(problem.error));
  }
  out["summary"] = {
      {"denied", summary.denied}, {"warned", summary.warned}, {"audited", summary.audited}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sluice::report
