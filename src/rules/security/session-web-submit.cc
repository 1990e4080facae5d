// SPDX-License-Identifier: Apache-2.0
// A session cluster takes jars from whoever reaches its REST port, by design: the operator submits
// its jobs there (DispatcherRestEndpoint). An application cluster has no such endpoint.
// web.cancel.enable only hides a button (WebMonitorEndpoint: DashboardConfigHandler).
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

void JudgeCancel(const Subject& subject, Findings& findings) {
  const auto option = options::kWebCancelEnable;
  const Entry* cancel = subject.config.Find(option);
  if (cancel == nullptr || cancel->origin != flink::Origin::kUser) return;
  const auto enabled = subject.config.Bool(option);
  if (!enabled || !enabled->has_value() || **enabled) return;
  findings.Add(PlaceOf(*cancel, subject, option),
               Says(*cancel) + ", which hides a button; the REST interface cancels all the same",
               {.fix = "Keep strangers away from the REST port with a ClusterIP service and a "
                       "NetworkPolicy."});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  JudgeCancel(subject, findings);
  if (!subject.resource.IsSessionCluster()) return;
  const auto submit = subject.config.Bool(options::kWebSubmitEnable);
  if (submit && submit->has_value() && !**submit) return;
  findings.Add(SpecPlace(subject, {"job"}),
               "this session cluster runs any jar that reaches its REST port");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule session_web_submit;
constinit const Rule session_web_submit{
    .meta = {.id = "session-web-submit",
             .title = "Strangers do not reach a session cluster's REST port",
             .category = Category::kSecurity,
             .severity = Severity::kInfo,
             .reason = "Flink's REST interface asks for no password, and on a session cluster it "
                       "accepts and runs jars.",
             .consequence =
                 "Whoever reaches port 8081 runs code with the cluster's service account.",
             .remediation = "Keep the REST service at ClusterIP, put authentication in front of "
                            "any ingress, and let a NetworkPolicy admit only the operator.",
             .docs = "https://flink.apache.org/what-is-flink/security/",
             .params = {}},
    .kinds = rulebook::kClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
