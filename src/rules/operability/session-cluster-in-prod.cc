// SPDX-License-Identifier: Apache-2.0
// In a session cluster all jobs share the JVMs of job and task managers; a production job deserves
// its own.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kAnnotation };
constexpr Param kParams[] = {
    {"sessionAnnotation", ParamType::kString, "",
     "An annotation of the resource that says why it is a session cluster (a SQL gateway, "
     "notebooks): with it there is no finding. Empty = none."},
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  if (!subject.resource.IsSessionCluster()) return;
  const std::string& annotation = params.String(kAnnotation);
  if (!annotation.empty() && !subject.resource.Annotation(annotation).empty()) return;
  findings.Add(SpecPlace(subject, {"job"}), "spec.job is not set, so this is a session cluster");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule session_cluster_in_prod;
constinit const Rule session_cluster_in_prod{
    .meta = {.id = "session-cluster-in-prod",
             .title = "Production jobs run in clusters of their own",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "Jobs of a session cluster share its processes, so one job's memory leak, "
                       "class loading or crash is everybody's.",
             .consequence = "An OutOfMemoryError or a full metaspace of one job restarts all jobs "
                            "of the cluster.",
             .remediation = "Give each production job a cluster of its own by setting spec.job "
                            "(application mode).",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/overview/#deployment-modes",
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
