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
  command
      .add_option("--exception-dir", policy.exception_dirs,
                  "Folder of FlinkPolicyException files; may be repeated")
      ->type_name("DIR")
      ->allow_extra_args(false);
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

}  // namespace sluice::app
