// SPDX-License-Identifier: Apache-2.0
// Which request is denied, and which never may be.
#include "engine/toys.h"
#include "support/catch.h"

namespace sluice::engine {
namespace {

using toys::Deployment;
using toys::Json;
using toys::Review;
using toys::ValidateText;
using toys::With;

const char* const kDenyHa = "  rules: [{id: no-ha, actions: [Deny]}]\n";

Json Fine() {
  Json fine = Deployment();
  fine["spec"]["flinkConfiguration"]["high-availability"] = "kubernetes";
  return fine;
}

TEST_CASE("A CREATE that violates a Deny rule is denied, one that does not is allowed") {
  const Snapshot snapshot = With(kDenyHa);
  CHECK_FALSE(ValidateText(snapshot, Review(Deployment())).verdict.allowed);
  const Outcome outcome = ValidateText(snapshot, Review(Fine()));
  CHECK(outcome.verdict.allowed);
  CHECK_FALSE(outcome.response.denial);
  CHECK(outcome.response.warnings.empty());
}

TEST_CASE("An UPDATE is denied only when it makes the spec worse") {
  const Snapshot snapshot = With(kDenyHa);
  Json label = Deployment();
  label["metadata"]["labels"]["team"] = "shop";
  const Outcome same = ValidateText(snapshot, Review(label, Deployment()));
  CHECK(same.verdict.allowed);
  CHECK(same.verdict.ratchet);
  REQUIRE(same.response.warnings.size() == 1);
  CHECK(same.response.warnings[0] ==
        "no-ha: let pass only as no worse than before: "
        "spec.flinkConfiguration[high-availability.type]: "
        "high availability is off. Set it right.");

  Json rewritten = Deployment();  // the same number, written differently
  rewritten["spec"]["jobManager"]["resource"]["cpu"] = 1.0;
  CHECK(ValidateText(snapshot, Review(rewritten, Deployment())).verdict.allowed);

  Json changed = Deployment();  // with the same mistake as before
  changed["spec"]["job"]["parallelism"] = 5;
  CHECK(ValidateText(snapshot, Review(changed, Deployment())).verdict.allowed);

  const Outcome denied = ValidateText(snapshot, Review(changed, Fine()));
  CHECK_FALSE(denied.verdict.allowed);
  CHECK(denied.response.denial->code == 403);
}

TEST_CASE("What is being deleted is never held up") {
  const Snapshot snapshot = With(kDenyHa);
  Json going = Deployment();
  going["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z";
  going["spec"]["job"]["parallelism"] = 5;
  CHECK(ValidateText(snapshot, Review(going, Deployment())).verdict.allowed);

  const Outcome gone = ValidateText(snapshot, Review(nullptr, Deployment(), "DELETE"));
  CHECK(gone.verdict.allowed);
  CHECK(gone.response.warnings.empty());
  CHECK(toys::DefaultText(snapshot, Review(nullptr, Deployment(), "DELETE"))
            .response.patch_json.empty());
}

TEST_CASE("Requests without a Flink spec are allowed untouched") {
  const Snapshot snapshot = With(kDenyHa);
  for (const char* sub_resource : {"status", "anything"}) {
    CHECK(ValidateText(snapshot, Review(Deployment(), Deployment(), "UPDATE",
                                        {{"subResource", sub_resource}}))
              .verdict.allowed);
  }
  const Json other = {{"kind", {{"group", "apps"}, {"version", "v1"}, {"kind", "Deployment"}}}};
  CHECK(ValidateText(snapshot, Review(Deployment(), nullptr, "", other)).verdict.allowed);
}

TEST_CASE("The scale subresource reaches only rules that judge it") {
  const Snapshot snapshot = With(kDenyHa);
  const Json scale = {{"apiVersion", "autoscaling/v1"},
                      {"kind", "Scale"},
                      {"metadata", {{"name", "orders"}, {"namespace", "shop"}}},
                      {"spec", {{"replicas", 7}}}};
  const Json more = {{"subResource", "scale"},
                     {"kind", {{"group", "autoscaling"}, {"version", "v1"}, {"kind", "Scale"}}}};
  const Outcome outcome = ValidateText(snapshot, Review(scale, scale, "UPDATE", more));
  CHECK(outcome.verdict.allowed);
  CHECK(outcome.policies == std::vector<std::string>{"toy-policy"});
  CHECK(toys::DefaultText(snapshot, Review(scale, scale, "UPDATE", more))
            .response.patch_json.empty());
}

TEST_CASE("An annotation with a reason silences a Warn and never a Deny") {
  const auto with = [](const std::string& annotation) {
    Json object = Deployment();
    object["metadata"]["annotations"]["sluice.dev/ignore"] = annotation;
    return Review(object);
  };
  const Snapshot warn = With("  rules: [{id: no-ha, actions: [Warn]}]\n");
  CHECK(ValidateText(warn, with("other=x")).response.warnings.size() == 1);
  CHECK(ValidateText(warn, with("no-ha=")).response.warnings.size() == 1);
  CHECK(ValidateText(warn, with("no-ha")).response.warnings.size() == 1);
  const Outcome silent = ValidateText(warn, with("other=x; no-ha = a demo, not kept"));
  CHECK(silent.response.warnings.empty());
  CHECK(toys::Annotation(silent, "exempt") == "no-ha");
  CHECK(toys::Annotation(silent, "audit-violations").find("no-ha") != std::string::npos);
  CHECK_FALSE(ValidateText(With(kDenyHa), with("no-ha=please")).verdict.allowed);
}

TEST_CASE("An audit is silent to the user and says all to the audit log") {
  const Outcome outcome =
      ValidateText(With("  rules: [{id: no-ha, actions: [Audit]}]\n"), Review(Deployment()));
  CHECK(outcome.verdict.allowed);
  CHECK(outcome.response.warnings.empty());
  CHECK(
      toys::Annotation(outcome, "audit-violations") ==
      R"([{"rule":"no-ha","severity":"high","field":"spec.flinkConfiguration[high-availability.type]","detail":"high availability is off"}])");
  CHECK(toys::Annotation(outcome, "enforce-policy") == "toy-policy");
  CHECK(toys::Annotation(outcome, "policy-digest").size() == 16);
}

TEST_CASE("What a newer catalogue finds beyond the pinned one warns at most") {
  const auto judged = [](const std::string& pin, int parallelism) {
    Json object = Deployment();
    object["spec"]["job"]["parallelism"] = parallelism;
    const Outcome outcome = ValidateText(
        With("  catalogueVersion: '" + pin + "'\n  rules: [{id: wide, actions: [Deny]}]\n"),
        Review(object));
    return std::make_pair(outcome.verdict.denials.size(), outcome.verdict.warnings.size());
  };
  using Counts = std::pair<std::size_t, std::size_t>;
  CHECK(judged("0.1", 50) == Counts(1, 0));
  CHECK(judged("0.0", 50) == Counts(0, 1));
  CHECK(judged("0.0", 5) == Counts(0, 0));
  CHECK(judged("0.0", 250) == Counts(2, 0));  // found by the pinned judgement, and said once
}

TEST_CASE("Where no policy matches only the digest is said") {
  const Snapshot snapshot = With(std::string("  match: {namespaces: [other]}\n") + kDenyHa);
  const Outcome outcome = ValidateText(snapshot, Review(Deployment()));
  CHECK(outcome.verdict.allowed);
  CHECK(outcome.response.audit_annotations.size() == 1);
  CHECK(toys::Annotation(outcome, "policy-digest") == snapshot.policies->digest());
}

TEST_CASE("Our own failure denies where a policy can deny, and else is said aloud") {
  const Outcome denied =
      ValidateText(With("  rules: [{id: broken, actions: [Deny]}]\n"), Review(Deployment()));
  REQUIRE(denied.response.denial);
  CHECK(denied.response.denial->code == 500);
  CHECK(denied.response.denial->reason == "InternalError");
  CHECK(denied.response.denial->message.find(denied.review_id) != std::string::npos);
  CHECK(toys::Annotation(denied, "error") == "St13runtime_error");
  CHECK_FALSE(denied.verdict.allowed);

  const Outcome allowed =
      ValidateText(With("  rules: [{id: broken, actions: [Warn]}]\n"), Review(Deployment()));
  CHECK_FALSE(allowed.response.denial);
  CHECK(allowed.error == "St13runtime_error");
  REQUIRE(allowed.response.warnings.size() == 1);
}

}  // namespace
}  // namespace sluice::engine
