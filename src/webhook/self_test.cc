// SPDX-License-Identifier: Apache-2.0
#include "sluice/webhook/webhook.h"

namespace sluice::webhook {
namespace {

// A DELETE is allowed by every policy set.
constexpr std::string_view kAllowed =
    R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1",
"request":{"uid":"self-test-allow","kind":{"group":"flink.apache.org","version":"v1beta1",
"kind":"FlinkDeployment"},"resource":{"group":"flink.apache.org","version":"v1beta1",
"resource":"flinkdeployments"},"name":"self-test","namespace":"sluice-self-test",
"operation":"DELETE","userInfo":{"username":"sluice"},"object":null,
"oldObject":{"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment",
"metadata":{"name":"self-test","namespace":"sluice-self-test"},"spec":{"flinkVersion":"v1_20"}}}})";

// Checkpoints to a pod's own disk: no profile that denies anything lets this pass.
constexpr std::string_view kDenied =
    R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1",
"request":{"uid":"self-test-deny","kind":{"group":"flink.apache.org","version":"v1beta1",
"kind":"FlinkDeployment"},"resource":{"group":"flink.apache.org","version":"v1beta1",
"resource":"flinkdeployments"},"name":"self-test","namespace":"sluice-self-test",
"operation":"CREATE","userInfo":{"username":"sluice"},"object":
{"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment",
"metadata":{"name":"self-test","namespace":"sluice-self-test"},
"spec":{"image":"flink:1.20","flinkVersion":"v1_20","serviceAccount":"flink",
"flinkConfiguration":{"state.checkpoints.dir":"file:///tmp/checkpoints",
"execution.checkpointing.interval":"60s","high-availability.type":"kubernetes",
"high-availability.storageDir":"file:///tmp/ha"},
"jobManager":{"resource":{"cpu":1,"memory":"2048m"}},
"taskManager":{"resource":{"cpu":1,"memory":"2048m"}},
"job":{"jarURI":"local:///opt/flink/job.jar","parallelism":1,"upgradeMode":"savepoint"}}}}})";

std::string Run(const Judges& judges, const engine::Snapshot& snapshot, std::string_view body,
                bool allowed) {
  const auto review = k8s::DecodeReview(body, {});
  if (!review) return "an embedded review cannot be read";
  const engine::Outcome outcome = judges.validate(snapshot, *review);
  if (!outcome.error.empty()) return "the engine fails on an embedded review";
  if (!outcome.response.denial != allowed) return "an embedded review gets the wrong verdict";
  const std::string answer = k8s::EncodeReview(k8s::SubjectOf(*review), outcome.response);
  return answer.find(review->uid) == std::string::npos ? "an answer lacks its uid" : "";
}

}  // namespace

std::string SelfTest(const Judges& judges, const engine::Snapshot& snapshot) {
  try {
    std::string failed = Run(judges, snapshot, kAllowed, true);
    if (!failed.empty()) return failed;
    const std::vector<policy::Source> shipped = policy::ShippedProfiles();
    auto production = policy::PolicySet::ForProfile(*snapshot.rulebook, shipped, "production");
    if (!production) return "the shipped profile production does not load";
    engine::Snapshot strict = snapshot;
    strict.policies = std::make_shared<const policy::PolicySet>(*std::move(production));
    return Run(judges, strict, kDenied, false);
  } catch (...) {
    return "the self-test threw";
  }
}

}  // namespace sluice::webhook
