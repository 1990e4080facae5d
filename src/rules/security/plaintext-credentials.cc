// SPDX-License-Identifier: Apache-2.0
// Flink's configuration and the variables of a pod template are no place for secrets: they are
// stored in the resource, in annotations and in the operator's status, the configuration in a
// ConfigMap, too. The value is never printed.
#include "rules/support/containers.h"
#include "rules/support/credentials.h"
#include "rules/support/helpers.h"
#include "sluice/flink/config_file.h"

namespace sluice::rules {
namespace {

// Options that hold the name of a Secret, not its content: the very way to do it right.
bool NamesSecretsOnly(std::string_view key) {
  return key == "kubernetes.secrets" || key == "kubernetes.env.secretKeyRef" ||
         key.ends_with(".provider") || key.ends_with(".provider.path") || key.ends_with(".enabled");
}

// An option that Flink reads as a number, a duration or a switch holds no secret.
bool IsText(const Entry& entry, FlinkVersion version) {
  if (!entry.key_id) return true;
  const auto uses = options::OptionsOf(*entry.key_id, version);
  if (uses.empty()) return true;
  const options::OptionInfo* info = options::Info(uses.front().option, version);
  return info == nullptr || info->type == options::ValueType::kString ||
         info->type == options::ValueType::kMap;
}

bool IsCredential(std::string_view key, std::string_view value) {
  return !rulebook::MayShow(key) && !NamesSecretsOnly(key) && IsLiteral(value);
}

// containerized.master.env.X becomes the variable X; empty for any other key.
std::string_view VariableOf(std::string_view key) {
  for (const std::string_view prefix :
       {"containerized.master.env.", "containerized.taskmanager.env."}) {
    if (key.starts_with(prefix)) return key.substr(prefix.size());
  }
  return {};
}

void JudgeConfiguration(const Subject& subject, Findings& findings) {
  for (const Entry& entry : subject.config.entries()) {
    if (entry.origin != flink::Origin::kUser || entry.node == nullptr) continue;
    const std::string_view variable = VariableOf(entry.key);
    // The type first: it is a look-up, the rest searches through the texts.
    const bool found =
        variable.empty() ? IsText(entry, subject.version()) && IsCredential(entry.key, entry.value)
                         : HoldsCredential(variable, entry.value);
    if (!found) continue;
    findings.Add(At(*entry.node),
                 base::Printable(entry.key, 120) + " holds a credential in plain text");
  }
}

// FLINK_PROPERTIES is appended to the configuration file, so it is read like one.
void JudgeProperties(const doc::Value& value, Findings& findings) {
  for (const auto& [key, text] : flink::ReadLegacyConfig(value.text())) {
    if (!IsCredential(key, text)) continue;
    findings.Add(At(value),
                 "variable FLINK_PROPERTIES holds " + base::Printable(key, 120) + " in plain text");
  }
}

void JudgeVariables(const doc::Value& env, Findings& findings) {
  for (const doc::Value& variable : env.items()) {
    const std::string_view name = doc::TextOf(variable, "name");
    const doc::Value* value = variable.Find("value");
    if (value == nullptr) continue;
    if (name == "FLINK_PROPERTIES") {
      JudgeProperties(*value, findings);
    } else if (HoldsCredential(name, value->text())) {
      findings.Add(At(*value),
                   "variable " + base::Printable(name, 120) + " holds a credential in plain text",
                   {.fix = "Take the variable from a Secret (valueFrom.secretKeyRef instead of "
                           "value), and replace the credential since it was stored."});
    }
  }
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  JudgeConfiguration(subject, findings);
  for (const doc::Value* env : EveryEnvironment(subject.resource)) JudgeVariables(*env, findings);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule plaintext_credentials;
constinit const Rule plaintext_credentials{
    .meta = {.id = "plaintext-credentials",
             .title = "Credentials stay out of the resource",
             .category = Category::kSecurity,
             .severity = Severity::kCritical,
             .reason = "What stands in the configuration or in a variable's value is stored in "
                       "plain text: in the resource, its annotations, the operator's status, pods "
                       "and ConfigMaps.",
             .consequence =
                 "Everyone who may read resources, pods or ConfigMaps of the namespace has the "
                 "credential, and so has every backup of the cluster.",
             .remediation =
                 "Give the pods a service account with access (workload identity), or "
                 "mount a Secret with kubernetes.secrets or kubernetes.env.secretKeyRef, "
                 "and replace the credential since it was stored.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/resource-providers/native_kubernetes/#using-secrets",
             .params = {}},
    .kinds = rulebook::kClusterKinds | Bit(ResourceKind::kFlinkSessionJob),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
