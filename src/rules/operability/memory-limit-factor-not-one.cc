// SPDX-License-Identifier: Apache-2.0
// Limits are requests times a factor, which Flink refuses below 1 (KubernetesTaskManagerParameters,
// KubernetesJobManagerParameters).
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

// A pod whose limits differ from its requests is not of the class Guaranteed.
void NoteBurstable(const Entry& entry, const Subject& subject, options::OptionId option,
                   double factor, Findings& findings) {
  if (factor <= 1) return;
  if (option != options::kKubernetesJobmanagerMemoryLimitFactor &&
      option != options::kKubernetesTaskmanagerMemoryLimitFactor) {
    return;
  }
  findings.Add(PlaceOf(entry, subject, option),
               Says(entry) + ", so the pod may take memory that the node has not reserved for it",
               {.fix = "Set the factor to 1, and raise the memory itself if it is too small.",
                .at_most = Action::kAudit,
                .severity = Severity::kInfo,
                .measure = factor - 1});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  for (const options::OptionId option : {options::kKubernetesJobmanagerCpuLimitFactor,
                                         options::kKubernetesJobmanagerMemoryLimitFactor,
                                         options::kKubernetesTaskmanagerCpuLimitFactor,
                                         options::kKubernetesTaskmanagerMemoryLimitFactor}) {
    const Entry* entry = subject.config.Find(option);
    if (entry == nullptr) continue;
    const auto factor = subject.config.Number(option);
    if (!factor || !factor->has_value()) continue;
    NoteBurstable(*entry, subject, option, **factor, findings);
    if (**factor >= 1) continue;
    findings.Add(PlaceOf(*entry, subject, option), Says(*entry) + ", and Flink refuses less than 1",
                 {.measure = 1 - **factor});
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule memory_limit_factor_not_one;
constinit const Rule memory_limit_factor_not_one{
    .meta = {.id = "memory-limit-factor-not-one",
             .title = "Limits are not below requests",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "A limit factor below 1 asks for limits below the requests.",
             .consequence = "The job manager cannot create its pods and the cluster never "
                            "starts.",
             .remediation = "Remove the limit factor, or set it to 1.0 or more.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#kubernetes-taskmanager-memory-limit-factor",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
