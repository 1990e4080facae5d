// SPDX-License-Identifier: Apache-2.0
// `sluice policy explain`: what holds in a namespace. `sluice policy check`: is a folder good?
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "app/flags.h"
#include "sluice/base/text.h"
#include "sluice/report/policy_view.h"
#include "sluice/rulebook/all.h"

namespace sluice::app {
namespace {

struct ExplainFlags {
  PolicyChoice policy;
  Requester requester;
  std::string namespace_name, kind, operation, rule;
  std::string now;
  std::string format = "text";
  std::string output;
};

struct PolicyCheckFlags {
  std::string folder;
  std::vector<std::string> exception_dirs;
};

std::optional<k8s::Operation> OperationOf(const std::string& text) {
  for (const k8s::Operation operation :
       {k8s::Operation::kCreate, k8s::Operation::kUpdate, k8s::Operation::kDelete}) {
    if (text == k8s::ToString(operation)) return operation;
  }
  return std::nullopt;
}

int UnknownRule(const rulebook::Rulebook& book, const std::string& id) {
  std::string_view near = book.NearestRule(id);
  if (near.empty()) near = book.NearestDefault(id);
  std::cerr << fmt::format("sluice: there is no rule or default '{}'{}; see: sluice rules list\n",
                           base::Printable(id, 100),
                           near.empty() ? "" : fmt::format(", did you mean '{}'?", near));
  return kExitUsage;
}

// The exceptions for objects of the namespace, with what state they are in.
std::vector<std::string> ExceptionLines(const engine::Snapshot& snapshot, const ExplainFlags& flags,
                                        base::Time now) {
  std::vector<std::string> lines;
  if (snapshot.exceptions == nullptr) return lines;
  for (const policy::Exception* one : snapshot.exceptions->For(flags.namespace_name, flags.kind)) {
    const policy::ExceptionState state = StateOf(*one, now);
    lines.push_back(fmt::format("{}: {}", ToString(state), Describe(*one)));
  }
  return lines;
}

int RunExplain(const ExplainFlags& flags) {
  const auto now = MomentOf(flags.now);
  if (!now) return Fail(now.error());
  report::PolicyReport report{.namespace_name = flags.namespace_name,
                              .kind = flags.kind,
                              .operation = flags.operation,
                              .user = flags.requester.user,
                              .groups = flags.requester.groups,
                              .rule = flags.rule};
  const auto snapshot = LoadSnapshot(flags.policy, &report.source);
  if (!snapshot) return Fail(snapshot.error());
  const rulebook::Rulebook& book = *snapshot->rulebook;
  if (!flags.rule.empty() && book.FindRule(flags.rule) == nullptr &&
      book.FindDefault(flags.rule) == nullptr) {
    return UnknownRule(book, flags.rule);
  }
  const std::vector<std::string_view> groups(report.groups.begin(), report.groups.end());
  policy::Scope scope{.namespace_name = report.namespace_name,
                      .kind = report.kind,
                      .operation = OperationOf(report.operation)};
  if (!report.user.empty()) scope.username = report.user;
  if (!groups.empty()) scope.groups = groups;
  report.digest = snapshot->Digest();
  report.exceptions = ExceptionLines(*snapshot, flags, *now);
  report.explanation = snapshot->policies->Explain(book, scope);
  return Write(flags.format == "json" ? report::ToJson(report) : report::ToText(report),
               flags.output);
}

int RunPolicyCheck(const PolicyCheckFlags& flags) {
  const auto snapshot =
      LoadSnapshot({.policy_dir = flags.folder, .exception_dirs = flags.exception_dirs}, nullptr);
  if (!snapshot) return Fail(snapshot.error());
  const policy::PolicySet& set = *snapshot->policies;
  for (const std::string& note : set.notes()) std::cout << note << "\n";
  std::cout << fmt::format("{} polic{} in {}: good, digest {}\n", set.policies(),
                           set.policies() == 1 ? "y" : "ies", flags.folder, set.digest());
  for (const std::string_view name : set.policy_names()) std::cout << "  " << name << "\n";
  if (snapshot->exceptions == nullptr) return kExitFine;
  for (const std::string& note : snapshot->exceptions->notes()) std::cout << note << "\n";
  std::cout << fmt::format("exceptions: {}\n", snapshot->exceptions->all().size());
  return kExitFine;
}

void AddExplain(CLI::App& policy, int& exit_code) {
  const auto flags = std::make_shared<ExplainFlags>();
  CLI::App* command = policy.add_subcommand(
      "explain", "What holds for requests in a namespace, from which file and line, and why");
  command->add_option("--namespace,-n", flags->namespace_name, "The namespace")->required();
  command->add_option("--kind", flags->kind, "Kind of the resource (default: any)");
  command->add_option("--operation", flags->operation, "CREATE, UPDATE or DELETE (default: any)")
      ->check(CLI::IsMember({"CREATE", "UPDATE", "DELETE"}));
  AddRequesterFlags(*command, flags->requester);
  command->add_option("--rule", flags->rule, "Everything about this rule or default alone");
  AddPolicyFlags(*command, flags->policy);
  AddNowFlag(*command, flags->now);
  command->add_option("--format", flags->format, "Format")->check(CLI::IsMember({"text", "json"}));
  command->add_option("--output,-o", flags->output, "Write to this file")->type_name("FILE");
  command->footer(
      "Example:\n  sluice policy explain -n payments-prod --policy-dir policies\n\n"
      "Exit codes: 0 shown; 2 wrong use or bad policy; 3 internal error.");
  command->callback([flags, &exit_code] { exit_code = RunExplain(*flags); });
}

void AddPolicyCheck(CLI::App& policy, int& exit_code) {
  const auto flags = std::make_shared<PolicyCheckFlags>();
  CLI::App* command =
      policy.add_subcommand("check", "Whether a folder of policies loads; all that is wrong");
  command->add_option("DIR", flags->folder, "Folder of FlinkPolicy and FlinkProfile files")
      ->required();
  command
      ->add_option("--exception-dir", flags->exception_dirs,
                   "Folder of FlinkPolicyException files to check with them; may be repeated")
      ->type_name("DIR")
      ->allow_extra_args(false);
  command->footer(
      "Example:\n  sluice policy check policies\n\n"
      "Exit codes: 0 it loads; 2 it does not; 3 internal error.");
  command->callback([flags, &exit_code] { exit_code = RunPolicyCheck(*flags); });
}

}  // namespace

void AddPolicyCommands(CLI::App& app, int& exit_code) {
  CLI::App* policy = app.add_subcommand("policy", "Explain and check policies");
  policy->require_subcommand(1);
  AddExplain(*policy, exit_code);
  AddPolicyCheck(*policy, exit_code);
}

}  // namespace sluice::app
