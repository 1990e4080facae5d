// SPDX-License-Identifier: Apache-2.0
// The operator writes spec.serviceAccount under kubernetes.service-account, which is only the
// fallback of the two keys of the roles. Whoever sets those escapes a policy that looks at
// spec.serviceAccount alone.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kAllowed };
constexpr Param kParams[] = {
    {"allowedServiceAccounts", ParamType::kStringList, "",
     "Service accounts that Flink pods may use; empty = any but those set behind the field's "
     "back."},
};

bool IsAllowed(std::string_view account, const Params& params) {
  return params.Strings(kAllowed).empty() || params.Contains(kAllowed, account);
}

void JudgeKey(const Subject& subject, std::string_view key, const Params& params,
              Findings& findings) {
  const Entry* entry = subject.config.FindKey(key);
  if (entry == nullptr || entry->origin != flink::Origin::kUser || entry->node == nullptr) return;
  const std::string_view field = subject.resource.service_account.text();
  if (entry->value == field) return;
  if (!params.Strings(kAllowed).empty() && IsAllowed(entry->value, params)) return;
  findings.Add(At(*entry->node), Says(*entry) + ", which overrides spec.serviceAccount");
}

void Check(const Subject& subject, const Params& params, Findings& findings) {
  JudgeKey(subject, "kubernetes.jobmanager.service-account", params, findings);
  JudgeKey(subject, "kubernetes.taskmanager.service-account", params, findings);
  const flink::Field& field = subject.resource.service_account;
  if (!field.present() || IsAllowed(field.text(), params)) return;
  findings.Add(At(*field.node),
               "service account " + Shown(field.text()) + " is not in the list of this policy",
               {.fix = "Set spec.serviceAccount to one of the accounts that the policy allows."});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule service_account_override;
constinit const Rule service_account_override{
    .meta = {.id = "service-account-override",
             .title = "The pods run as the service account that the resource names",
             .category = Category::kSecurity,
             .severity = Severity::kHigh,
             .reason = "The keys of the roles win over spec.serviceAccount, and the operator "
                       "creates the pods with its own broad rights.",
             .consequence = "The pods get the rights of another account than reviewers of the "
                            "resource see.",
             .remediation = "Remove the key and set spec.serviceAccount.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/operations/rbac/",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds,
    .worsening = rulebook::Worsening::kByValue,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
