// SPDX-License-Identifier: Apache-2.0
// `sluice policy explain`: what holds in a namespace. `sluice policy check`: is a folder good?
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "app/check.h"
#include "app/flags.h"
#include "app/input.h"
#include "sluice/base/text.h"
#include "sluice/report/policy_view.h"
#include "sluice/rulebook/all.h"

namespace sluice::app {
namespace {

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

// Puts the exceptions for objects of the namespace into the report: what state they are in and,
// when there are manifests, what they lift there. The exit code.
int ExplainExceptions(const engine::Snapshot& snapshot, const ExplainFlags& flags, base::Time now,
                      report::PolicyReport& report) {
  if (snapshot.exceptions == nullptr) {
    if (flags.paths.empty()) return kExitFine;
    return Fail({.code = base::Code::kInvalid,
                 .message = "manifests tell which exceptions are used; name a folder of those with "
                            "--exception-dir."});
  }
  const Input input = ReadInput(flags.paths);
  for (const base::Error& error : input.problems) std::cerr << error.ToString() << "\n";
  if (!input.problems.empty()) return kExitUsage;
  const report::CheckReport judged = Check(input, snapshot,
                                           {.defaults = !flags.no_defaults,
                                            .namespace_name = flags.namespace_name,
                                            .requester = flags.requester,
                                            .now = now},
                                           "");
  if (!flags.paths.empty()) {
    if (judged.objects.empty()) {
      return Fail(
          {.code = base::Code::kInvalid, .message = "no Flink object found in the manifests."});
    }
    report.judged_objects = judged.objects.size();
  }
  const auto here = snapshot.exceptions->For(flags.namespace_name, flags.kind);
  for (const report::ExceptionLine& line : judged.exceptions) {
    if (std::find(here.begin(), here.end(), line.exception) != here.end()) {
      report.exceptions.push_back(line);
    }
  }
  return kExitFine;
}

}  // namespace

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
  report.explanation = snapshot->policies->Explain(book, scope);
  const int told = ExplainExceptions(*snapshot, flags, *now, report);
  if (told != kExitFine) return told;
  return Write(flags.format == "json" ? report::ToJson(report) : report::ToText(report),
               flags.output);
}

namespace {

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
  command->add_option("FILE", flags->paths,
                      "Manifests that tell which exceptions are used: files, folders, or -");
  command->add_option("--namespace,-n", flags->namespace_name, "The namespace")->required();
  command->add_option("--kind", flags->kind, "Kind of the resource (default: any)");
  command->add_option("--operation", flags->operation, "CREATE, UPDATE or DELETE (default: any)")
      ->check(CLI::IsMember({"CREATE", "UPDATE", "DELETE"}));
  AddRequesterFlags(*command, flags->requester);
  command->add_option("--rule", flags->rule, "Everything about this rule or default alone");
  AddPolicyFlags(*command, flags->policy);
  AddNowFlag(*command, flags->now);
  AddNoDefaultsFlag(*command, flags->no_defaults);
  AddFormatFlag(*command, flags->format, {"text", "json"}, "Format");
  AddOutputFlag(*command, flags->output, "Write to this file");
  command->footer(
      "Examples:\n  sluice policy explain -n payments-prod --policy-dir policies\n"
      "  sluice policy explain -n payments-prod --policy-dir policies --exception-dir exceptions "
      "deploy/\n\n"
      "Exit codes: 0 shown; 2 wrong use or bad policy; 3 internal error.");
  command->callback([flags, &exit_code] { exit_code = RunExplain(*flags); });
}

void AddPolicyCheck(CLI::App& policy, int& exit_code) {
  const auto flags = std::make_shared<PolicyCheckFlags>();
  CLI::App* command =
      policy.add_subcommand("check", "Whether a folder of policies loads; all that is wrong");
  command->add_option("DIR", flags->folder, "Folder of FlinkPolicy and FlinkProfile files")
      ->required();
  AddExceptionFlag(*command, flags->exception_dirs,
                   "Folder of FlinkPolicyException files to check with them; may be repeated");
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
