// SPDX-License-Identifier: Apache-2.0
// Fields of the resource are written over the configuration: CPU, replicas, image, service account,
// the type of the REST service. Process sizes, parallelism and the operator's own keys have rules
// of their own.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

bool HasRuleOfItsOwn(const Entry& entry) {
  constexpr std::string_view kKeys[] = {"parallelism.default",
                                        "taskmanager.memory.process.size",
                                        "jobmanager.memory.process.size",
                                        "kubernetes.cluster-id",
                                        "kubernetes.namespace",
                                        "high-availability.cluster-id",
                                        "execution.target",
                                        "jobmanager.rpc.address"};
  return std::ranges::find(kKeys, entry.key) != std::end(kKeys) ||
         entry.key.starts_with("$internal.") ||
         entry.key.starts_with("kubernetes.pod-template-file");
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  for (const Entry& entry : subject.config.overridden()) {
    if (entry.origin != flink::Origin::kUser || entry.node == nullptr) continue;
    if (HasRuleOfItsOwn(entry)) continue;
    const Entry* now = subject.config.FindKey(entry.key);
    if (now == nullptr || now->value == entry.value) continue;
    const std::string what =
        rulebook::MayShow(entry.key) ? "replaced by " + Shown(now->value) : "replaced";
    findings.Add(At(*entry.node),
                 Says(entry) + ", which is " + what +
                     (now->origin == flink::Origin::kResourceField ? " from a field of the resource"
                                                                   : " by the operator"));
  }
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule config_overridden_by_field;
constinit const Rule config_overridden_by_field{
    .meta = {.id = "config-overridden-by-field",
             .title = "What a field of the resource decides is not set in the configuration too",
             .category = Category::kOperability,
             .severity = Severity::kLow,
             .reason = "The operator writes the resource's fields over the configuration.",
             .consequence = "The key has no effect, and whoever changes it wonders why.",
             .remediation = "Remove the key from the configuration and set the field; jars beside "
                            "that of the job belong in the image.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/overview/",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
