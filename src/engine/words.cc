// SPDX-License-Identifier: Apache-2.0
#include "engine/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "sluice/base/text.h"
#include "sluice/doc/json_text.h"

namespace sluice::engine {
namespace {

using rulebook::Finding;
using rulebook::Severity;

constexpr std::size_t kLineBytes = 400;
constexpr std::size_t kMessageBytes = 16U << 10U;
constexpr std::size_t kWarnings = 5;
constexpr std::size_t kWarningBytes = 250;  // 256 runes at most; bytes are the safer count
constexpr std::size_t kAnnotationBytes = 256;
constexpr std::size_t kViolationsBytes = 10U << 10U;

// "<detail> [<rule>, <severity>] <fix>" within `budget`; the fix is what is cut.
std::string Sentence(const Finding& finding, std::size_t budget) {
  const std::string head =
      fmt::format("{} [{}, {}]", finding.detail, finding.rule->meta.id, ToString(finding.severity));
  if (head.size() <= budget)
    return base::Printable(fmt::format("{} {}", head, finding.fix), budget);
  // A detail of full length: the rule's name matters more than its last words.
  const std::string tail =
      fmt::format(" [{}, {}]", finding.rule->meta.id, ToString(finding.severity));
  return base::Printable(finding.detail, budget - std::min(budget, tail.size())) + tail;
}

// Flux takes an error that matches /is\simmutable|immutable\sfield/ for a reason to recreate.
std::string WithoutImmutable(std::string text) {
  constexpr std::string_view kWord = "immutable";
  for (std::size_t at = 0; at + kWord.size() <= text.size(); ++at) {
    if (base::EqualsIgnoringCase(std::string_view(text).substr(at, kWord.size()), kWord)) {
      text.replace(at, kWord.size(), "unchangeable");
    }
  }
  return text;
}

std::string Subject(const k8s::AdmissionRequest& request) {
  std::string text(request.kind.kind);
  if (!request.name.empty()) text += fmt::format(" {}", request.name);
  if (!request.namespace_name.empty()) text += fmt::format(" in {}", request.namespace_name);
  return base::Printable(text, kLineBytes);
}

std::string PolicyNames(const std::vector<JudgedFinding>& findings) {
  std::set<std::string_view> names;
  for (const JudgedFinding& judged : findings) {
    if (judged.policy != nullptr) names.insert(*judged.policy);
  }
  return base::Printable(
      fmt::format("{} {}", names.size() == 1 ? "policy" : "policies", fmt::join(names, ", ")),
      kLineBytes);
}

// The findings as lines within the message's budget, then "and N more"; how many fitted.
std::size_t AppendLines(const std::vector<JudgedFinding>& findings, std::string& message) {
  constexpr std::size_t kRoomForMore = 32;
  std::size_t shown = 0;
  for (const JudgedFinding& judged : findings) {
    const std::string line = FindingLine(judged.finding);
    if (message.size() + line.size() + kRoomForMore > kMessageBytes) break;
    message += fmt::format("\n- {}", line);
    ++shown;
  }
  if (shown < findings.size()) message += fmt::format("\nand {} more", findings.size() - shown);
  return shown;
}

// What a warning that was a denial begins with.
std::string_view Reserve(Lift lift) {
  switch (lift) {
    case Lift::kUnchanged:
      return "denied as soon as the spec changes: ";
    case Lift::kNoWorse:
      return "let pass only as no worse than before: ";
    case Lift::kBreakGlass:
      return "denied without the broken glass: ";
    default:
      return "";
  }
}

std::string WarningOf(const JudgedFinding& judged) {
  const Finding& finding = judged.finding;
  std::string text = fmt::format("{}: {}{}: {}", finding.rule->meta.id, Reserve(judged.lift),
                                 finding.field, finding.detail);
  if (text.size() + 2 + finding.fix.size() <= kWarningBytes) text += ". " + finding.fix;
  return base::Printable(text, kWarningBytes);
}

// Rule ids of the findings that fulfil `wanted`, each once, in their order.
template <typename Wanted>
std::string RulesOf(const std::vector<JudgedFinding>& findings, Wanted wanted) {
  std::vector<std::string_view> rules;
  for (const JudgedFinding& judged : findings) {
    const std::string_view rule = judged.finding.rule->meta.id;
    if (!wanted(judged) || std::find(rules.begin(), rules.end(), rule) != rules.end()) continue;
    rules.push_back(rule);
  }
  return fmt::format("{}", fmt::join(rules, ", "));
}

bool ThroughGlass(const JudgedFinding& judged) { return judged.lift == Lift::kBreakGlass; }

// "sre", the groups whose members broke a glass.
std::string GlassGroups(const Verdict& verdict) {
  std::set<std::string_view> groups;
  for (const JudgedFinding& judged : verdict.warnings) {
    if (ThroughGlass(judged)) groups.insert(judged.group);
  }
  return fmt::format("{}", fmt::join(groups, ", "));
}

void AddGlass(const Verdict& verdict, std::string_view review_id,
              std::vector<std::string>& warnings) {
  if (!verdict.break_glass) return;
  warnings.push_back(base::Printable(
      fmt::format("sluice: BREAK-GLASS by group {}, recorded (review {}): denied otherwise by {}",
                  GlassGroups(verdict), review_id, RulesOf(verdict.warnings, ThroughGlass)),
      kWarningBytes));
}

// One line for each exception that lifts a Deny.
void AddExceptions(const Verdict& verdict, std::vector<std::string>& warnings) {
  constexpr std::size_t kMost = 3;
  std::vector<const policy::Exception*> seen;
  for (const JudgedFinding& judged : verdict.exempted) {
    if (judged.action != rulebook::Action::kDeny) continue;
    if (std::find(seen.begin(), seen.end(), judged.exception) == seen.end()) {
      seen.push_back(judged.exception);
    }
  }
  for (std::size_t i = 0; i < std::min(seen.size(), kMost); ++i) {
    const policy::Exception& exception = *seen[i];
    const std::string rules = RulesOf(verdict.exempted, [&](const JudgedFinding& judged) {
      return judged.exception == &exception && judged.action == rulebook::Action::kDeny;
    });
    warnings.push_back(base::Printable(
        fmt::format("sluice: let pass until {} by exception {} (owner {}), then denied: {}",
                    base::FormatTime(exception.expires), exception.name, exception.owner, rules),
        kWarningBytes));
  }
  if (seen.size() > kMost) {
    warnings.push_back(
        fmt::format("sluice: {} more exceptions let this pass", seen.size() - kMost));
  }
}

// Who let a finding pass that would deny.
std::string LiftedBy(const JudgedFinding& judged) {
  if (judged.lift == Lift::kException) return "exception " + judged.exception->name;
  return judged.lift == Lift::kIgnored ? std::string() : std::string(ToString(judged.lift));
}

// One more text member of an object, which the first one opens.
void AppendMember(std::string_view name, std::string_view value, std::string& object) {
  object += object.empty() ? '{' : ',';
  doc::AppendJsonString(name, object);
  object += ':';
  doc::AppendJsonString(value, object);
}

// The findings that were let through, as JSON within the budget.
std::string Violations(const Verdict& verdict) {
  std::string out;
  std::size_t left = 0;
  for (const auto* group : {&verdict.exempted, &verdict.warnings, &verdict.audits}) {
    for (const JudgedFinding& judged : *group) {
      const Finding& finding = judged.finding;
      std::string text;
      AppendMember("rule", finding.rule->meta.id, text);
      AppendMember("severity", ToString(finding.severity), text);
      AppendMember("field", finding.field, text);
      AppendMember("detail", finding.detail, text);
      if (const std::string by = LiftedBy(judged); !by.empty()) {
        AppendMember("liftedBy", by, text);
      }
      text += '}';
      if (left > 0 || out.size() + text.size() + 32 > kViolationsBytes) {
        ++left;
        continue;
      }
      out += (out.empty() ? "[" : ",") + text;
    }
  }
  if (left > 0) out += fmt::format(",{{\"more\":{}}}", left);
  return out.empty() ? out : out + "]";
}

void Put(Annotations& annotations, std::string_view name, const std::string& value,
         std::size_t budget = kAnnotationBytes) {
  if (!value.empty()) annotations.emplace_back(name, base::Printable(value, budget));
}

Annotations Common(const Snapshot& snapshot, const Outcome& outcome) {
  Annotations annotations;
  Put(annotations, "enforce-policy", fmt::format("{}", fmt::join(outcome.policies, ",")));
  if (!outcome.policies.empty()) Put(annotations, "policy-digest", snapshot.Digest());
  return annotations;
}

}  // namespace

std::string FindingLine(const Finding& finding) {
  const std::string field =
      finding.field.empty() ? std::string() : base::Printable(finding.field, kLineBytes / 2) + ": ";
  return field + Sentence(finding, kLineBytes - field.size());
}

k8s::Denial DenialOf(const k8s::AdmissionRequest& request, const Verdict& verdict,
                     std::string_view review_id) {
  const bool create = request.operation == k8s::Operation::kCreate;
  const std::vector<JudgedFinding>& denials = verdict.denials;
  k8s::Denial denial{.code = create ? 422 : 403, .reason = create ? "Invalid" : "Forbidden"};
  if (!create) denial.message = "\n";  // kubectl puts the whole patch before it
  denial.message += fmt::format(
      "{} violates {} of {} (review {}):", Subject(request),
      denials.size() == 1 ? std::string("a rule") : fmt::format("{} rules", denials.size()),
      PolicyNames(denials), review_id);
  const std::size_t shown = AppendLines(denials, denial.message);
  if (!create) {
    denial.message = WithoutImmutable(std::move(denial.message));
    return denial;
  }
  for (std::size_t i = 0; i < shown; ++i) {
    const Finding& finding = denials[i].finding;
    denial.causes.push_back({.field = base::Printable(finding.field, kLineBytes),
                             .message = Sentence(finding, kLineBytes)});
  }
  if (shown < denials.size()) {
    denial.causes.push_back(
        {.field = "", .message = fmt::format("and {} more", denials.size() - shown)});
  }
  return denial;
}

k8s::Denial Refusal(std::string_view message, std::string_view review_id) {
  return {.code = 403,
          .reason = "Forbidden",
          .message = WithoutImmutable(
              fmt::format("\n{} (review {})", base::Printable(message, kLineBytes), review_id))};
}

k8s::Denial FailureDenial(std::string_view review_id) {
  return {
      .code = 500,
      .reason = "InternalError",
      .message = fmt::format("Sluice could not judge the request because of a failure of its own "
                             "(review {}); its log says more. Try again, or ask the platform team.",
                             review_id)};
}

std::vector<std::string> ExemptOf(const Verdict& verdict) {
  std::vector<std::string> out;
  const auto add = [&](std::string text) {
    if (std::find(out.begin(), out.end(), text) == out.end()) out.push_back(std::move(text));
  };
  for (const JudgedFinding& judged : verdict.exempted) {
    add(fmt::format("{}={}", judged.finding.rule->meta.id, judged.exception->name));
  }
  for (const JudgedFinding& judged : verdict.audits) {
    if (judged.lift == Lift::kIgnored) add(std::string(judged.finding.rule->meta.id));
  }
  return out;
}

std::vector<std::string> WarningsOf(const Verdict& verdict, std::string_view review_id) {
  std::vector<std::string> warnings;
  AddGlass(verdict, review_id, warnings);
  AddExceptions(verdict, warnings);
  const std::size_t most = warnings.size() + kWarnings;
  std::set<std::string_view> denied;
  for (const JudgedFinding& judged : verdict.denials) denied.insert(judged.finding.rule->meta.id);
  std::size_t left = 0;
  for (const JudgedFinding& judged : verdict.warnings) {
    if (judged.finding.severity < Severity::kMedium) continue;
    if (denied.contains(judged.finding.rule->meta.id)) continue;
    if (warnings.size() == most) {
      ++left;
    } else {
      warnings.push_back(WarningOf(judged));
    }
  }
  if (left > 0) warnings.push_back(fmt::format("sluice: {} more warnings are not shown", left));
  return warnings;
}

std::string MutationWarning(const Mutation& mutation, const std::vector<std::string>& policies) {
  if (mutation.additions.empty()) return {};
  constexpr std::size_t kNameBytes = 100;
  const std::string by = base::Printable(fmt::format("{}", fmt::join(policies, ", ")), 80);
  const std::string tail = fmt::format(" (defaults of policy {})", by);
  // Whole names, then a count of those that do not fit.
  const std::size_t budget = kWarningBytes - tail.size() - std::string_view(" and 99 more").size();
  std::string text;
  std::size_t left = mutation.additions.size();
  for (const rulebook::Addition& addition : mutation.additions) {
    const std::string name = base::Printable(addition.what, kNameBytes);
    if (text.size() + name.size() + 2 > budget) break;
    text += (text.empty() ? "sluice set " : ", ") + name;
    --left;
  }
  if (left > 0) text += fmt::format(" and {} more", left);
  return text + tail;
}

void AddDeclined(const Mutation& mutation, std::vector<std::string>& warnings) {
  constexpr std::size_t kMost = 3;
  std::size_t said = 0;
  for (const rulebook::Declined& declined : mutation.declined) {
    if (said++ == kMost) return;
    warnings.push_back(base::Printable(
        fmt::format("default {}: {}", declined.by->meta.id, declined.reason), kWarningBytes));
  }
}

Annotations ValidateAnnotations(const Snapshot& snapshot, const Outcome& outcome) {
  Annotations annotations = Common(snapshot, outcome);
  Put(annotations, "audit-violations", Violations(outcome.verdict), kViolationsBytes);
  Put(annotations, "exempt", fmt::format("{}", fmt::join(ExemptOf(outcome.verdict), ",")));
  if (outcome.verdict.break_glass) {
    Put(annotations, "break-glass",
        fmt::format("{}: {}", GlassGroups(outcome.verdict),
                    RulesOf(outcome.verdict.warnings, ThroughGlass)));
  }
  std::vector<std::string_view> skipped;
  skipped.reserve(outcome.skips.size());
  for (const rulebook::Skip& skip : outcome.skips) skipped.push_back(skip.rule->meta.id);
  Put(annotations, "not-evaluated", fmt::format("{}", fmt::join(skipped, ",")));
  return annotations;
}

Annotations MutateAnnotations(const Snapshot& snapshot, const Outcome& outcome) {
  Annotations annotations = Common(snapshot, outcome);
  std::vector<std::string_view> names;
  names.reserve(outcome.mutation.additions.size());
  for (const rulebook::Addition& addition : outcome.mutation.additions) {
    names.push_back(addition.what);
  }
  Put(annotations, "mutated", fmt::format("{}", fmt::join(names, ",")));
  return annotations;
}

}  // namespace sluice::engine
