// SPDX-License-Identifier: Apache-2.0
// The Apache operator refuses a deployment without spec.serviceAccount (DefaultValidator); an empty
// text passes there.
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kOperatorChecksOnly };
constexpr Param kParams[] = {kOperatorChecksOnlyParam};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (subject.resource.service_account.present()) return;
  // Amazon's build of the operator makes the account itself, for the role it is told; the original
  // knows no such field.
  const bool amazon = Member(subject.resource.spec, "executionRoleArn") != nullptr;
  if (amazon && !params.Bool(kOperatorChecksOnly)) return;
  findings.Add(SpecPlace(subject, {"serviceAccount"}), "spec.serviceAccount is not set");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule service_account_missing;
constinit const Rule service_account_missing{
    .meta = {.id = "service-account-missing",
             .title = "The pods have a service account",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "The job manager creates task managers and writes ConfigMaps with the "
                       "rights of spec.serviceAccount.",
             .consequence = "The operator refuses the resource.",
             .remediation = "Set spec.serviceAccount; the operator's Helm chart creates one named "
                            "flink.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/operations/rbac/",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
