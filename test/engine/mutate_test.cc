// SPDX-License-Identifier: Apache-2.0
// What defaults add, and when they must not.
#include "engine/json_patch.h"
#include "engine/toys.h"
#include "support/catch.h"

namespace sluice::engine {
namespace {

using toys::DefaultText;
using toys::Deployment;
using toys::Json;
using toys::Review;
using toys::With;

const char* const kHaAndDns = "  defaults: [{id: ha}, {id: dns}]\n";

Json Patched(const Json& object, const Outcome& outcome) {
  if (outcome.response.patch_json.empty()) return object;
  return object.patch(Json::parse(outcome.response.patch_json));
}

TEST_CASE("Missing parents are added once, with all that goes below them") {
  const Outcome outcome = DefaultText(With(kHaAndDns), Review(Deployment()));
  CHECK(
      outcome.response.patch_json ==
      R"([{"op":"add","path":"/spec/flinkConfiguration","value":{"high-availability.storageDir":"s3://state/ha","high-availability.type":"kubernetes"}},)"
      R"({"op":"add","path":"/spec/podTemplate","value":{"spec":{"dnsPolicy":"ClusterFirst"},"metadata":{"labels":{"a/b~c":"x"}}}}])");
  CHECK(outcome.response.warnings ==
        std::vector<std::string>{
            "sluice set high-availability.storageDir, high-availability.type, "
            "spec.podTemplate.spec.dnsPolicy, spec.podTemplate.metadata.labels.a/b~c (defaults of "
            "policy toy-policy)"});
}

TEST_CASE("Keys with / and ~ are escaped where their parent exists") {
  Json object = Deployment();
  object["spec"]["podTemplate"]["metadata"]["labels"]["k"] = "v";
  const Outcome outcome = DefaultText(With("  defaults: [{id: dns}]\n"), Review(object));
  CHECK(outcome.response.patch_json ==
        R"([{"op":"add","path":"/spec/podTemplate/spec","value":{"dnsPolicy":"ClusterFirst"}},)"
        R"({"op":"add","path":"/spec/podTemplate/metadata/labels/a~1b~0c","value":"x"}])");
  CHECK(Patched(object, outcome)["spec"]["podTemplate"]["metadata"]["labels"]["a/b~c"] == "x");
}

TEST_CASE("The second time there is nothing to add") {
  const Snapshot snapshot = With(kHaAndDns);
  const Json once = Patched(Deployment(), DefaultText(snapshot, Review(Deployment())));
  const Outcome twice = DefaultText(snapshot, Review(once));
  CHECK(twice.response.patch_json.empty());
  CHECK(twice.response.warnings.empty());
}

TEST_CASE("What the user wrote stays, under any alias and in any form") {
  const Snapshot snapshot = With("  defaults: [{id: ha}]\n");
  Json alias = Deployment();
  alias["spec"]["flinkConfiguration"] = {{"high-availability", "NONE"},
                                         {"high-availability.zookeeper.storageDir", "s3://mine"}};
  CHECK(DefaultText(snapshot, Review(alias)).response.patch_json.empty());

  Json nested = Deployment();
  nested["spec"]["flinkConfiguration"] = {{"high-availability", {{"cluster-id", "x"}}}};
  const Json patched = Patched(nested, DefaultText(snapshot, Review(nested)));
  CHECK(patched["spec"]["flinkConfiguration"] ==
        Json({{"high-availability",
               {{"cluster-id", "x"}, {"storageDir", "s3://state/ha"}, {"type", "kubernetes"}}}}));

  Json text = Deployment();
  text["spec"]["flinkConfiguration"] = "a: b";
  const Outcome declined = DefaultText(snapshot, Review(text));
  CHECK(declined.response.patch_json.empty());
  REQUIRE_FALSE(declined.mutation.declined.empty());
  CHECK(declined.mutation.declined[0].reason == "spec.flinkConfiguration is not an object");
  REQUIRE_FALSE(declined.response.warnings.empty());
  CHECK(declined.response.warnings[0] == "default ha: spec.flinkConfiguration is not an object");
  const Outcome update = DefaultText(snapshot, Review(text, text));
  CHECK(update.response.warnings.empty());

  Json null = Deployment();
  null["spec"]["flinkConfiguration"] = nullptr;
  CHECK(DefaultText(snapshot, Review(null)).response.patch_json.empty());
}

TEST_CASE("An object without a spec gets none") {
  Json object = Deployment();
  object.erase("spec");
  const Outcome outcome = DefaultText(With("  defaults: [{id: dns}]\n"), Review(object));
  CHECK(outcome.response.patch_json.empty());
}

TEST_CASE("On Flink 2 no key is added that begins another, or that another begins") {
  Json object = Deployment();
  object["spec"]["flinkVersion"] = "v2_0";
  object["spec"]["flinkConfiguration"] = {{"high-availability.type.extra", "x"}};
  const Outcome outcome = DefaultText(With("  defaults: [{id: ha}]\n"), Review(object));
  const Json patched = Patched(object, outcome);
  CHECK_FALSE(patched["spec"]["flinkConfiguration"].contains("high-availability.type"));
  REQUIRE_FALSE(outcome.mutation.declined.empty());
  CHECK(outcome.mutation.declined[0].reason ==
        "high-availability.type cannot stand beside high-availability.type.extra: on Flink 2 the "
        "operator refuses a key that begins another");
}

TEST_CASE("An old Flink gets its old keys") {
  Json object = Deployment();
  object["spec"]["flinkVersion"] = "v1_16";
  const Json patched = Patched(
      object, DefaultText(With("  defaults: [{id: ha}, {id: savepoints}]\n"), Review(object)));
  CHECK(patched["spec"]["flinkConfiguration"] ==
        Json({{"high-availability", "kubernetes"},
              {"high-availability.storageDir", "s3://state/ha"},
              {"state.savepoints.dir", "s3://state/savepoints"}}));
}

TEST_CASE("An UPDATE only gets back what the old object had, under the key it used") {
  const Snapshot snapshot = With(kHaAndDns);
  CHECK(DefaultText(snapshot, Review(Deployment(), Deployment())).response.patch_json.empty());

  Json old = Deployment();
  old["spec"]["flinkConfiguration"] = {{"high-availability", "zookeeper"}};
  old["spec"]["podTemplate"]["spec"]["dnsPolicy"] = "Default";
  const Outcome outcome = DefaultText(snapshot, Review(Deployment(), old));
  CHECK(
      Json::parse(outcome.response.patch_json) ==
      Json::parse(
          R"([{"op":"add","path":"/spec/flinkConfiguration","value":{"high-availability":"zookeeper"}},
                {"op":"add","path":"/spec/podTemplate","value":{"spec":{"dnsPolicy":"Default"}}}])"));
  Json own = Deployment();
  own["spec"]["flinkConfiguration"] = {{"high-availability.type", "NONE"}};
  own["spec"]["podTemplate"]["spec"]["dnsPolicy"] = "None";
  CHECK(DefaultText(snapshot, Review(own, old)).response.patch_json.empty());
}

TEST_CASE("Some writers are never patched") {
  const Snapshot snapshot =
      With(std::string(kHaAndDns) +
           "  knowledge: {operatorServiceAccounts: [\"system:serviceaccount:flink:*\"]}\n");
  CHECK_FALSE(DefaultText(snapshot, Review(Deployment())).response.patch_json.empty());
  const Json user = {{"userInfo", {{"username", "system:serviceaccount:flink:operator"}}}};
  CHECK(DefaultText(snapshot, Review(Deployment(), nullptr, "", user)).response.patch_json.empty());

  Json child = Deployment();
  child["metadata"]["ownerReferences"] = {{{"kind", "FlinkBlueGreenDeployment"}, {"name", "x"}}};
  CHECK(DefaultText(snapshot, Review(child)).response.patch_json.empty());
}

TEST_CASE("A default that would add a reason to deny is taken back, the others stay") {
  const Snapshot snapshot = With(
      "  rules: [{id: no-savepoints, actions: [Deny]}]\n  defaults: [{id: ha}, {id: "
      "savepoints}]\n");
  const Outcome outcome = DefaultText(snapshot, Review(Deployment()));
  const Json patched = Patched(Deployment(), outcome);
  CHECK(patched["spec"]["flinkConfiguration"].contains("high-availability.type"));
  CHECK(patched["spec"]["flinkConfiguration"].size() == 2);
  REQUIRE(outcome.mutation.declined.size() == 1);
  CHECK(outcome.mutation.declined[0].by->meta.id == "savepoints");
  CHECK(outcome.mutation.declined[0].reason == "rule no-savepoints would then deny it");
}

TEST_CASE("More operations than the limit are no patch at all") {
  Json wide = Json::object();
  std::vector<rulebook::Addition> additions;
  for (std::size_t i = 0; i <= kMaximumOperations; ++i) {
    additions.push_back({.tokens = {"k" + std::to_string(i)}, .value_json = "1"});
  }
  const auto document = doc::ReadJson("{}", {});
  REQUIRE(document);
  CHECK(ToJsonPatch(document->root(), additions).empty());
  additions.pop_back();
  CHECK(Json::parse(ToJsonPatch(document->root(), additions)).size() == kMaximumOperations);
}

}  // namespace
}  // namespace sluice::engine
