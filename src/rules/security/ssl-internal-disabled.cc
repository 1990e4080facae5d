// SPDX-License-Identifier: Apache-2.0
// Flink's processes talk to each other in the clear unless security.ssl.internal.enabled is true,
// and then need a keystore and a truststore (SSLUtils.createInternalSSLContext, 1.15 to 2.1).
#include "rules/support/helpers.h"
#include "rules/support/containers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kRequired, kLabel };
constexpr Param kParams[] = {
    {"requireInternalEncryption", ParamType::kBool, "false",
     "Traffic between job and task managers must be encrypted by Flink or a mesh."},
    {"regulatedNamespaceLabel", ParamType::kString, "",
     "A label of namespaces, as key or key=value, whose traffic must be encrypted. Empty = none."},
};

bool IsRegulated(const Subject& subject, std::string_view label) {
  const doc::Value* object = subject.related.namespace_object;
  if (label.empty() || object == nullptr) return false;
  const std::size_t equals = label.find('=');
  const doc::Value* value = object->FindPath({"metadata", "labels", label.substr(0, equals)});
  if (value == nullptr) return false;
  return equals == std::string_view::npos || value->text() == label.substr(equals + 1);
}

// Both roles stand behind a mesh, which encrypts between its proxies.
bool HasMesh(const Subject& subject) {
  const doc::Value* place = nullptr;
  return MeshOf(subject, flink::RoleKind::kJobManager, &place) == Mesh::kYes &&
         MeshOf(subject, flink::RoleKind::kTaskManager, &place) == Mesh::kYes;
}

void JudgeStores(const Subject& subject, Findings& findings) {
  const Entry* on = subject.config.Find(options::kSecuritySslInternalEnabled);
  if (on == nullptr) return;
  const std::pair<options::OptionId, options::OptionId> stores[] = {
      {options::kSecuritySslInternalKeystore, options::kSecuritySslKeystore},
      {options::kSecuritySslInternalTruststore, options::kSecuritySslTruststore}};
  for (const auto& [own, common] : stores) {
    if (subject.config.IsSet(own) || subject.config.IsSet(common)) continue;
    const std::string key = Key(subject, own);
    findings.Add(OptionPlace(subject, own), Says(*on) + ", but " + key + " is not set",
                 {.fix = "Set " + key + " to the path of a store that a mounted Secret holds."});
  }
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const auto option = options::kSecuritySslInternalEnabled;
  if (subject.config.IsTrue(option)) return JudgeStores(subject, findings);
  const std::string& label = params.String(kLabel);
  if (!params.Bool(kRequired) && !IsRegulated(subject, label)) {
    if (!label.empty() && subject.related.namespace_object == nullptr) {
      findings.Unknown("the labels of the namespace are not known");
    }
    return;
  }
  if (HasMesh(subject)) return;
  const Entry* off = subject.config.Find(option);
  findings.Add(OptionPlace(subject, option),
               off != nullptr ? Says(*off) : Key(subject, option) + " is not set",
               {.severity = Severity::kMedium});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule ssl_internal_disabled;
constinit const Rule ssl_internal_disabled{
    .meta = {.id = "ssl-internal-disabled",
             .title = "Traffic between Flink's processes is encrypted where it must be",
             .category = Category::kSecurity,
             .severity = Severity::kHigh,
             .reason = "Records, state and jars go over the network in the clear, and any pod that "
                       "reaches the ports may speak to them; encryption without its stores lets no "
                       "process start.",
             .consequence = "Whoever can read the network reads the data; with a store missing the "
                            "job manager stops with an IllegalConfigurationException.",
             .remediation = "Set security.ssl.internal.enabled: true with a keystore and a "
                            "truststore from a mounted Secret, or run the pods in a mesh that "
                            "encrypts.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/security/security-ssl/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
