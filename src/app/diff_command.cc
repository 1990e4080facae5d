// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>
#include <map>
#include <set>
#include <tuple>

#include "app/check.h"
#include "app/commands.h"
#include "sluice/report/diff_report.h"

namespace sluice::app {
namespace {

using report::DiffedObject;
using report::LocatedFinding;
using Name = std::tuple<std::string, std::string, std::string, std::string>;

// Which object it is: group, kind, namespace, name.
Name NameOf(const flink::Question& question) {
  return {std::string(question.group), std::string(question.kind),
          std::string(question.namespace_name), std::string(question.name)};
}

// The two sides of the comparison.
struct Side {
  Side(const Input& given, const DiffFlags& flags) : objects(given, flags.namespace_name) {
    for (const InputObject& object : given.objects) {
      if (!IsFlinkObject(*object.object)) continue;
      by_name.emplace(NameOf(objects.QuestionOf(*object.object)), &object);
    }
  }
  Objects objects;
  std::map<Name, const InputObject*> by_name;
};

// What the old object has already is not this change's doing, unless it is denied all the same.
void LeaveOutOld(const report::CheckedObject& old, DiffedObject& object) {
  const auto key = [](const LocatedFinding& found) {
    const rulebook::Finding& finding = found.judged.finding;
    return std::tuple(finding.rule, finding.field, finding.detail);
  };
  std::set<std::tuple<const rulebook::Rule*, std::string, std::string>> known;
  for (const LocatedFinding& found : old.findings) known.insert(key(found));
  object.other_findings = std::erase_if(object.checked.findings, [&](const LocatedFinding& found) {
    const bool denied =
        found.judged.action == rulebook::Action::kDeny && found.judged.lift == engine::Lift::kNone;
    return !denied && !found.judged.finding.rule->judges_change && known.contains(key(found));
  });
}

DiffedObject Changed(const InputObject& before, const InputObject& after, const Side& was,
                     const Side& is, const engine::Snapshot& snapshot,
                     const CheckOptions& options) {
  DiffedObject object{.fate = DiffedObject::Fate::kChanged, .old_file = before.file};
  object.checked = CheckObject(after, before.object, is.objects, snapshot, options);
  CheckOptions as_it_was = options;
  as_it_was.defaults = false;
  LeaveOutOld(CheckObject(before, nullptr, was.objects, snapshot, as_it_was), object);
  flink::Question question = is.objects.QuestionOf(*after.object);
  question.change = flink::Change::kUpdate;
  question.old_object = before.object;
  Describe(flink::Understand(question, snapshot.Known()), object);
  return object;
}

// An object that only one side has.
DiffedObject Alone(DiffedObject::Fate fate, const InputObject& input, const Name& name) {
  DiffedObject object{.fate = fate};
  object.checked.file = input.file;
  object.checked.item = input.item;
  std::tie(std::ignore, object.checked.kind, object.checked.namespace_name, object.checked.name) =
      name;
  return object;
}

report::DiffReport Diff(const Side& was, const Side& is, const engine::Snapshot& snapshot,
                        const CheckOptions& options) {
  report::DiffReport report;
  for (const auto& [name, after] : is.by_name) {
    const auto before = was.by_name.find(name);
    if (before != was.by_name.end()) {
      report.objects.push_back(Changed(*before->second, *after, was, is, snapshot, options));
      continue;
    }
    DiffedObject object{.fate = DiffedObject::Fate::kAdded};
    object.checked = CheckObject(*after, nullptr, is.objects, snapshot, options);
    report.objects.push_back(std::move(object));
  }
  for (const auto& [name, before] : was.by_name) {
    if (is.by_name.contains(name)) continue;
    report.objects.push_back(Alone(DiffedObject::Fate::kRemoved, *before, name));
  }
  return report;
}

}  // namespace

int RunDiff(const DiffFlags& flags) {
  const auto now = MomentOf(flags.now);
  if (!now) return Fail(now.error());
  std::string label;
  auto snapshot = LoadSnapshot(flags.policy, &label);
  if (!snapshot) return Fail(snapshot.error());
  if (flags.old_path == "-" && flags.new_path == "-") {
    return Fail({.code = base::Code::kInvalid, .message = "only one side can be standard input."});
  }
  const Input old_input = ReadInput({flags.old_path});
  const Input new_input = ReadInput({flags.new_path});
  report::DiffReport report = Diff(Side(old_input, flags), Side(new_input, flags), *snapshot,
                                   {.defaults = !flags.no_defaults,
                                    .namespace_name = flags.namespace_name,
                                    .requester = flags.requester,
                                    .now = *now});
  report.profile = label;
  for (const Input* input : {&old_input, &new_input}) {
    for (const base::Error& error : input->problems) report.problems.push_back({error});
  }
  const int written = Write(flags.format == "json"
                                ? ToJson(report)
                                : ToText(report, {.color = flags.output.empty() && WantsColor()}),
                            flags.output);
  if (written != kExitFine) return written;
  if (!report.problems.empty()) return kExitUsage;
  if (report.objects.empty() && !flags.allow_empty) {
    std::cerr << "sluice: no Flink object found; nothing was compared (--allow-empty accepts "
                 "that).\n";
    return kExitUsage;
  }
  return ExitFor(Summarise(report), flags.fail_on);
}

}  // namespace sluice::app
