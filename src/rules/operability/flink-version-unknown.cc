// SPDX-License-Identifier: Apache-2.0
// Nearly every judgement depends on the Flink version. Where nobody names one that is known, the
// resource is read as the nearest, and a person should know that.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!rulebook::FlinkVersionUnknown(subject)) return;
  const flink::Field& field = subject.resource.flink_version;
  const std::string read_as =
      ", so it was read as " + std::string(ToString(flink::Catalogued(subject.version())));
  if (field.present()) {
    findings.Add(At(*field.node), "Flink " + Shown(field.text()) + " is not known" + read_as);
    return;
  }
  findings.Add(SpecPlace(subject, {"flinkVersion"}),
               "neither flinkVersion nor the image's tag names a known Flink version" + read_as);
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule flink_version_unknown;
constinit const Rule flink_version_unknown{
    .meta = {.id = "flink-version-unknown",
             .title = "The Flink version of the resource is known",
             .category = Category::kOperability,
             .severity = Severity::kLow,
             .reason = "Which keys Flink reads, how, and with which defaults depends on its "
                       "version.",
             .consequence = "Some findings may not hold for the version that really runs.",
             .remediation =
                 "Set spec.flinkVersion, or knowledge.assumedFlinkVersion in the policy.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/reference/",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
