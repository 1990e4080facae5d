// SPDX-License-Identifier: Apache-2.0
// What the operator needs to keep two of its promises
// (DefaultValidator.validateFlinkDeploymentConfig, 1.16-SNAPSHOT): to roll back it must find the
// last good checkpoint in the metadata of high availability, and to restart an unhealthy job it
// must be allowed to recover the deployment.
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  const auto rollback = options::kKubernetesOperatorDeploymentRollbackEnabled;
  if (OperatorSwitch(subject, rollback, false) && !OperatorSeesHighAvailability(subject)) {
    const Entry& entry = *OperatorEntry(subject, rollback);
    const std::string key = Key(subject, options::kHighAvailabilityType);
    findings.Add(PlaceOf(entry, subject, rollback), Says(entry) + ", but " + key + " is not set",
                 {.fix = "Set " + key + ": kubernetes, or turn " +
                         std::string(options::CanonicalName(rollback)) + " off."});
  }
  const auto health = options::kKubernetesOperatorClusterHealthCheckEnabled;
  const auto recovery = options::kKubernetesOperatorJmDeploymentRecoveryEnabled;
  if (!OperatorSwitch(subject, health, false) || OperatorSwitch(subject, recovery, true)) return;
  const Entry& entry = *OperatorEntry(subject, health);
  findings.Add(PlaceOf(entry, subject, health),
               Says(entry) + ", but " + Says(*OperatorEntry(subject, recovery)),
               {.fix = "Turn " + std::string(options::CanonicalName(recovery)) +
                       " on, or the health check off."});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule rollback_and_healthcheck_prereqs;
constinit const Rule rollback_and_healthcheck_prereqs{
    .meta = {.id = "rollback-and-healthcheck-prereqs",
             .title = "The operator can roll back and restart as it is asked to",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason =
                 "A rollback restores from the metadata of high availability; a failed health "
                 "check is answered by recovering the deployment.",
             .consequence = "The operator refuses the resource.",
             .remediation =
                 "Turn high availability on for kubernetes.operator.deployment.rollback.enabled, "
                 "and kubernetes.operator.reconciler.jm-deployment-recovery.enabled for the health "
                 "check, or turn the feature off.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/job-management/",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
