// SPDX-License-Identifier: Apache-2.0
// Flags that several commands share.
#pragma once

#include <CLI/CLI.hpp>

#include "app/commands.h"

namespace sluice::app {

inline constexpr const char* kOperatorConfigHelp =
    "The operator's default configuration: flink-conf.yaml, config.yaml, or the ConfigMap that "
    "holds it";

// --policy-dir, --profile, --exception-dir and --operator-config. What they fill must outlive the
// parsing.
void AddPolicyFlags(CLI::App& command, PolicyChoice& policy);
// --now.
void AddNowFlag(CLI::App& command, std::string& now);
// --user and --group.
void AddRequesterFlags(CLI::App& command, Requester& requester);

// `sluice policy explain` and `sluice policy check`.
void AddPolicyCommands(CLI::App& app, int& exit_code);

}  // namespace sluice::app
