// SPDX-License-Identifier: Apache-2.0
// The API server's rules for answers, each held by the encoder.
#include <nlohmann/json.hpp>

#include "sluice/k8s/review.h"
#include "support/catch.h"

namespace sluice::k8s {
namespace {

using nlohmann::json;

constexpr ResponseSubject kSubject = {.uid = "u-1",
                                      .api_version = "admission.k8s.io/v1",
                                      .group = "flink.apache.org",
                                      .kind = "FlinkDeployment",
                                      .name = "job"};

json Encode(const AdmissionResponse& response, const ResponseSubject& subject = kSubject) {
  return json::parse(EncodeReview(subject, response));
}

TEST_CASE("the plain yes") {
  CHECK(EncodeReview(kSubject, {}) ==
        R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview",)"
        R"("response":{"uid":"u-1","allowed":true}})");
}

TEST_CASE("version and uid are echoed, whatever they hold") {
  const std::string uid("q\"\\\n\0\xC3\xA9", 7);
  const json answer = Encode({}, {.uid = uid, .api_version = "admission.k8s.io/v1beta1"});
  CHECK(answer["apiVersion"] == "admission.k8s.io/v1beta1");
  CHECK(answer["response"]["uid"].get<std::string>() == uid);
}

TEST_CASE("a denial carries status, causes and subject") {
  const json response =
      Encode({.denial = Denial{.code = 422,
                               .reason = "Invalid",
                               .message = "two\nlines",
                               .causes = {{.field = "spec.a", .message = "m1"}, {"spec.b", "m\"2"}},
                               .retry_after_seconds = 3},
              .patch_json = "[{}]"})["response"];
  CHECK(response["allowed"] == false);
  CHECK_FALSE(response.contains("patch"));
  CHECK_FALSE(response.contains("patchType"));
  CHECK(response["status"] == json::parse(R"({"status": "Failure", "message": "two\nlines",
    "reason": "Invalid", "code": 422, "details": {"name": "job", "group": "flink.apache.org",
    "kind": "FlinkDeployment", "retryAfterSeconds": 3, "causes": [
      {"reason": "FieldValueInvalid", "message": "m1", "field": "spec.a"},
      {"reason": "FieldValueInvalid", "message": "m\"2", "field": "spec.b"}]}})"));
}

TEST_CASE("a denial without subject has empty details") {
  const json response =
      Encode({.denial = Denial{.message = "no"}}, {.uid = "u", .api_version = "v"})["response"];
  CHECK(response["status"]["details"] == json::object());
  CHECK(response["status"]["code"] == 403);
}

TEST_CASE("only codes that the API server passes on are sent") {
  for (const int code : {403, 413, 422, 429, 500, 503}) {
    const json status =
        Encode({.denial = Denial{.code = code, .reason = "R"}})["response"]["status"];
    CHECK(status["code"] == code);
    CHECK(status["reason"] == "R");
  }
  for (const int code : {0, 200, 399, 404, 409, 999, 1000, -1}) {
    const json status =
        Encode({.denial = Denial{.code = code, .reason = "R"}})["response"]["status"];
    CHECK(status["code"] == 500);
    CHECK(status["reason"] == "InternalError");
  }
}

TEST_CASE("a patch is standard base64 with its type, and only when there is one") {
  const std::pair<std::string, std::string> cases[] = {
      {"[]", "W10="}, {"[{}]", "W3t9XQ=="}, {"[1]", "WzFd"}, {"\xFF\xFE>?", "//4+Pw=="}};
  for (const auto& [patch, encoded] : cases) {
    const json response = Encode({.patch_json = patch})["response"];
    CHECK(response["patch"] == encoded);
    CHECK(response["patchType"] == "JSONPatch");
  }
  CHECK_FALSE(Encode({})["response"].contains("patchType"));
}

TEST_CASE("broken UTF-8 in a message is replaced, not thrown at") {
  const json response = Encode(
      {.denial = Denial{.message = "a\xFFz", .causes = {{"f\xC3", "\xED\xA0\x80"}}}})["response"];
  CHECK(response["status"]["message"] == "a\xEF\xBF\xBDz");
}

TEST_CASE("warnings have no control characters, no repetition and no empty text") {
  const json response = Encode({.warnings = {"one\ntwo\t\x1b[31m", "", " ", "same", "same",
                                             "bad\xFF", "\xC2\x85"}})["response"];
  CHECK(response["warnings"] ==
        json({"one two \xEF\xBF\xBD[31m", "same", "bad\xEF\xBF\xBD", "\xEF\xBF\xBD"}));
  CHECK_FALSE(Encode({.warnings = {"", "\n"}})["response"].contains("warnings"));
}

TEST_CASE("a warning has at most 256 characters") {
  std::string accents;
  for (int i = 0; i < 300; ++i) accents += "\xC3\xA9";
  const json warnings = Encode({.warnings = {std::string(256, 'a'), std::string(257, 'b'),
                                             accents}})["response"]["warnings"];
  CHECK(warnings[0] == std::string(256, 'a'));
  CHECK(warnings[1] == std::string(255, 'b') + "\xE2\x80\xA6");
  const auto cut = warnings[2].get<std::string>();
  CHECK(cut.size() == 255 * 2 + 3);
  CHECK(cut.ends_with("\xC3\xA9\xE2\x80\xA6"));
}

TEST_CASE("all warnings together stay below 4096 characters") {
  AdmissionResponse response;
  for (int i = 0; i < 40; ++i) {
    response.warnings.push_back(std::to_string(i) + std::string(300, 'w'));
  }
  const json warnings = Encode(response)["response"]["warnings"];
  CHECK(warnings.size() == 15);
}

TEST_CASE("warnings and annotations go with denials too") {
  const json response = Encode({.denial = Denial{.message = "no"},
                                .warnings = {"w"},
                                .audit_annotations = {{"a", "b"}}})["response"];
  CHECK(response["warnings"] == json({"w"}));
  CHECK(response["auditAnnotations"] == json({{"a", "b"}}));
}

TEST_CASE("audit annotations have valid names, values, and no repetition") {
  const json response =
      Encode({.audit_annotations = {{"policy-digest", "d"},
                                    {"a.b_c-9", "x\ny"},
                                    {"empty", ""},
                                    {"", "v"},
                                    {"has/slash", "v"},
                                    {"-begins", "v"},
                                    {"ends.", "v"},
                                    {"star*", "v"},
                                    {std::string(64, 'n'), "v"},
                                    {std::string(63, 'n'), "v"},
                                    {"policy-digest", "other"},
                                    {"big", std::string(20'000, 'v')}}})["response"];
  const json& annotations = response["auditAnnotations"];
  CHECK(annotations.size() == 4);
  CHECK(annotations["policy-digest"] == "d");
  CHECK(annotations["a.b_c-9"] == "x y");
  CHECK(annotations[std::string(63, 'n')] == "v");
  CHECK(annotations["big"].get<std::string>().size() == 10'240);
  CHECK_FALSE(Encode({.audit_annotations = {{"", "v"}}})["response"].contains("auditAnnotations"));
}

}  // namespace
}  // namespace sluice::k8s
