// SPDX-License-Identifier: Apache-2.0
// Every AdmissionReview that a real API server sent gets an answer it would accept.
#include <fstream>
#include <iterator>
#include <regex>

#include "support/shared.h"
#include "webhook/fixture.h"

namespace {

using sluice::test::Json;

// What the API server checks, and our own promises on top.
void CheckAnswer(const Json& review, const sluice::net::Response& response, bool mutating) {
  REQUIRE(response.status == 200);
  CHECK(response.body.size() <= 256U << 10U);
  const Json answer = Json::parse(response.body);
  CHECK(answer.at("kind") == "AdmissionReview");
  CHECK(answer.at("apiVersion") == review.at("apiVersion"));
  const Json& verdict = answer.at("response");
  CHECK(verdict.at("uid") == review.at("request").at("uid"));
  REQUIRE(verdict.at("allowed").is_boolean());
  CHECK(verdict.contains("patch") == verdict.contains("patchType"));
  if (verdict.contains("patch")) {
    CHECK(mutating);
    CHECK(verdict.at("patchType") == "JSONPatch");
    CHECK(verdict.at("allowed") == true);
  }
  if (!verdict.at("allowed")) {
    const int code = verdict.at("status").at("code");
    const bool creating = review.at("request").at("operation") == "CREATE";
    CHECK((code == 403 || (creating && code == 422)));
    CHECK(review.at("request").at("operation") != "DELETE");
    const std::string message = verdict.at("status").at("message");
    CHECK(message.size() <= 16U << 10U);
    CHECK(message.find("is immutable") == std::string::npos);
  }
  std::size_t total = 0;
  const Json warnings = verdict.value("warnings", Json::array());
  for (const Json& warning : warnings) {
    const std::string text = warning;
    CHECK_FALSE(text.empty());
    CHECK(std::none_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
    total += text.size();
  }
  CHECK(total <= 4'096);
  const std::regex key("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
  const Json annotations = verdict.value("auditAnnotations", Json::object());
  for (const auto& [name, value] : annotations.items()) {
    CHECK(std::regex_match(name, key));
    CHECK(value.get<std::string>().size() <= 10U << 10U);
  }
}

TEST_CASE("recorded reviews") {
  const auto folder = sluice::test::SharedFolder("corpus/reviews");
  if (!folder) return;
  sluice::test::TestWebhook test(sluice::test::MakeSnapshot(sluice::test::kEnforcing));
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string body((std::istreambuf_iterator<char>(file)), {});
    const Json review = Json::parse(body, nullptr, false);
    if (!review.is_object() || !review.contains("request")) continue;
    INFO(entry.path().filename());
    CheckAnswer(review, test.Validate(body), false);
    CheckAnswer(review, test.Mutate(body), true);
    ++count;
  }
  CHECK(count > 100);
}

}  // namespace
