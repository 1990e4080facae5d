// SPDX-License-Identifier: Apache-2.0
// Flags that several commands share. What they fill must outlive the parsing.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "app/commands.h"

namespace sluice::app {

inline constexpr const char* kOperatorConfigHelp =
    "The operator's default configuration: flink-conf.yaml, config.yaml, or the ConfigMap that "
    "holds it";

// --policy-dir, --profile, --exception-dir and --operator-config.
void AddPolicyFlags(CLI::App& command, PolicyChoice& policy);
// --now.
void AddNowFlag(CLI::App& command, std::string& now);
// --user and --group.
void AddRequesterFlags(CLI::App& command, Requester& requester);
// --exception-dir.
void AddExceptionFlag(CLI::App& command, std::vector<std::string>& folders,
                      const char* help = "Folder of FlinkPolicyException files; may be repeated");
// --namespace.
void AddNamespaceFlag(CLI::App& command, std::string& namespace_name);
// --format, one of `formats`.
void AddFormatFlag(CLI::App& command, std::string& format,
                   const std::vector<std::string>& formats = {"text", "json"},
                   const char* help = "Format of the report");
// --output.
void AddOutputFlag(CLI::App& command, std::string& output,
                   const char* help = "Write the report to this file");
// --fail-on.
void AddFailOnFlag(CLI::App& command, std::string& fail_on);
// --no-defaults.
void AddNoDefaultsFlag(CLI::App& command, bool& no_defaults,
                       const char* help = "Judge the manifests as they are, without defaults");
// --allow-empty, of commands that look for Flink objects.
void AddAllowEmptyFlag(CLI::App& command, bool& allow_empty);

// `sluice policy explain` and `sluice policy check`.
void AddPolicyCommands(CLI::App& app, int& exit_code);

}  // namespace sluice::app
