// SPDX-License-Identifier: Apache-2.0
// JVM options can open a debugger without a password, load agents, or run commands.
#include "rules/support/containers.h"
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kAgents };
constexpr Param kParams[] = {
    {"allowedAgents", ParamType::kStringList, "",
     "Paths of Java agents that may be loaded, such as /opt/agents/apm.jar."},
};

constexpr std::string_view kAlways[] = {"-agentlib:jdwp", "-Xrunjdwp",
                                        "-agentpath:", "-XX:OnOutOfMemoryError", "-XX:OnError"};

// The option of the text that is not to be; empty when there is none.
std::string_view Fault(std::string_view text, const Params& params) {
  for (const std::string_view option : kAlways) {
    if (text.find(option) != std::string_view::npos) return option;
  }
  if (text.find("jmxremote.authenticate=false") != std::string_view::npos) {
    return "com.sun.management.jmxremote.authenticate=false";
  }
  constexpr std::string_view kAgent = "-javaagent:";
  const std::size_t at = text.find(kAgent);
  if (at == std::string_view::npos) return {};
  const std::string_view path = text.substr(at + kAgent.size());
  const bool allowed = params.Contains(kAgents, path.substr(0, path.find_first_of("= \t\"'")));
  return allowed ? std::string_view() : kAgent;
}

bool HoldsJvmOptions(std::string_view key) {
  return key.starts_with("env.java.opts") || key.starts_with("env.java.default-opts") ||
         key.ends_with(".JAVA_TOOL_OPTIONS") || key.ends_with(".JDK_JAVA_OPTIONS");
}

bool IsJvmVariable(std::string_view name) {
  return name == "JAVA_TOOL_OPTIONS" || name == "JDK_JAVA_OPTIONS" ||
         name == "FLINK_ENV_JAVA_OPTS" || name == "JVM_ARGS";
}

void JudgeVariables(const doc::Value& env, const Params& params, Findings& findings) {
  for (const doc::Value& variable : env.items()) {
    const doc::Value* name = variable.Find("name");
    const doc::Value* value = variable.Find("value");
    if (name == nullptr || value == nullptr || !IsJvmVariable(name->text())) continue;
    const std::string_view fault = Fault(value->text(), params);
    if (fault.empty()) continue;
    findings.Add(At(*value), std::string(name->text()) + " holds " + std::string(fault));
  }
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  for (const Entry& entry : subject.config.entries()) {
    if (entry.origin != flink::Origin::kUser || entry.node == nullptr) continue;
    if (!HoldsJvmOptions(entry.key)) continue;
    const std::string_view fault = Fault(entry.value, params);
    if (fault.empty()) continue;
    findings.Add(At(*entry.node), base::Printable(entry.key, 120) + " holds " + std::string(fault));
  }
  for (const doc::Value* env : EveryEnvironment(subject.resource)) {
    JudgeVariables(*env, params, findings);
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule jvm_agent_or_debug;
constinit const Rule jvm_agent_or_debug{
    .meta = {.id = "jvm-agent-or-debug",
             .title = "The JVM opens no debugger and loads no unknown agent",
             .category = Category::kSecurity,
             .severity = Severity::kHigh,
             .reason = "A debugger port, an unauthenticated JMX port or an agent runs any code "
                       "inside Flink's processes.",
             .consequence = "Whoever reaches the port, or wrote the agent, reads and changes "
                            "what the job does.",
             .remediation = "Remove the option, or have the platform team allow the agent's "
                            "path.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#env-java-opts-all",
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
