// SPDX-License-Identifier: Apache-2.0
#include "sluice/base/text.h"
#include "sluice/engine/engine.h"

namespace sluice::engine {
namespace {

using rulebook::Action;

const doc::Value* SpecOf(const doc::Value* root) {
  return root == nullptr ? nullptr : root->Find("spec");
}

bool SpecUnchanged(const flink::Subject& subject) {
  if (subject.scale || !subject.old_resource) return false;
  const doc::Value* now = SpecOf(subject.resource.root);
  const doc::Value* before = SpecOf(subject.old_resource->root);
  return now != nullptr && before != nullptr ? doc::Equal(*now, *before) : now == before;
}

bool IsGoing(const flink::Subject& subject) {
  const doc::Value* metadata = subject.resource.metadata;
  const doc::Value* stamp = metadata == nullptr ? nullptr : metadata->Find("deletionTimestamp");
  return stamp != nullptr && !stamp->IsNull();
}

bool CannotMakeWorse(const flink::Subject& subject) {
  if (subject.change == flink::Change::kDelete) return true;
  return subject.change == flink::Change::kUpdate && (SpecUnchanged(subject) || IsGoing(subject));
}

// Whether the annotation, "<rule>=<reason>; <rule>=<reason>", gives a reason for the rule.
bool Ignores(std::string_view annotation, std::string_view rule) {
  for (const std::string_view part : base::Split(annotation, ';')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    if (base::JavaTrim(part.substr(0, equals)) != rule) continue;
    if (!base::JavaTrim(part.substr(equals + 1)).empty()) return true;
  }
  return false;
}

}  // namespace

Verdict Decide(Judgement judgement, const flink::Subject& subject) {
  Verdict verdict;
  verdict.ratchet = CannotMakeWorse(subject);
  const std::string_view ignore = subject.resource.Annotation("sluice.dev/ignore");
  for (JudgedFinding& judged : judgement.findings) {
    switch (judged.action) {
      case Action::kDeny:
        (verdict.ratchet ? verdict.warnings : verdict.denials).push_back(std::move(judged));
        break;
      case Action::kWarn:
        judged.ignored = Ignores(ignore, judged.finding.rule->meta.id);
        (judged.ignored ? verdict.audits : verdict.warnings).push_back(std::move(judged));
        break;
      case Action::kAudit:
        verdict.audits.push_back(std::move(judged));
        break;
    }
  }
  verdict.allowed = verdict.denials.empty();
  return verdict;
}

}  // namespace sluice::engine
