// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include "sluice/engine/engine.h"

namespace sluice::engine {
namespace {

bool IsFor(const rulebook::Rule& rule, const flink::Subject& subject) {
  const flink::ResourceKind kind = subject.scale ? subject.scale->parent : subject.resource.kind;
  if ((rule.kinds & rulebook::Bit(kind)) == 0) return false;
  if (subject.scale && !rule.judges_scale) return false;
  return subject.change != flink::Change::kDelete || rule.judges_delete;
}

// Strongest action first, then severity, place and rule: the same order in every run.
bool Before(const JudgedFinding& a, const JudgedFinding& b) {
  return std::tie(b.action, b.finding.severity, a.finding.field, a.finding.rule->meta.id,
                  a.finding.detail) < std::tie(a.action, a.finding.severity, b.finding.field,
                                               b.finding.rule->meta.id, b.finding.detail);
}

bool Same(const JudgedFinding& a, const JudgedFinding& b) {
  return a.finding.rule == b.finding.rule && a.finding.field == b.finding.field &&
         a.finding.detail == b.finding.detail;
}

}  // namespace

Judgement Judge(const policy::Selection& selection, const flink::Subject& subject) {
  Judgement judgement;
  rulebook::Findings out(subject);
  for (const policy::BoundRule* bound : selection.rules) {
    if (!IsFor(*bound->rule, subject)) continue;
    out.SetRule(*bound->rule);
    bound->check(subject, bound->params, out);
    if (out.findings().empty()) continue;
    for (rulebook::Finding& finding : out.TakeFindings()) {
      const rulebook::Action action = std::min(bound->action, finding.at_most);
      judgement.findings.push_back(
          {.finding = std::move(finding), .action = action, .policy = bound->policy});
    }
  }
  judgement.skips = out.skips();
  std::sort(judgement.findings.begin(), judgement.findings.end(), Before);
  judgement.findings.erase(std::unique(judgement.findings.begin(), judgement.findings.end(), Same),
                           judgement.findings.end());
  return judgement;
}

}  // namespace sluice::engine
