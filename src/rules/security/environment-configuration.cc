// SPDX-License-Identifier: Apache-2.0
// Start scripts of Flink's images take options from variables too: FLINK_PROPERTIES is appended to
// the configuration file (docker-entrypoint.sh), FLINK_ENV_JAVA_OPTS wins over env.java.opts and
// JVM_ARGS goes to the JVM as it is (bin/config.sh, 1.15 to 2.1). None of it stands in the
// configuration that the operator, people and policies look at.
#include "rules/support/helpers.h"
#include "rules/support/containers.h"
#include "sluice/flink/config_file.h"

namespace sluice::rules {
namespace {

constexpr std::string_view kVariables[] = {"FLINK_PROPERTIES",        "FLINK_ENV_JAVA_OPTS",
                                           "FLINK_ENV_JAVA_OPTS_JM",  "FLINK_ENV_JAVA_OPTS_TM",
                                           "FLINK_ENV_JAVA_OPTS_CLI", "JVM_ARGS"};

bool IsConfiguration(std::string_view name) {
  return std::ranges::find(kVariables, name) != std::end(kVariables);
}

// The keys that the text of FLINK_PROPERTIES sets, at most three; never a value.
std::string KeysIn(std::string_view text) {
  std::string keys;
  std::size_t count = 0;
  for (const auto& [key, value] : flink::ReadLegacyConfig(text)) {
    if (++count > 3) continue;
    keys.append(keys.empty() ? "" : ", ").append(base::Printable(key, 80));
  }
  if (count > 3) keys += " and " + std::to_string(count - 3) + " more";
  return keys;
}

void JudgeVariables(const Subject& subject, Findings& findings) {
  for (const doc::Value* env : EveryEnvironment(subject.resource)) {
    for (const doc::Value& variable : env->items()) {
      const std::string_view name = TextOf(variable, "name");
      if (!IsConfiguration(name)) continue;
      const doc::Value* value = variable.Find("value");
      std::string detail = "variable " + std::string(name);
      if (value == nullptr) {
        detail += " takes its value from elsewhere, where it cannot be judged";
      } else if (base::JavaTrim(value->text()).empty()) {
        continue;
      } else {
        const std::string keys = name == "FLINK_PROPERTIES" ? KeysIn(value->text()) : "";
        detail += keys.empty() ? " carries options" : " sets " + keys;
      }
      findings.Add(At(value != nullptr ? *value : variable), detail);
    }
  }
}

// containerized.master.env.X and containerized.taskmanager.env.X become variables of the pods.
void JudgeKeys(const Subject& subject, Findings& findings) {
  for (const Entry& entry : subject.config.entries()) {
    if (entry.origin != flink::Origin::kUser || entry.node == nullptr) continue;
    const std::string_view name = entry.key;
    if (!name.starts_with("containerized.")) continue;
    for (const std::string_view prefix :
         {"containerized.master.env.", "containerized.taskmanager.env."}) {
      if (!name.starts_with(prefix) || !IsConfiguration(name.substr(prefix.size()))) continue;
      findings.Add(At(*entry.node), base::Printable(entry.key, 120) + " carries options");
    }
  }
}

bool IsOption(const Subject& subject, std::string_view key) {
  const auto id = options::FindKey(key);
  if (!id) return false;
  const auto uses = options::OptionsOf(*id, subject.version());
  if (uses.empty()) return false;
  const options::OptionInfo* info = options::Info(uses.front().option, subject.version());
  return info != nullptr && info->scope == options::Scope::kCluster;
}

// -Dkey=value among the job's arguments. Flink hands arguments to the program as they are, so an
// option there says something that does not hold, or hides what the program sets by itself.
void JudgeArguments(const Subject& subject, Findings& findings) {
  const doc::Value* args = subject.resource.job.args.node;
  if (args == nullptr) return;
  for (const doc::Value& argument : args->items()) {
    const std::string_view text = argument.text();
    if (!text.starts_with("-D") || text.find('=') == std::string_view::npos) continue;
    const std::string_view key = text.substr(2, text.find('=') - 2);
    if (!IsOption(subject, key)) continue;
    findings.Add(At(argument),
                 "argument -D" + base::Printable(key, 120) +
                     " looks like an option of Flink, but goes to the program",
                 {.fix = "Set " + base::Printable(key, 120) + " in the resource's configuration.",
                  .at_most = Action::kWarn});
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  JudgeVariables(subject, findings);
  JudgeKeys(subject, findings);
  JudgeArguments(subject, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule environment_configuration;
constinit const Rule environment_configuration{
    .meta = {.id = "environment-configuration",
             .title = "Options stand in the configuration and nowhere else",
             .category = Category::kSecurity,
             .severity = Severity::kMedium,
             .reason = "Start scripts take options from these variables as well, and they win over "
                       "what the resource's configuration says.",
             .consequence = "Flink runs with other options than people, the operator and policies "
                            "see; or the option does nothing, since the operator's configuration "
                            "file is read-only.",
             .remediation = "Move the options into the resource's configuration (JVM options: "
                            "env.java.opts.jobmanager and env.java.opts.taskmanager), and remove "
                            "the variable.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/resource-providers/standalone/docker/#configure-options",
             .params = {}},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
