// SPDX-License-Identifier: Apache-2.0
// Flink writes the command and the arguments of its main container itself (CmdJobManagerDecorator,
// CmdTaskManagerDecorator). What a template says about them is lost.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

void JudgeContainer(const doc::Value& container, Findings& findings) {
  for (const std::string_view field : {"command", "args"}) {
    const doc::Value* node = container.Find(field);
    if (node == nullptr || node->items().empty()) continue;
    findings.Add(At(*node),
                 std::string(field) + " of flink-main-container gives way to Flink's own");
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  ForEachMainContainer(subject, findings, &JudgeContainer);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule main_container_command_ignored;
constinit const Rule main_container_command_ignored{
    .meta = {.id = "main-container-command-ignored",
             .title = "The command of the main container is left to Flink",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "Flink starts its processes by a command that it derives from the "
                       "configuration.",
             .consequence = "What the template would run does not run.",
             .remediation = "Remove command and args from flink-main-container; prepare in an init "
                            "container, and set options of Flink or the JVM in the configuration.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/pod-template/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
