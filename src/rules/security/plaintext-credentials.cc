// SPDX-License-Identifier: Apache-2.0
// Flink's configuration is no place for secrets: it is stored in the resource, in a ConfigMap, in
// annotations and in the operator's status. The value is never printed.
#include "rules/support/helpers.h"

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

// com.example.SomeClass: lower-case packages, then a capital.
bool IsClassName(std::string_view value) {
  const std::size_t dot = value.rfind('.');
  if (dot == std::string_view::npos || dot + 1 >= value.size()) return false;
  const char first = value[dot + 1];
  return first >= 'A' && first <= 'Z' && value.find('/') == std::string_view::npos &&
         value.find(' ') == std::string_view::npos;
}

// A placeholder that something else fills in, as a whole: ${S3_KEY}, $S3_KEY, {{key}}, <key>.
bool IsPlaceholder(std::string_view value) {
  if (value.front() == '$') return rulebook::HasPlaceholder(value);
  return (value.front() == '<' && value.back() == '>') ||
         (value.starts_with("{{") && value.ends_with("}}"));
}

bool IsLiteral(std::string_view value) {
  if (value.empty() || IsPlaceholder(value)) return false;
  if (value.front() == '/' || value.starts_with("file:") || IsClassName(value)) return false;
  return !base::EqualsIgnoringCase(value, "true") && !base::EqualsIgnoringCase(value, "false");
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  for (const Entry& entry : subject.config.entries()) {
    if (entry.origin != flink::Origin::kUser || entry.node == nullptr) continue;
    if (rulebook::MayShow(entry.key) || NamesSecretsOnly(entry.key)) continue;
    if (!IsLiteral(entry.value) || !IsText(entry, subject.version())) continue;
    findings.Add(At(*entry.node),
                 base::Printable(entry.key, 120) + " holds a credential in plain text");
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule plaintext_credentials;
constinit const Rule plaintext_credentials{
    .meta = {.id = "plaintext-credentials",
             .title = "Credentials stay out of Flink's configuration",
             .category = Category::kSecurity,
             .severity = Severity::kCritical,
             .reason =
                 "What stands in the configuration is stored in plain text in the resource, a "
                 "ConfigMap, annotations and the operator's status.",
             .consequence =
                 "Everyone who may read resources or ConfigMaps of the namespace has the "
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
