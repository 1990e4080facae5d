// SPDX-License-Identifier: Apache-2.0
// Names the service account that the platform team made for Flink, where the resource names none.
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

enum Index : std::size_t { kAccount };
constexpr Param kParams[] = {
    {"serviceAccount", ParamType::kString, "",
     "The account to set, such as flink; without it nothing is added."},
};

// A name that the API server takes (RFC 1123 subdomain), so it needs no escaping either.
bool IsName(std::string_view text) {
  return text.size() <= 253 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

// The account that the configuration names in its own way, which the field would overrule.
const Entry* InConfiguration(const Subject& subject) {
  for (const options::OptionId option :
       {options::kKubernetesServiceAccount, options::kKubernetesJobmanagerServiceAccount,
        options::kKubernetesTaskmanagerServiceAccount}) {
    const Entry* entry = subject.config.Find(option);
    if (entry != nullptr && entry->origin == flink::Origin::kUser) return entry;
  }
  return nullptr;
}

void Apply(const Subject& subject, const Params& params, PatchBuilder& patch) {
  const flink::Resource& resource = subject.resource;
  if (resource.service_account.present()) return;
  // Amazon's build of the operator makes the account itself, for the role it is told.
  if (resource.spec != nullptr && resource.spec->Find("executionRoleArn") != nullptr) return;
  const std::string& account = params.String(kAccount);
  if (account.empty()) {
    return patch.Decline(
        "no service account was added: the policy's parameter serviceAccount is not set");
  }
  if (!IsName(account)) {
    return patch.Decline(
        "no service account was added: the policy's parameter serviceAccount is no name");
  }
  if (const Entry* entry = InConfiguration(subject); entry != nullptr) {
    return patch.Decline("no service account was added: " + std::string(entry->key) +
                         " names one already");
  }
  const bool spotify = resource.kind == ResourceKind::kSpotifyFlinkCluster;
  patch.SetField(InSpec(subject, {spotify ? "serviceAccountName" : "serviceAccount"}),
                 '"' + account + '"');
}

}  // namespace

extern const Default service_account;
constinit const Default service_account{
    .meta = {.id = "service-account",
             .title = "The pods run under the account that the platform made for Flink",
             .category = Category::kOperability,
             .severity = Severity::kInfo,
             .reason = "The Apache operator refuses a resource that names no service account.",
             .consequence = "Job and task managers have the rights of this account; it must exist "
                            "in the namespace and, for high availability and native mode, be "
                            "allowed to write ConfigMaps and pods.",
             .remediation = "Set spec.serviceAccount (spec.serviceAccountName of Spotify's "
                            "FlinkCluster) yourself to choose another.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/operations/rbac/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .order = 5,
    .apply = &Apply,
};

}  // namespace sluice::defaults
