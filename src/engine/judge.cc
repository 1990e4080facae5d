// SPDX-License-Identifier: Apache-2.0
#include "engine/judge.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace sluice::engine {
namespace {

using rulebook::Action;

bool IsFor(const rulebook::Rule& rule, const flink::Subject& subject) {
  const flink::ResourceKind kind = subject.scale ? subject.scale->parent : subject.resource.kind;
  if ((rule.kinds & rulebook::Bit(kind)) == 0) return false;
  if (subject.scale && !rule.judges_scale) return false;
  return subject.change != flink::Change::kDelete || rule.judges_delete;
}

bool Before(const JudgedFinding& a, const JudgedFinding& b) {
  return std::tie(b.action, b.finding.severity, a.finding.field, a.finding.rule->meta.id,
                  a.finding.detail) < std::tie(a.action, a.finding.severity, b.finding.field,
                                               b.finding.rule->meta.id, b.finding.detail);
}

void Add(std::vector<rulebook::Finding> findings, Action at_most, const policy::BoundRule& bound,
         std::vector<JudgedFinding>& out) {
  for (rulebook::Finding& finding : findings) {
    const Action action = std::min({bound.action, finding.at_most, at_most});
    out.push_back({.finding = std::move(finding), .action = action, .policy = bound.policy});
  }
}

// What a newer revision finds beyond the pinned one: places of which that said nothing.
void AddNewer(const policy::BoundRule& bound, const flink::Subject& subject,
              std::vector<JudgedFinding>& findings) {
  rulebook::Findings out(subject);
  out.SetRule(*bound.rule);
  bound.newer(subject, bound.params, out);
  std::vector<rulebook::Finding> more = out.TakeFindings();
  std::erase_if(more, [&](const rulebook::Finding& finding) {
    return std::any_of(findings.begin(), findings.end(), [&](const JudgedFinding& known) {
      return known.finding.rule == bound.rule && known.finding.field == finding.field;
    });
  });
  Add(std::move(more), Action::kWarn, bound, findings);
}

void JudgeOne(const policy::BoundRule& bound, const flink::Subject& subject,
              rulebook::Findings& out, std::vector<JudgedFinding>& judged) {
  if (!IsFor(*bound.rule, subject)) return;
  out.SetRule(*bound.rule);
  bound.check(subject, bound.params, out);
  if (!out.findings().empty()) Add(out.TakeFindings(), Action::kDeny, bound, judged);
  if (bound.newer != nullptr) AddNewer(bound, subject, judged);
}

}  // namespace

bool Same(const JudgedFinding& a, const JudgedFinding& b) {
  return a.finding.rule == b.finding.rule && a.finding.field == b.finding.field &&
         a.finding.detail == b.finding.detail;
}

void Sort(std::vector<JudgedFinding>& findings) {
  std::sort(findings.begin(), findings.end(), Before);
}

std::vector<JudgedFinding> JudgeBy(const policy::BoundRule& bound, const flink::Subject& subject) {
  rulebook::Findings out(subject);
  std::vector<JudgedFinding> judged;
  JudgeOne(bound, subject, out, judged);
  return judged;
}

Judgement Judge(const policy::Selection& selection, const flink::Subject& subject) {
  Judgement judgement;
  rulebook::Findings out(subject);
  for (const policy::BoundRule* bound : selection.rules) {
    JudgeOne(*bound, subject, out, judgement.findings);
  }
  judgement.skips = out.skips();
  Sort(judgement.findings);
  judgement.findings.erase(std::unique(judgement.findings.begin(), judgement.findings.end(), Same),
                           judgement.findings.end());
  return judgement;
}

}  // namespace sluice::engine
