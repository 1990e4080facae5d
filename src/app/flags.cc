// SPDX-License-Identifier: Apache-2.0
#include "app/flags.h"

namespace sluice::app {

void AddPolicyFlags(CLI::App& command, PolicyChoice& policy) {
  auto* folder = command
                     .add_option("--policy-dir", policy.policy_dir,
                                 "Folder of FlinkPolicy and FlinkProfile files")
                     ->type_name("DIR");
  command
      .add_option("--profile", policy.profile,
                  "Judge everything by this shipped profile (default: baseline)")
      ->type_name("NAME")
      ->excludes(folder);
  AddExceptionFlag(command, policy.exception_dirs);
  command.add_option("--operator-config", policy.operator_config, kOperatorConfigHelp)
      ->type_name("FILE");
}

void AddNowFlag(CLI::App& command, std::string& now) {
  command
      .add_option(
          "--now", now,
          "The moment to judge at, as 2026-12-31T00:00:00Z: what has expired by then counts "
          "no more (default: now)")
      ->type_name("TIME");
}

void AddRequesterFlags(CLI::App& command, Requester& requester) {
  command
      .add_option("--user", requester.user,
                  "Who asks, for policies that match users (default: unknown, so that they hold)")
      ->type_name("NAME");
  command.add_option("--group", requester.groups, "A group of theirs; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
}

void AddExceptionFlag(CLI::App& command, std::vector<std::string>& folders, const char* help) {
  command.add_option("--exception-dir", folders, help)->type_name("DIR")->allow_extra_args(false);
}

void AddNamespaceFlag(CLI::App& command, std::string& namespace_name) {
  command.add_option("--namespace,-n", namespace_name, "Namespace of objects that name none");
}

void AddFormatFlag(CLI::App& command, std::string& format, const std::vector<std::string>& formats,
                   const char* help) {
  command.add_option("--format", format, help)->check(CLI::IsMember(formats));
}

void AddOutputFlag(CLI::App& command, std::string& output, const char* help) {
  command.add_option("--output,-o", output, help)->type_name("FILE");
}

void AddFailOnFlag(CLI::App& command, std::string& fail_on) {
  command.add_option("--fail-on", fail_on, "Weakest action that makes the exit code 1")
      ->check(CLI::IsMember({"deny", "warn", "audit", "never"}));
}

void AddNoDefaultsFlag(CLI::App& command, bool& no_defaults, const char* help) {
  command.add_flag("--no-defaults", no_defaults, help);
}

void AddAllowEmptyFlag(CLI::App& command, bool& allow_empty) {
  command.add_flag("--allow-empty", allow_empty, "Exit 0 although no Flink object was found");
}

}  // namespace sluice::app
