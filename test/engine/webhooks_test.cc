// SPDX-License-Identifier: Apache-2.0
// From bytes to bytes.
#include "engine/toys.h"
#include "support/catch.h"

namespace sluice::engine {
namespace {

using toys::Deployment;
using toys::Json;
using toys::Review;
using toys::With;

std::string Answer(const Snapshot& snapshot, const std::string& review, bool mutate = false) {
  const k8s::AdmissionRequest request = toys::Decoded(review);
  const Outcome outcome = mutate ? Default(snapshot, request) : Validate(snapshot, request);
  return k8s::EncodeReview(k8s::SubjectOf(request), outcome.response);
}

TEST_CASE("A denial as the API server gets it") {
  const Json answer =
      Json::parse(Answer(With("  rules: [{id: no-ha, actions: [Deny]}]\n"), Review(Deployment())));
  const Json& response = answer["response"];
  CHECK(response["allowed"] == false);
  CHECK(response["uid"] == "3d9dc6d4-2b2c-4b0c-8d5f-1f0e2d3c4b5a");
  CHECK(response["status"]["code"] == 422);
  CHECK(response["status"]["details"]["causes"][0]["field"] ==
        "spec.flinkConfiguration[high-availability.type]");
}

TEST_CASE("An answer is the same every time") {
  const Snapshot snapshot = With(
      "  rules: [{id: no-ha, actions: [Warn]}, {id: wide, actions: [Audit]}]\n"
      "  defaults: [{id: ha}, {id: dns}]\n");
  Json object = Deployment();
  object["spec"]["job"]["parallelism"] = 1000;
  const std::string review = Review(object);
  CHECK(Answer(snapshot, review) == Answer(snapshot, review));
  CHECK(Answer(snapshot, review, true) == Answer(snapshot, review, true));
}

TEST_CASE("A review beyond a limit is refused with the limit in words") {
  const Outcome outcome = Refuse(
      {.error = {.code = base::Code::kTooLarge, .message = "the object is nested too deeply"},
       .uid = "u",
       .by_user = true});
  CHECK_FALSE(outcome.verdict.allowed);
  REQUIRE(outcome.response.denial);
  CHECK(outcome.response.denial->code == 403);
  CHECK(outcome.response.denial->message ==
        "\nthe object is nested too deeply (review " + outcome.review_id + ")");
}

}  // namespace
}  // namespace sluice::engine
