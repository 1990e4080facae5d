// SPDX-License-Identifier: Apache-2.0
// The operator must know how to deploy a Flink version and how to talk to it
// (DefaultValidator.validateFlinkVersion, FlinkVersion.isSupported; 1.16-SNAPSHOT: 1.15 and newer,
// 1.15 to 1.18 deprecated). Which those are changes with every release of the operator, so they
// are parameters.
#include "rules/support/operator.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kOldest, kNewest, kDeprecated, kOperatorChecksOnly };
constexpr Param kParams[] = {
    {"oldestFlinkVersion", ParamType::kString, "1.15",
     "The oldest Flink version that the installed operator deploys."},
    {"newestFlinkVersion", ParamType::kString, "2.4",
     "The newest Flink version that the installed operator knows."},
    {"deprecatedFlinkVersion", ParamType::kString, "1.18",
     "The newest of the Flink versions that the operator will soon no longer deploy."},
    kOperatorChecksOnlyParam,
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const flink::Field& field = subject.resource.flink_version;
  if (!field.present()) {
    findings.Add(SpecPlace(subject, {"flinkVersion"}), "spec.flinkVersion is not set",
                 {.fix = "Set spec.flinkVersion, such as v1_20."});
    return;
  }
  const auto written = [&field] { return "spec.flinkVersion is " + Shown(field.text()); };
  const auto version =
      field.text().starts_with('v') ? flink::ParseFlinkVersion(field.text()) : std::nullopt;
  if (!version) {
    return findings.Add(At(*field.node),
                        written() + ", which is no version that the operator knows",
                        {.fix = "Write the version as v and its two numbers, such as v1_20."});
  }
  const auto bound = [&params](Index index) {
    return flink::ParseFlinkVersion(params.String(index));
  };
  const auto oldest = bound(kOldest);
  const auto newest = bound(kNewest);
  if ((oldest && *version < *oldest) || (newest && *version > *newest)) {
    return findings.Add(At(*field.node), written() + "; the operator deploys " +
                                             params.String(kOldest) + " to " +
                                             params.String(kNewest));
  }
  const auto deprecated = bound(kDeprecated);
  if (!deprecated || *version > *deprecated) return;
  findings.Add(
      At(*field.node), written() + ", which the operator will soon no longer deploy",
      {.at_most = std::min(Action::kWarn, Ceiling(false, params.Bool(kOperatorChecksOnly))),
       .severity = Severity::kLow});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flink_version_unsupported;
constinit const Rule flink_version_unsupported{
    .meta = {.id = "flink-version-unsupported",
             .title = "The operator deploys this Flink version",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "Each release of the operator knows the Flink versions of its time.",
             .consequence = "The operator refuses the resource, and nothing is deployed.",
             .remediation = "Set spec.flinkVersion to a version that the installed operator "
                            "supports, written like v1_20.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/reference/",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
