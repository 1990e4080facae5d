// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "report/check_parts.h"
#include "sluice/report/policy_view.h"

namespace sluice::report {
namespace {

using policy::BindingView;
using policy::ClauseView;
using policy::DefaultView;
using policy::Fit;
using policy::ParamView;
using policy::PolicyView;
using policy::RuleView;

std::string At(const policy::Place& place) {
  return place.file.empty() ? std::string() : fmt::format(" ({})", place.ToString());
}

std::string Title(const PolicyReport& report) {
  const auto or_any = [](const std::string& given, std::string_view what) {
    return given.empty() ? fmt::format("any {}", what) : given;
  };
  std::string title =
      fmt::format("namespace {}, {}, {}, {}", report.namespace_name, or_any(report.kind, "kind"),
                  or_any(report.operation, "operation"),
                  report.user.empty() ? std::string("any user") : "user " + report.user);
  if (!report.groups.empty()) title += fmt::format(" of {}", fmt::join(report.groups, ", "));
  return fmt::format("{}\n{}, digest {}\n", title, report.source, report.digest);
}

void AppendMore(const PolicyView& view, std::string& out) {
  if (view.cap) out += fmt::format("      actions: {} at most\n", ToString(*view.cap));
  if (view.catalogue_version != "latest") {
    out += fmt::format("      catalogueVersion {}\n", view.catalogue_version);
  }
  if (view.strict_ratchet) out += "      ratchet: Strict\n";
  if (!view.break_glass_groups.empty()) {
    out += fmt::format("      break-glass: {}\n", fmt::join(view.break_glass_groups, ", "));
  }
}

std::string PolicyText(const PolicyView& view) {
  std::string out = fmt::format("  {}, profile {}{}\n", view.name, view.profile, At(view.place));
  if (!view.overridden_by.empty()) {
    out += fmt::format("      overridden by {}{}\n", view.overridden_by, At(view.overridden_at));
    return out;
  }
  for (const ClauseView& clause : view.clauses) {
    if (!view.holds && clause.fit != Fit::kNo) continue;
    out += fmt::format("      {}{}\n", clause.words, At(clause.place));
  }
  if (view.holds && view.clauses.empty()) out += "      matches every request\n";
  if (view.holds) AppendMore(view, out);
  return out;
}

// The policies for which `chosen` is true, under a heading; empty when there are none.
template <typename Chosen>
std::string Section(const PolicyReport& report, std::string_view heading, const Chosen& chosen) {
  std::string out;
  for (const PolicyView& view : report.explanation.policies) {
    if (chosen(view)) out += PolicyText(view);
  }
  return out.empty() ? out : fmt::format("\n{}\n{}", heading, out);
}

std::string ActionText(const BindingView* binding) {
  return binding == nullptr ? std::string("off") : std::string(ToString(*binding->action));
}

std::string ParamText(const ParamView& view) {
  const std::string by = view.place.file.empty()
                             ? fmt::format("the {}'s own", view.said_by)
                             : fmt::format("{}, {}", view.said_by, view.place.ToString());
  return fmt::format("{} = {} ({})", view.param->name, view.value, by);
}

// Parameters that somebody set; the others are in `sluice rules explain`.
std::string SetParams(const BindingView& binding) {
  std::string out;
  for (const ParamView& view : binding.params) {
    if (!view.place.file.empty()) out += fmt::format("           {}\n", ParamText(view));
  }
  return out;
}

std::string RulesText(const PolicyReport& report) {
  std::map<std::string, std::size_t> counts;
  std::string rows;
  for (const rulebook::Action action :
       {rulebook::Action::kDeny, rulebook::Action::kWarn, rulebook::Action::kAudit}) {
    for (const RuleView& view : report.explanation.rules) {
      const BindingView* binding = view.decides();
      if (binding == nullptr || binding->action != action) continue;
      ++counts[ActionText(binding)];
      rows += fmt::format("  {:<5}  {}: {}, {}{}{}\n", ActionText(binding), view.rule->meta.id,
                          binding->policy, binding->why, At(binding->place),
                          binding->perhaps ? ", if that policy holds" : "");
      rows += SetParams(*binding);
    }
  }
  const std::size_t on = counts["Deny"] + counts["Warn"] + counts["Audit"];
  return fmt::format("\nrules: {} deny, {} warn, {} are audited, {} are off\n{}", counts["Deny"],
                     counts["Warn"], counts["Audit"], report.explanation.rules.size() - on, rows);
}

std::string DefaultsText(const PolicyReport& report) {
  std::string rows;
  for (const DefaultView& view : report.explanation.defaults) {
    const BindingView* binding = view.decides();
    if (binding == nullptr) continue;
    rows += fmt::format("  {}: {}, {}{}{}\n", view.def->meta.id, binding->policy, binding->why,
                        At(binding->place), binding->perhaps ? ", if that policy holds" : "");
    rows += SetParams(*binding);
  }
  if (rows.empty()) return "\ndefaults: none\n";
  return "\ndefaults, in this order\n" + rows;
}

// Everything about one rule or default.
template <typename View>
std::string OneText(const rulebook::Meta& meta, const View& view, bool is_rule) {
  const BindingView* deciding = view.decides();
  std::string out = fmt::format("\n{}: {}", meta.id,
                                deciding == nullptr ? "off"
                                : is_rule           ? ToString(*deciding->action)
                                                    : "on");
  if (deciding != nullptr) out += fmt::format(", by policy {}", deciding->policy);
  out += fmt::format("\n  {}\n", meta.title);
  for (const BindingView& binding : view.bindings) {
    const std::string does = !binding.on ? "off" : is_rule ? ActionText(&binding) : "on";
    out += fmt::format("  {} {:<5}  {}: {}{}{}\n", binding.decides ? "*" : " ", does,
                       binding.policy, binding.why, At(binding.place),
                       binding.perhaps ? ", if that policy holds" : "");
    for (const ParamView& param : binding.params) {
      out += fmt::format("             {}\n", ParamText(param));
    }
  }
  return out;
}

std::string OnlyText(const PolicyReport& report) {
  for (const RuleView& view : report.explanation.rules) {
    if (view.rule->meta.id == report.rule) return OneText(view.rule->meta, view, true);
  }
  for (const DefaultView& view : report.explanation.defaults) {
    if (view.def->meta.id == report.rule) return OneText(view.def->meta, view, false);
  }
  return {};
}

// "active, lifts 2 findings: orders (exceptions/orders.yaml:1) until ...".
std::string ExceptionText(const ExceptionLine& line, bool use_is_known) {
  std::string use;
  if (use_is_known && line.state != policy::ExceptionState::kExpired) {
    use = line.lifted == 0 ? ", unused" : ", lifts " + Plural(line.lifted, "finding");
  }
  return fmt::format("  {}{}: {}\n", ToString(line.state), use, Describe(*line.exception));
}

std::string ExceptionsText(const PolicyReport& report) {
  if (report.exceptions.empty()) return {};
  std::string out = "\nexceptions; use is not known without manifests (name files or folders)\n";
  if (report.judged_objects) {
    out = fmt::format("\nexceptions; use is by {} of the manifests\n",
                      Plural(*report.judged_objects, "Flink object"));
  }
  for (const ExceptionLine& line : report.exceptions) {
    out += ExceptionText(line, report.judged_objects.has_value());
  }
  return out;
}

}  // namespace

std::string ToText(const PolicyReport& report) {
  std::string out = Title(report);
  out += Section(report, "holds",
                 [](const PolicyView& view) { return view.holds && view.fit == Fit::kYes; });
  out += Section(report, "holds for some of these requests",
                 [](const PolicyView& view) { return view.holds && view.fit == Fit::kMaybe; });
  out += Section(report, "does not hold", [](const PolicyView& view) { return !view.holds; });
  const bool any =
      std::any_of(report.explanation.policies.begin(), report.explanation.policies.end(),
                  [](const PolicyView& view) { return view.holds; });
  if (!any) return out + "\nNo policy holds: such requests are not judged.\n";
  out += report.rule.empty() ? RulesText(report) + DefaultsText(report) : OnlyText(report);
  return out + ExceptionsText(report);
}

}  // namespace sluice::report
