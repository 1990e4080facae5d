// SPDX-License-Identifier: Apache-2.0
// Whatever the policies: where one that can deny holds, no failure lets a request pass.
#include <random>
#include <set>
#include <stdexcept>

#include "webhook/fixture.h"

namespace sluice::test {
namespace {

// Clauses and whether they fit UnsafeReview: alice, of the group dev, in namespace prod.
struct Clause {
  const char* text;
  bool fits;
};
constexpr Clause kClauses[] = {{"namespaces: [prod]", true},
                               {"namespaces: [\"p*\", other]", true},
                               {"namespaces: [other, \"prod-*\"]", false},
                               {"excludeNamespaces: [other]", true},
                               {"excludeNamespaces: [\"pro?\"]", false},
                               {"kinds: [FlinkDeployment, FlinkCluster]", true},
                               {"kinds: [FlinkCluster]", false},
                               {"operations: [CREATE]", true},
                               {"operations: [UPDATE, DELETE]", false},
                               {"users: [alice]", true},
                               {"users: [alic, alice2]", false},
                               {"users: [bob], groups: [\"de?\"]", true},
                               {"groups: [ops]", false},
                               {"serviceAccounts: [\"*/*\"]", false},
                               {"excludeUsers: [bob]", true},
                               {"excludeGroups: [dev]", false},
                               {"objectSelector: {matchLabels: {a: b}}", false},
                               {"objectSelector: {matchExpressions: [{key: a, operator: "
                                "DoesNotExist}]}",
                                true}};

// Random policies, and whether one of them that fits can deny.
struct Set {
  std::string text;
  bool enforces = false;
};
Set MakeSet(std::mt19937& random) {
  Set set;
  for (std::size_t n = 1 + random() % 4; n > 0; --n) {
    std::string match;
    bool fits = true;
    std::set<std::string> fields;
    for (std::size_t clauses = random() % 4; clauses > 0; --clauses) {
      const Clause& clause = kClauses[random() % std::size(kClauses)];
      const std::string text = clause.text;
      // A field once; `users` and `groups` are one clause.
      std::string field = text.substr(0, text.find(':'));
      if (field == "groups" || field == "serviceAccounts") field = "users";
      if (field == "excludeGroups") field = "excludeUsers";
      if (!fields.insert(field).second) continue;
      match += (match.empty() ? "" : ", ") + text;
      fits = fits && clause.fits;
    }
    const bool denies = random() % 2 == 0;
    set.text +=
        "---\napiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {name: p" +
        std::to_string(n) + "}\nspec:\n  profile: production\n  match: {" + match + "}\n" +
        (denies ? "" : "  actions: [Warn]\n");
    set.enforces = set.enforces || (fits && denies);
  }
  return set;
}

webhook::Judges Throwing() {
  const auto judge = [](const engine::Snapshot&, const k8s::AdmissionRequest&) -> engine::Outcome {
    throw std::runtime_error("broken");
  };
  return {.validate = judge, .mutate = judge};
}

TEST_CASE("no set of policies makes a failure allow what one of them could deny") {
  std::mt19937 random(11);
  const std::string body = Wire(UnsafeReview());
  int enforcing = 0;
  for (int round = 0; round < 60; ++round) {
    const Set set = MakeSet(random);
    INFO(set.text);
    const auto snapshot = MakeSnapshot(set.text);
    const TestWebhook broken(snapshot, Throwing());
    const TestWebhook sound(snapshot);
    net::Request busy = TestWebhook::MakeRequest(body);
    busy.overloaded = true;
    net::Request late = TestWebhook::MakeRequest(body);
    late.started -= std::chrono::seconds(60);
    for (const net::Response& response :
         {broken.Validate(body), broken.Mutate(body), sound.hook->Validate(busy),
          sound.hook->Validate(late), sound.hook->Mutate(late)}) {
      const Json verdict = TestWebhook::Verdict(response);
      REQUIRE(verdict.at("allowed").get<bool>() == !set.enforces);
      REQUIRE(verdict.at("auditAnnotations").at("policy-digest") == snapshot->policies->digest());
    }
    net::Request cut = TestWebhook::MakeRequest(body);
    cut.body_cut = true;
    REQUIRE_FALSE(TestWebhook::Verdict(sound.hook->Validate(cut)).at("allowed").get<bool>());
    enforcing += set.enforces ? 1 : 0;
  }
  CHECK(enforcing > 15);
  CHECK(enforcing < 50);
}

TEST_CASE("the scale of a kind that a policy names is not let pass when the webhook is busy") {
  const TestWebhook test(MakeSnapshot(kEnforcing + "  match: {kinds: [FlinkDeployment]}\n"));
  Json review = UnsafeReview("UPDATE");
  review["request"]["kind"] = {{"group", "autoscaling"}, {"version", "v1"}, {"kind", "Scale"}};
  review["request"]["subResource"] = "scale";
  review["request"]["object"] = {{"kind", "Scale"}, {"spec", {{"replicas", 2}}}};
  review["request"]["oldObject"] = review["request"]["object"];
  std::string body = Wire(review);
  body.insert(body.find("\"name\":"), "\"subResource\":\"scale\",");
  net::Request busy = TestWebhook::MakeRequest(body);
  busy.overloaded = true;
  CHECK_FALSE(TestWebhook::Verdict(test.hook->Validate(busy)).at("allowed").get<bool>());
}

}  // namespace
}  // namespace sluice::test
