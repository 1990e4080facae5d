// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "report/check_parts.h"
#include "report/wrap.h"
#include "sluice/report/check_report.h"

namespace sluice::report {
namespace {

struct Paint {
  bool on;
  [[nodiscard]] std::string operator()(std::string_view code, std::string_view text) const {
    return on ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
};

std::string_view Word(const engine::JudgedFinding& judged) {
  if (judged.lift == engine::Lift::kException) return "exempt";
  if (judged.lift == engine::Lift::kBreakGlass) return "break-glass";
  if (judged.lift == engine::Lift::kIgnored) return "ignored";
  if (judged.lift != engine::Lift::kNone) return "warn";  // denied, were it not for the ratchet
  switch (judged.action) {
    case rulebook::Action::kDeny:
      return "deny";
    case rulebook::Action::kWarn:
      return "warn";
    case rulebook::Action::kAudit:
      return "audit";
  }
  return "";
}

std::string_view ColorOf(rulebook::Action action) {
  switch (action) {
    case rulebook::Action::kDeny:
      return "1;31";
    case rulebook::Action::kWarn:
      return "1;33";
    case rulebook::Action::kAudit:
      return "1;36";
  }
  return "0";
}

std::string FindingText(const CheckedObject& object, const LocatedFinding& found,
                        const Paint& paint) {
  constexpr std::size_t kWidth = 100;
  const rulebook::Finding& finding = found.judged.finding;
  std::string place = object.file;
  if (found.mark.line != 0) place += fmt::format(":{}:{}", found.mark.line, found.mark.column);
  std::string out = fmt::format("{}  {}  {}  {}\n", paint("1", place),
                                paint(ColorOf(found.judged.action), Word(found.judged)),
                                ToString(finding.severity), paint("1", finding.rule->meta.id));
  out += fmt::format("  {}  {}\n", TitleOf(object), finding.field);
  if (!found.excerpt.empty()) out += fmt::format("  {:>5} | {}\n", found.mark.line, found.excerpt);
  out += Wrapped(finding.detail, 2, kWidth);
  out += Wrapped("why: " + std::string(finding.rule->meta.consequence), 2, kWidth);
  out += Wrapped("fix: " + finding.fix, 2, kWidth);
  if (!found.docs.empty()) out += fmt::format("  see: {}\n", found.docs);
  if (const policy::Exception* exception = found.judged.exception) {
    out += Wrapped(
        fmt::format("exempt until {} by {} (owner {}): {}", base::FormatTime(exception->expires),
                    exception->name, exception->owner, exception->reason),
        2, kWidth);
  }
  return out + "\n";
}

std::string DefaultsText(const CheckedObject& object) {
  std::string out;
  for (const rulebook::Addition& addition : object.defaults) {
    out += fmt::format("  would add  {}: {}  (default {})\n", addition.what, addition.value_json,
                       addition.by->meta.id);
  }
  for (const rulebook::Declined& declined : object.declined) {
    out += fmt::format("  not added  {}  (default {})\n", declined.reason, declined.by->meta.id);
  }
  for (const rulebook::Skip& skip : object.skips) {
    out += fmt::format("  not judged  {}  (rule {})\n", skip.reason, skip.rule->meta.id);
  }
  return out.empty() ? out : fmt::format("{}: {}\n{}\n", object.file, TitleOf(object), out);
}

}  // namespace

std::string TitleOf(const CheckedObject& object) {
  std::string title = object.kind + " ";
  if (!object.namespace_name.empty()) title += object.namespace_name + "/";
  title += object.name.empty() ? "(generated name)" : object.name;
  if (!object.item.empty()) title += " at " + object.item;
  return title;
}

std::string Plural(std::size_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

namespace {

// What deserves a word: an exception that ends soon, has ended, or did nothing here.
std::string ExceptionText(const ExceptionLine& line) {
  const policy::Exception& exception = *line.exception;
  const std::string until = base::FormatTime(exception.expires);
  std::string what;
  if (line.state == policy::ExceptionState::kExpired) {
    what = "expired " + until;
  } else if (line.lifted == 0) {
    what = "lifts nothing here";
  } else if (line.state == policy::ExceptionState::kExpiring) {
    what = "expires soon, " + until;
  } else {
    return {};
  }
  return fmt::format("{}:{}  exception {}  {}  (owner {})\n", exception.file, exception.line,
                     exception.name, what, exception.owner);
}

}  // namespace

void Count(const CheckedObject& object, CheckSummary& summary) {
  for (const LocatedFinding& found : object.findings) {
    const engine::JudgedFinding& judged = found.judged;
    if (judged.lift == engine::Lift::kException) {
      ++summary.exempted;
    } else if (judged.lift == engine::Lift::kIgnored || judged.action == rulebook::Action::kAudit) {
      ++summary.audited;
    } else if (judged.action == rulebook::Action::kDeny && judged.lift == engine::Lift::kNone) {
      ++summary.denied;
    } else {
      ++summary.warned;
    }
  }
}

CheckSummary Summarise(const CheckReport& report) {
  CheckSummary summary;
  for (const CheckedObject& object : report.objects) Count(object, summary);
  return summary;
}

std::string ObjectText(const CheckedObject& object, const TextOptions& options) {
  const Paint paint{options.color};
  std::string out;
  for (const LocatedFinding& found : object.findings) out += FindingText(object, found, paint);
  return out + DefaultsText(object);
}

std::string ToText(const CheckReport& report, const TextOptions& options) {
  const Paint paint{options.color};
  std::string out;
  for (const InputProblem& problem : report.problems) {
    out += paint("1;31", problem.error.ToString()) + "\n";
  }
  if (!report.problems.empty()) out += "\n";
  for (const CheckedObject& object : report.objects) out += ObjectText(object, options);
  for (const ExceptionLine& line : report.exceptions) out += ExceptionText(line);
  for (const std::string& note : report.notes) out += Wrapped("note: " + note, 0, 100);
  const CheckSummary summary = Summarise(report);
  out += fmt::format("checked {} in {}", Plural(report.objects.size(), "Flink object"),
                     Plural(report.files, "file"));
  if (report.other_documents != 0)
    out += fmt::format(" ({} left alone)", Plural(report.other_documents, "other document"));
  out += fmt::format(", {}: {} denied, {}, {} for audit", report.profile, summary.denied,
                     Plural(summary.warned, "warning"), summary.audited);
  if (summary.exempted != 0) out += fmt::format(", {} exempt", summary.exempted);
  if (!report.problems.empty())
    out += fmt::format(", {} unreadable", Plural(report.problems.size(), "input"));
  return out + "\n";
}

}  // namespace sluice::report
