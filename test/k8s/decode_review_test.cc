// SPDX-License-Identifier: Apache-2.0
// What a review must have, and who is blamed when it has not.
#include <nlohmann/json.hpp>

#include "sluice/k8s/review.h"
#include "support/catch.h"

namespace sluice::k8s {
namespace {

using Json = nlohmann::ordered_json;

Json Review(const char* operation = "CREATE") {
  Json review = Json::parse(R"({
    "kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1",
    "request": {
      "uid": "u-1",
      "kind": {"group": "flink.apache.org", "version": "v1beta1", "kind": "FlinkDeployment"},
      "resource": {"group": "flink.apache.org", "version": "v1beta1",
                   "resource": "flinkdeployments"},
      "name": "job", "namespace": "team", "operation": "CREATE",
      "userInfo": {"username": "ann", "groups": ["dev", "ops"]},
      "object": {"metadata": {"name": "job", "namespace": "team", "managedFields": [{"a": 1}]},
                 "spec": {"image": "flink:1.20"}},
      "oldObject": null, "dryRun": false}})");
  review["request"]["operation"] = operation;
  return review;
}

tl::expected<AdmissionRequest, ReviewError> Decode(const Json& review) {
  return DecodeReview(review.dump(), {});
}

TEST_CASE("a review is read into its parts") {
  const auto request = Decode(Review());
  REQUIRE(request);
  CHECK(request->api_version == "admission.k8s.io/v1");
  CHECK(request->uid == "u-1");
  CHECK(request->kind.group == "flink.apache.org");
  CHECK(request->kind.version == "v1beta1");
  CHECK(request->kind.kind == "FlinkDeployment");
  CHECK(request->resource.resource == "flinkdeployments");
  CHECK(request->sub_resource.empty());
  CHECK(request->name == "job");
  CHECK(request->namespace_name == "team");
  CHECK(request->operation == Operation::kCreate);
  CHECK(request->user.username == "ann");
  CHECK(request->user.groups == std::vector<std::string_view>{"dev", "ops"});
  CHECK_FALSE(request->dry_run);
  CHECK(request->object->FindPath({"spec", "image"})->text() == "flink:1.20");
  CHECK(request->object->FindPath({"metadata", "managedFields"}) == nullptr);
  CHECK(request->old_object == nullptr);
}

TEST_CASE("views stay good when the request is moved") {
  auto request = Decode(Review());
  REQUIRE(request);
  const AdmissionRequest moved = std::move(*request);
  CHECK(moved.uid == "u-1");
  CHECK(moved.object->FindPath({"spec", "image"})->text() == "flink:1.20");
}

TEST_CASE("each operation has the objects that the API server sends") {
  Json update = Review("UPDATE");
  update["request"]["oldObject"] = update["request"]["object"];
  REQUIRE(Decode(update));
  CHECK(Decode(update)->old_object != nullptr);

  Json removal = Review("DELETE");
  removal["request"]["oldObject"] = removal["request"]["object"];
  removal["request"]["object"] = nullptr;
  removal["request"].erase("name");
  const auto deleted = Decode(removal);
  REQUIRE(deleted);
  CHECK(deleted->operation == Operation::kDelete);
  CHECK(deleted->object == nullptr);
  CHECK(deleted->old_object != nullptr);
  CHECK(deleted->name.empty());

  Json connect = Review("CONNECT");
  connect["request"].erase("object");
  CHECK(Decode(connect));
}

TEST_CASE("an object that must be there and is not is refused") {
  for (const char* operation : {"CREATE", "UPDATE"}) {
    Json review = Review(operation);
    review["request"]["object"] = nullptr;
    REQUIRE_FALSE(Decode(review));
    CHECK(Decode(review).error().error.message == "request.object must be an object.");
    review["request"].erase("object");
    CHECK_FALSE(Decode(review));
  }
  CHECK_FALSE(Decode(Review("UPDATE")));  // oldObject is null
}

TEST_CASE("a version that nobody registered is refused, v1beta1 is read") {
  Json review = Review();
  review["apiVersion"] = "admission.k8s.io/v1beta1";
  REQUIRE(Decode(review));
  CHECK(Decode(review)->api_version == "admission.k8s.io/v1beta1");
  for (const char* version : {"admission.k8s.io/v2", "v1", "", "Admission.k8s.io/v1"}) {
    review["apiVersion"] = version;
    REQUIRE_FALSE(Decode(review));
    CHECK_FALSE(Decode(review).error().by_user);
  }
  review = Review();
  review["kind"] = "Status";
  CHECK_FALSE(Decode(review));
}

TEST_CASE("documents that are no review are refused without uid") {
  for (const std::string_view body :
       {"", "null", "[]", "\"x\"", "0", "{}", "{\"request\":{}}", "\xEF\xBB\xBF{}", "{}{}", "{"}) {
    const auto request = DecodeReview(body, {});
    CAPTURE(body);
    REQUIRE_FALSE(request);
    CHECK(request.error().uid.empty());
    CHECK_FALSE(request.error().by_user);
    CHECK(request.error().error.code == base::Code::kInvalid);
  }
  Json review = Review();
  review.erase("request");
  CHECK_FALSE(Decode(review));
}

TEST_CASE("uid is 1 to 256 bytes and may be any text") {
  for (const std::string& uid :
       {std::string(), std::string(257, 'u'), std::string(1U << 20U, 'u')}) {
    Json review = Review();
    review["request"]["uid"] = uid;
    REQUIRE_FALSE(Decode(review));
    CHECK(Decode(review).error().uid.empty());
  }
  for (const std::string& uid :
       {std::string(256, 'u'), std::string("a\"b\\c"), std::string("nul\0inside", 10)}) {
    Json review = Review();
    review["request"]["uid"] = uid;
    REQUIRE(Decode(review));
    CHECK(Decode(review)->uid == uid);
  }
  Json review = Review();
  review["request"].erase("uid");
  CHECK_FALSE(Decode(review));
}

TEST_CASE("operations are written in capitals") {
  for (const char* operation : {"create", "Create", "", "PATCH", "CREATE "}) {
    const auto request = Decode(Review(operation));
    REQUIRE_FALSE(request);
    CHECK(request.error().uid == "u-1");
    CHECK_FALSE(request.error().by_user);
  }
}

TEST_CASE("optional members may be null or absent") {
  for (const char* name : {"dryRun", "userInfo", "name", "namespace", "oldObject", "subResource"}) {
    Json review = Review();
    review["request"][name] = nullptr;
    CAPTURE(name);
    CHECK(Decode(review));
    review["request"].erase(name);
    CHECK(Decode(review));
  }
  Json review = Review();
  review["request"]["userInfo"] = Json::object();
  CHECK(Decode(review));
  review["request"]["userInfo"]["groups"] = nullptr;
  CHECK(Decode(review));
  review["request"]["userInfo"]["groups"] = Json(std::vector<std::string>(10'000, "g"));
  REQUIRE(Decode(review));
  CHECK(Decode(review)->user.groups.size() == 10'000);
  review["request"]["dryRun"] = true;
  CHECK(Decode(review)->dry_run);
}

// Every member that is read, with the JSON types it may have (null apart).
struct Typed {
  const char* pointer;
  const char* types;  // letters of s, o, a, b, n
};
constexpr Typed kTyped[] = {
    {"/kind", "s"},
    {"/apiVersion", "s"},
    {"/request", "o"},
    {"/request/uid", "s"},
    {"/request/kind", "o"},
    {"/request/kind/group", "s"},
    {"/request/kind/version", "s"},
    {"/request/kind/kind", "s"},
    {"/request/resource", "o"},
    {"/request/resource/group", "s"},
    {"/request/resource/version", "s"},
    {"/request/resource/resource", "s"},
    {"/request/name", "s"},
    {"/request/namespace", "s"},
    {"/request/operation", "s"},
    {"/request/userInfo", "o"},
    {"/request/userInfo/username", "s"},
    {"/request/userInfo/groups", "a"},
    {"/request/userInfo/groups/0", "s"},
    {"/request/object", "o"},
    {"/request/oldObject", "o"},
    {"/request/dryRun", "b"},
    {"/request/subResource", "s"},
};

TEST_CASE("a member of the wrong type is refused, whatever it is") {
  const std::pair<char, Json> values[] = {
      {'s', "CREATE"}, {'o', Json::object()}, {'a', Json::array()}, {'b', true}, {'n', 7}};
  for (const Typed& typed : kTyped) {
    for (const auto& [letter, value] : values) {
      if (std::string_view(typed.types).find(letter) != std::string_view::npos) continue;
      Json review = Review();
      review[Json::json_pointer(typed.pointer)] = value;
      const auto request = Decode(review);
      CAPTURE(typed.pointer, letter);
      REQUIRE_FALSE(request);
      CHECK_FALSE(request.error().by_user);
      CHECK_FALSE(request.error().error.message.empty());
    }
  }
}

TEST_CASE("an object of another namespace is the user's fault") {
  Json review = Review();
  review["request"]["object"]["metadata"]["namespace"] = "other";
  const auto request = Decode(review);
  REQUIRE_FALSE(request);
  CHECK(request.error().by_user);
  CHECK(request.error().uid == "u-1");
  CHECK(request.error().api_version == "admission.k8s.io/v1");
  review["request"]["namespace"] = "";
  CHECK(Decode(review));
  review = Review();
  review["request"]["object"]["metadata"].erase("namespace");
  CHECK(Decode(review));
  review["request"]["object"]["metadata"] = 7;
  CHECK(Decode(review));
}

TEST_CASE("odd metadata, names and kinds are not the decoder's business") {
  Json review = Review();
  review["request"]["object"]["metadata"]["labels"] = nullptr;
  review["request"]["object"]["metadata"]["annotations"] = nullptr;
  CHECK(Decode(review));
  review["request"]["object"]["metadata"]["annotations"] = Json::array({1});
  review["request"]["object"]["Spec"] = 1;
  review["request"]["kind"]["group"] = "";
  review["request"]["kind"]["version"] = "v9";
  review["request"]["name"] = std::string("a\0b", 3);
  REQUIRE(Decode(review));
  CHECK(Decode(review)->name == std::string_view("a\0b", 3));
}

TEST_CASE("a scale is read like any object") {
  Json review = Review("UPDATE");
  review["request"]["kind"] = {{"group", "autoscaling"}, {"version", "v1"}, {"kind", "Scale"}};
  review["request"]["subResource"] = "scale";
  review["request"]["object"] = {{"metadata", {{"namespace", "team"}}},
                                 {"spec", {{"replicas", 7}}}};
  review["request"]["oldObject"] = review["request"]["object"];
  REQUIRE(Decode(review));
  CHECK(Decode(review)->sub_resource == "scale");
}

TEST_CASE("a limit that a user breaks still has the uid") {
  Json review = Review();
  std::string body = review.dump();
  const std::string deep = std::string(300, '[') + std::string(300, ']');
  body.replace(body.find("\"flink:1.20\""), 12, deep);
  const auto request = DecodeReview(body, {});
  REQUIRE_FALSE(request);
  CHECK(request.error().by_user);
  CHECK(request.error().uid == "u-1");
  CHECK(request.error().api_version == "admission.k8s.io/v1");
  CHECK(request.error().error.code == base::Code::kTooLarge);

  const auto nodes = DecodeReview(review.dump(), {.nodes = 5});
  REQUIRE_FALSE(nodes);
  CHECK(nodes.error().by_user);
  CHECK(nodes.error().uid == "u-1");
}

TEST_CASE("a limit broken by a stranger's text has no uid") {
  const auto request = DecodeReview(std::string(300, '['), {});
  REQUIRE_FALSE(request);
  CHECK(request.error().uid.empty());
  CHECK_FALSE(request.error().by_user);
}

TEST_CASE("identity is read from the front of any body") {
  const std::string body = Review().dump();
  const ReviewIdentity whole = PeekReview(body);
  CHECK(whole.uid == "u-1");
  CHECK(whole.api_version == "admission.k8s.io/v1");
  CHECK(PeekReview(body.substr(0, body.find("\"kind\":{"))).uid == "u-1");
  CHECK(PeekReview("").uid.empty());
  CHECK(PeekReview("POST").uid.empty());
  Json review = Review();
  review["apiVersion"] = "v7";
  CHECK(PeekReview(review.dump()).uid.empty());
  review = Review();
  review["request"]["uid"] = std::string(257, 'u');
  CHECK(PeekReview(review.dump()).uid.empty());
}

}  // namespace
}  // namespace sluice::k8s
