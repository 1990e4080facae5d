// SPDX-License-Identifier: Apache-2.0
// The operator submits a FlinkSessionJob through the same endpoint as the web interface.
// web.submit.enable: false takes it away (DispatcherRestEndpoint).
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (!subject.resource.IsSessionCluster()) return;
  const auto enabled = subject.config.Bool(options::kWebSubmitEnable);
  if (!enabled || !enabled->has_value() || **enabled) return;
  const Entry* entry = subject.config.Find(options::kWebSubmitEnable);
  if (entry == nullptr) return;
  findings.Add(PlaceOf(*entry, subject, options::kWebSubmitEnable),
               Says(*entry) + ", so no FlinkSessionJob can be submitted here");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule session_web_submit_disabled;
constinit const Rule session_web_submit_disabled{
    .meta = {.id = "session-web-submit-disabled",
             .title = "A session cluster accepts the jobs of its operator",
             .category = Category::kOperability,
             .severity = Severity::kHigh,
             .reason = "The operator uploads and runs jars through the endpoints that this "
                       "option removes.",
             .consequence = "Every FlinkSessionJob of this cluster fails.",
             .remediation = "Remove web.submit.enable, and keep strangers away with a ClusterIP "
                            "service and a NetworkPolicy.",
             .docs = ""
                     "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#web-submit-enable",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
