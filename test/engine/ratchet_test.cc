// SPDX-License-Identifier: Apache-2.0
// What an UPDATE may keep, and what it may not add.
#include "engine/lifts.h"
#include "support/catch.h"

namespace sluice::engine {
namespace {

using lifts::At;
using lifts::Json;
using lifts::Judged;
using lifts::Policy;
using lifts::With;

Snapshot Denying(const std::string& rule, const std::string& more = "") {
  return With(Policy("p", "  - {id: " + rule + ", actions: [Deny]}\n", more));
}

constexpr const char* kParallelism = "/spec/job/parallelism";
constexpr const char* kContainers = "/spec/podTemplate/spec/containers";
constexpr const char* kConfiguration = "/spec/flinkConfiguration";

Json Wide(int parallelism) { return At({{kParallelism, parallelism}}); }

TEST_CASE("A measured mistake may shrink or stay, not grow") {
  const Snapshot snapshot = Denying("wide");
  CHECK_FALSE(Judged(snapshot, Wide(150)).verdict.allowed);
  CHECK(Judged(snapshot, Wide(150), Wide(200)).verdict.allowed);
  CHECK_FALSE(Judged(snapshot, Wide(201), Wide(200)).verdict.allowed);
  CHECK_FALSE(Judged(snapshot, Wide(101), Wide(100)).verdict.allowed);

  Json touched = Wide(200);
  touched["spec"]["image"] = "flink:1.20.2";
  const Outcome kept = Judged(snapshot, touched, Wide(200));
  CHECK(kept.verdict.allowed);
  CHECK(kept.verdict.ratchet);
  REQUIRE(kept.response.warnings.size() == 1);
  CHECK(kept.response.warnings[0] ==
        "wide: let pass only as no worse than before: spec.job.parallelism: parallelism is 200. "
        "Mend it.");
  CHECK(toys::Annotation(kept, "audit-violations").find(R"("liftedBy":"no-worse")") !=
        std::string::npos);
}

TEST_CASE("The strict form denies what is kept, and still lets metadata pass") {
  const Snapshot snapshot = Denying("wide", "  ratchet: Strict\n");
  CHECK_FALSE(Judged(snapshot, Wide(150), Wide(200)).verdict.allowed);
  CHECK(Judged(snapshot, Wide(100), Wide(200)).verdict.allowed);
  Json label = Wide(200);
  label["metadata"]["labels"]["team"] = "shop";
  const Outcome same = Judged(snapshot, label, Wide(200));
  CHECK(same.verdict.allowed);
  REQUIRE(same.response.warnings.size() == 1);
  CHECK(same.response.warnings[0].starts_with("wide: denied as soon as the spec changes: "));
}

TEST_CASE("Scaling within what is already wrong is never held up, scaling further is") {
  const Snapshot snapshot = Denying("many");
  const auto scale = [](int replicas) {
    return Json{{"apiVersion", "autoscaling/v1"},
                {"kind", "Scale"},
                {"metadata", {{"name", "orders"}, {"namespace", "shop"}}},
                {"spec", {{"replicas", replicas}}}};
  };
  const Json more = {{"subResource", "scale"},
                     {"kind", {{"group", "autoscaling"}, {"version", "v1"}, {"kind", "Scale"}}}};
  CHECK(Judged(snapshot, scale(3), scale(1), more).verdict.allowed);
  CHECK(Judged(snapshot, scale(0), scale(9), more).verdict.allowed);
  CHECK(Judged(snapshot, scale(8), scale(9), more).verdict.allowed);
  CHECK_FALSE(Judged(snapshot, scale(10), scale(9), more).verdict.allowed);
  CHECK_FALSE(Judged(snapshot, scale(4), scale(3), more).verdict.allowed);
  const Snapshot strict = Denying("many", "  ratchet: Strict\n");
  CHECK(Judged(strict, scale(3), scale(9), more).verdict.allowed);
  CHECK_FALSE(Judged(strict, scale(8), scale(9), more).verdict.allowed);
}

Json Containers(std::initializer_list<std::pair<const char*, const char*>> named_images) {
  Json containers = Json::array();
  for (const auto& [name, image] : named_images) {
    containers.push_back({{"name", name}, {"image", image}});
  }
  return At({{kContainers, containers}});
}

TEST_CASE("Where values count another bad value is another mistake") {
  const Snapshot snapshot = Denying("image");
  const Json old = Containers({{"main", "good/a"}, {"side", "bad/a"}});
  const auto allowed = [&](std::initializer_list<std::pair<const char*, const char*>> now) {
    return Judged(snapshot, Containers(now), old).verdict.allowed;
  };
  CHECK(allowed({{"main", "good/b"}, {"side", "bad/a"}}));
  CHECK(allowed({{"side", "bad/a"}, {"main", "good/a"}}));  // moved, not new
  CHECK(allowed({{"new", "good/a"}, {"main", "good/a"}, {"side", "bad/a"}}));
  CHECK(allowed({{"main", "good/a"}}));
  CHECK_FALSE(allowed({{"main", "good/a"}, {"side", "bad/b"}}));
  CHECK_FALSE(allowed({{"main", "bad/a"}, {"side", "bad/a"}}));
  CHECK_FALSE(allowed({{"main", "bad/a"}, {"side", "good/a"}}));  // another place
}

TEST_CASE("An option keeps its place however it is written, and elsewhere is elsewhere") {
  const Snapshot snapshot = Denying("backend");
  const Json old = At({{kConfiguration, {{"state.backend.type", "hashmap"}}}});
  const Json nested = At({{kConfiguration, {{"state", {{"backend", {{"type", "hashmap"}}}}}}}});
  const Json alias = At({{kConfiguration, {{"state.backend", "hashmap"}}}});
  const Json other = At({{kConfiguration, {{"state.backend.type", "forst"}}}});
  CHECK_FALSE(Judged(snapshot, old, toys::Deployment()).verdict.allowed);
  CHECK(Judged(snapshot, nested, old).verdict.allowed);
  CHECK(Judged(snapshot, alias, old).verdict.allowed);
  CHECK(Judged(snapshot, old, alias).verdict.allowed);
  CHECK(Judged(snapshot, other, old).verdict.allowed);  // the place counts for this rule
}

TEST_CASE("A judgement of the change itself is never lifted by the ratchet") {
  const Snapshot snapshot = Denying("step");
  CHECK_FALSE(Judged(snapshot, At({{"/spec/job/jarURI", "local:///b.jar"}}), toys::Deployment())
                  .verdict.allowed);
}

TEST_CASE("Each old finding excuses one new one, and a rule that says too much excuses none") {
  const Snapshot snapshot = Denying("chatty");
  CHECK(Judged(snapshot, Wide(3), Wide(4)).verdict.allowed);
  const Outcome more = Judged(snapshot, Wide(6), Wide(4));
  CHECK_FALSE(more.verdict.allowed);
  CHECK(more.verdict.denials.size() == 2);
  CHECK(more.verdict.warnings.size() == 4);
  CHECK_FALSE(Judged(snapshot, Wide(60), Wide(61)).verdict.allowed);
}

TEST_CASE("A warning of the past is no licence to deny nothing") {
  // The old object was warned of something else at the same place: another rule.
  const Snapshot snapshot =
      With(Policy("p", "  - {id: wide, actions: [Deny]}\n  - {id: chatty, actions: [Warn]}\n"));
  CHECK_FALSE(Judged(snapshot, Wide(101), Wide(40)).verdict.allowed);
}

TEST_CASE("Finalizers, status, owners and deletion never get stuck, even under the strict form") {
  const Snapshot snapshot = Denying("wide", "  ratchet: Strict\n");
  const Json old = Wide(200);
  for (const auto& [pointer, value] : std::initializer_list<std::pair<const char*, Json>>{
           {"/metadata/finalizers", Json::array({"flinkdeployments.flink.apache.org/finalizer"})},
           {"/metadata/deletionTimestamp", "2026-01-01T00:00:00Z"},
           {"/metadata/ownerReferences", Json::array()},
           {"/metadata/annotations", {{"a", "b"}}},
           {"/status", {{"lifecycleState", "STABLE"}}}}) {
    INFO(pointer);
    Json object = old;
    object[Json::json_pointer(pointer)] = value;
    CHECK(Judged(snapshot, object, old).verdict.allowed);
    CHECK(Judged(snapshot, old, object).verdict.allowed);
  }
  // To be deleted is no way around the rules: a new mistake is denied all the same.
  Json going = Wide(300);
  going["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z";
  CHECK_FALSE(Judged(snapshot, going, old).verdict.allowed);
}

TEST_CASE("A lenient policy's ratchet does not lift what a strict one denies") {
  const std::string rule = "  - {id: wide, actions: [Deny]}\n";
  const Snapshot snapshot = With(Policy("a", rule) + Policy("b", rule, "  ratchet: Strict\n"));
  const Outcome outcome = Judged(snapshot, Wide(150), Wide(200));
  CHECK_FALSE(outcome.verdict.allowed);
  REQUIRE(outcome.verdict.denials.size() == 1);
  CHECK(*outcome.verdict.denials[0].policy == "b");
  CHECK(outcome.verdict.warnings.empty());
}

}  // namespace
}  // namespace sluice::engine
