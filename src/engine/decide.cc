// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "engine/ratchet.h"
#include "sluice/base/text.h"
#include "sluice/engine/engine.h"

namespace sluice::engine {
namespace {

using policy::BoundRule;
using rulebook::Action;

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

// The group of the user that the policy's glass is for; empty when there is none.
std::string_view GlassGroup(const BoundRule& bound, std::span<const std::string_view> groups) {
  if (bound.conduct == nullptr) return {};
  for (const std::string& group : bound.conduct->break_glass_groups) {
    if (std::find(groups.begin(), groups.end(), group) != groups.end()) return group;
  }
  return {};
}

// Looks for reasons not to do what the findings' actions say.
class Lifter {
 public:
  Lifter(const Case& what, const flink::Subject& subject)
      : what_(what), subject_(subject), ratchet_(what, subject) {}

  void LiftAll(std::vector<JudgedFinding>& findings) {
    std::vector<JudgedFinding> others;
    for (const rulebook::Rule* rule : RulesOf(findings)) {
      const BoundRule& bound = BindingOf(*rule);
      std::vector<JudgedFinding*> own = FindingsOf(*rule, findings);
      LiftFor(bound, own);
      AddOtherBindings(bound, own, others);
    }
    if (others.empty()) return;
    // What another policy still says takes the place of what was lifted for the first.
    std::erase_if(findings, [&](const JudgedFinding& lifted) {
      return lifted.lift != Lift::kNone &&
             std::any_of(others.begin(), others.end(),
                         [&](const JudgedFinding& other) { return Same(lifted, other); });
    });
    std::move(others.begin(), others.end(), std::back_inserter(findings));
    Sort(findings);
  }

 private:
  // The rules of findings that may be lifted, each once.
  static std::vector<const rulebook::Rule*> RulesOf(const std::vector<JudgedFinding>& findings) {
    std::vector<const rulebook::Rule*> rules;
    for (const JudgedFinding& judged : findings) {
      const rulebook::Rule* rule = judged.finding.rule;
      if (judged.action == Action::kAudit) continue;
      if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
    }
    return rules;
  }

  // The selection has one binding a rule, by rule id.
  [[nodiscard]] const BoundRule& BindingOf(const rulebook::Rule& rule) const {
    const auto& rules = what_.selection.rules;
    return **std::lower_bound(
        rules.begin(), rules.end(), rule.meta.id,
        [](const BoundRule* bound, std::string_view id) { return bound->rule->meta.id < id; });
  }

  static std::vector<JudgedFinding*> FindingsOf(const rulebook::Rule& rule,
                                                std::vector<JudgedFinding>& findings) {
    std::vector<JudgedFinding*> own;
    for (JudgedFinding& judged : findings) {
      if (judged.finding.rule == &rule && judged.action != Action::kAudit) own.push_back(&judged);
    }
    return own;
  }

  void LiftFor(const BoundRule& bound, std::vector<JudgedFinding*>& own) {
    for (JudgedFinding* judged : own) LiftByException(*judged);
    const bool denies = std::any_of(own.begin(), own.end(), Denies);
    if (!denies) return;
    const bool strict = bound.conduct != nullptr && bound.conduct->strict_ratchet;
    if (subject_.change == flink::Change::kDelete) return LiftRest(own, Lift::kDelete);
    // What is about the step itself may lie outside the spec.
    if (ratchet_.unchanged() && !bound.rule->judges_change) {
      return LiftRest(own, strict ? Lift::kUnchanged : Lift::kNoWorse);
    }
    if (!strict) ratchet_.Excuse(bound, own);
    const std::string_view group = GlassGroup(bound, what_.groups);
    if (group.empty()) return;
    for (JudgedFinding* judged : own) {
      if (Denies(judged)) judged->group = group;
    }
    LiftRest(own, Lift::kBreakGlass);
  }

  static bool Denies(const JudgedFinding* judged) {
    return judged->action == Action::kDeny && judged->lift == Lift::kNone;
  }

  static void LiftRest(std::vector<JudgedFinding*>& own, Lift lift) {
    for (JudgedFinding* judged : own) {
      if (Denies(judged)) judged->lift = lift;
    }
  }

  void LiftByException(JudgedFinding& judged) {
    if (what_.snapshot.exceptions == nullptr || judged.policy == nullptr) return;
    judged.exception = what_.snapshot.exceptions->Find(
        *judged.policy, judged.finding,
        {.namespace_name = subject_.namespace_name, .kind = KindName(), .name = subject_.name},
        subject_.now);
    if (judged.exception != nullptr) judged.lift = Lift::kException;
  }

  [[nodiscard]] std::string_view KindName() const { return what_.question.kind; }

  // What the other matching policies make of the rule, once something was lifted for the strictest.
  void AddOtherBindings(const BoundRule& first, const std::vector<JudgedFinding*>& own,
                        std::vector<JudgedFinding>& others) {
    const auto lifted = [](const JudgedFinding* judged) { return judged->lift != Lift::kNone; };
    if (what_.selection.policies.size() < 2 || std::none_of(own.begin(), own.end(), lifted)) return;
    for (const BoundRule* bound :
         what_.snapshot.policies->BindingsOf(what_.selection, *first.rule)) {
      if (bound->policy == first.policy || bound->action == Action::kAudit) continue;
      std::vector<JudgedFinding> found = JudgeBy(*bound, subject_);
      std::vector<JudgedFinding*> places;
      for (JudgedFinding& judged : found) {
        if (judged.action != Action::kAudit) places.push_back(&judged);
      }
      LiftFor(*bound, places);
      for (const JudgedFinding* judged : places) {
        if (!lifted(judged) && !Says(*judged, own) && !Says(*judged, others)) {
          others.push_back(*judged);
        }
      }
    }
  }

  // Whether the same is said already, and not lifted.
  static bool Says(const JudgedFinding& judged, const std::vector<JudgedFinding*>& said) {
    return std::any_of(said.begin(), said.end(), [&](const JudgedFinding* one) {
      return one->lift == Lift::kNone && Same(*one, judged);
    });
  }
  static bool Says(const JudgedFinding& judged, const std::vector<JudgedFinding>& said) {
    return std::any_of(said.begin(), said.end(),
                       [&](const JudgedFinding& one) { return Same(one, judged); });
  }

  const Case& what_;
  const flink::Subject& subject_;
  Ratchet ratchet_;
};

std::vector<JudgedFinding>& GroupOf(const JudgedFinding& judged, Verdict& verdict) {
  if (judged.lift == Lift::kException) return verdict.exempted;
  if (judged.lift == Lift::kIgnored || judged.action == Action::kAudit) return verdict.audits;
  const bool denies = judged.action == Action::kDeny && judged.lift == Lift::kNone;
  return denies ? verdict.denials : verdict.warnings;
}

bool IsRatchet(Lift lift) {
  return lift == Lift::kDelete || lift == Lift::kUnchanged || lift == Lift::kNoWorse;
}

}  // namespace

std::string_view ToString(Lift lift) {
  switch (lift) {
    case Lift::kNone:
      return "";
    case Lift::kIgnored:
      return "ignored";
    case Lift::kException:
      return "exception";
    case Lift::kDelete:
      return "delete";
    case Lift::kUnchanged:
      return "unchanged";
    case Lift::kNoWorse:
      return "no-worse";
    case Lift::kBreakGlass:
      return "break-glass";
  }
  return "";
}

Verdict Decide(const Case& what, const flink::Subject& subject, Judgement judgement) {
  Verdict verdict;
  std::vector<JudgedFinding>& findings = judgement.findings;
  const bool speaks = std::any_of(findings.begin(), findings.end(), [](const auto& judged) {
    return judged.action != Action::kAudit;
  });
  if (speaks) Lifter(what, subject).LiftAll(findings);
  const std::string_view ignore = subject.resource.Annotation("sluice.dev/ignore");
  for (JudgedFinding& judged : findings) {
    if (judged.action == Action::kWarn && judged.lift == Lift::kNone &&
        Ignores(ignore, judged.finding.rule->meta.id)) {
      judged.lift = Lift::kIgnored;
    }
    verdict.ratchet |= IsRatchet(judged.lift);
    verdict.break_glass |= judged.lift == Lift::kBreakGlass;
    std::vector<JudgedFinding>& group = GroupOf(judged, verdict);
    group.push_back(std::move(judged));
  }
  verdict.allowed = verdict.denials.empty();
  return verdict;
}

}  // namespace sluice::engine
