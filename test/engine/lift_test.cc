// SPDX-License-Identifier: Apache-2.0
// Exceptions and broken glasses: what they let pass, and how loudly.
#include "engine/lifts.h"
#include "support/catch.h"

namespace sluice::engine {
namespace {

using lifts::At;
using lifts::Exception;
using lifts::Json;
using lifts::Judged;
using lifts::Policy;
using lifts::With;

const char* const kDenyWide = "  - {id: wide, actions: [Deny]}\n";
const char* const kDenyBoth =
    "  - {id: wide, actions: [Deny]}\n  - {id: backend, actions: [Deny]}\n";

Json Wide(int parallelism) { return At({{"/spec/job/parallelism", parallelism}}); }
Json WideAndHashmap() {
  return At({{"/spec/job/parallelism", 200},
             {"/spec/flinkConfiguration", {{"state.backend.type", "hashmap"}}}});
}

TEST_CASE("An exception turns a Deny into a warning that says until when, by whom and for whom") {
  const Snapshot snapshot =
      With(Policy("p", kDenyWide), Exception("wide-jobs", "{policy: p, rules: [wide]}"));
  const Outcome outcome = Judged(snapshot, Wide(200));
  CHECK(outcome.verdict.allowed);
  CHECK_FALSE(outcome.response.denial);
  REQUIRE(outcome.verdict.exempted.size() == 1);
  REQUIRE(outcome.response.warnings.size() == 1);
  CHECK(
      outcome.response.warnings[0] ==
      "sluice: let pass until 2027-01-01T00:00:00Z by exception wide-jobs (owner data-team), then "
      "denied: wide");
  CHECK(toys::Annotation(outcome, "exempt") == "wide=wide-jobs");
  CHECK(toys::Annotation(outcome, "audit-violations").find("exception wide-jobs") !=
        std::string::npos);
  CHECK(toys::Annotation(outcome, "policy-digest") == snapshot.Digest());
  CHECK(snapshot.Digest() != snapshot.policies->digest());
}

TEST_CASE("An exception lifts nothing that it does not name") {
  const Snapshot snapshot =
      With(Policy("p", kDenyBoth), Exception("wide-jobs", "{policy: p, rules: [wide]}"));
  const Outcome outcome = Judged(snapshot, WideAndHashmap());
  CHECK_FALSE(outcome.verdict.allowed);
  REQUIRE(outcome.verdict.denials.size() == 1);
  CHECK(outcome.verdict.denials[0].finding.rule->meta.id == "backend");
  CHECK(outcome.verdict.exempted.size() == 1);
}

TEST_CASE("An exception ends at its moment, and without a clock it has ended") {
  const Snapshot snapshot =
      With(Policy("p", kDenyWide), Exception("e", "{policy: p, rules: [wide]}"));
  const auto allowed = [&](const char* now) {
    return Judged(snapshot, Wide(200), nullptr, Json::object(), now).verdict.allowed;
  };
  CHECK(allowed("2026-12-31T23:59:59Z"));
  CHECK_FALSE(allowed("2027-01-01T00:00:00Z"));
  CHECK_FALSE(allowed(nullptr));
}

TEST_CASE("What one policy excepts another policy still denies, or warns of") {
  const std::string first = Policy("a", kDenyWide);
  const std::string exception = Exception("e", "{policy: a, rules: [wide]}");
  const Snapshot denying = With(first + Policy("b", kDenyWide), exception);
  const Outcome denied = Judged(denying, Wide(200));
  CHECK_FALSE(denied.verdict.allowed);
  REQUIRE(denied.verdict.denials.size() == 1);
  CHECK(*denied.verdict.denials[0].policy == "b");
  CHECK(denied.verdict.exempted.empty());

  const Snapshot warning =
      With(first + Policy("b", "  - {id: wide, actions: [Warn]}\n"), exception);
  const Outcome warned = Judged(warning, Wide(200));
  CHECK(warned.verdict.allowed);
  REQUIRE(warned.verdict.warnings.size() == 1);
  CHECK(*warned.verdict.warnings[0].policy == "b");

  const std::string both = Exception("e", "{policy: a, rules: [wide]}, {policy: b, rules: [wide]}");
  CHECK(Judged(With(first + Policy("b", kDenyWide), both), Wide(200)).verdict.allowed);
}

TEST_CASE("An exception to single findings lets no larger one pass") {
  const Snapshot snapshot =
      With(Policy("p", kDenyWide),
           Exception("e", "{policy: p, rules: [wide]}",
                     "  findings: [{rule: wide, field: spec.job.parallelism, atMost: 100}]\n"));
  CHECK(Judged(snapshot, Wide(200)).verdict.allowed);
  CHECK_FALSE(Judged(snapshot, Wide(201)).verdict.allowed);
}

TEST_CASE("An excepted Warn is silent") {
  const Snapshot snapshot = With(Policy("p", "  - {id: wide, actions: [Warn]}\n"),
                                 Exception("e", "{policy: p, rules: [wide]}"));
  const Outcome outcome = Judged(snapshot, Wide(200));
  CHECK(outcome.response.warnings.empty());
  CHECK(toys::Annotation(outcome, "exempt") == "wide=e");
}

Json Groups(std::initializer_list<const char*> groups) {
  Json names = Json::array();
  for (const char* group : groups) names.push_back(group);
  return {{"userInfo", {{"username", "alice"}, {"groups", names}}}};
}

TEST_CASE("A member of the named group is let through, loudly") {
  const Snapshot snapshot = With(Policy("p", kDenyBoth, "  breakGlass: {groups: [oncall]}\n"));
  const Outcome outcome = Judged(snapshot, WideAndHashmap(), nullptr, Groups({"dev", "oncall"}));
  CHECK(outcome.verdict.allowed);
  CHECK(outcome.verdict.break_glass);
  REQUIRE(outcome.response.warnings.size() == 3);
  CHECK(outcome.response.warnings[0] == "sluice: BREAK-GLASS by group oncall, recorded (review " +
                                            outcome.review_id +
                                            "): denied otherwise by backend, wide");
  CHECK(outcome.response.warnings[1].starts_with("backend: denied without the broken glass: "));
  CHECK(toys::Annotation(outcome, "break-glass") == "oncall: backend, wide");
}

TEST_CASE("Nobody else is, whatever their group or name resembles") {
  const Snapshot snapshot = With(Policy("p", kDenyWide, "  breakGlass: {groups: [oncall]}\n"));
  for (const Json& who : {Groups({}), Groups({"oncall2", "on", "ONCALL", "oncall "}), Groups({"*"}),
                          Json{{"userInfo", {{"username", "oncall"}}}}}) {
    INFO(who.dump());
    CHECK_FALSE(Judged(snapshot, Wide(200), nullptr, who).verdict.allowed);
  }
}

TEST_CASE("A broken glass counts only when something would be denied, and only for its policy") {
  const std::string glass = Policy("p", kDenyWide, "  breakGlass: {groups: [oncall]}\n");
  const Outcome fine = Judged(With(glass), Wide(4), nullptr, Groups({"oncall"}));
  CHECK_FALSE(fine.verdict.break_glass);
  CHECK(fine.response.warnings.empty());
  const Snapshot two = With(glass + Policy("q", kDenyWide));
  const Outcome other = Judged(two, Wide(200), nullptr, Groups({"oncall"}));
  CHECK_FALSE(other.verdict.allowed);
  CHECK_FALSE(other.verdict.break_glass);
  REQUIRE(other.verdict.denials.size() == 1);
  CHECK(*other.verdict.denials[0].policy == "q");
}

TEST_CASE("An exception and the ratchet come before the glass") {
  const Snapshot snapshot = With(Policy("p", kDenyBoth, "  breakGlass: {groups: [oncall]}\n"),
                                 Exception("e", "{policy: p, rules: [wide]}"));
  const Outcome outcome = Judged(
      snapshot, WideAndHashmap(),
      At({{"/spec/flinkConfiguration", {{"state.backend.type", "hashmap"}}}}), Groups({"oncall"}));
  CHECK(outcome.verdict.allowed);
  CHECK_FALSE(outcome.verdict.break_glass);
  CHECK(outcome.verdict.exempted.size() == 1);
  CHECK(outcome.verdict.ratchet);
}

TEST_CASE("Neither an exception nor a broken glass lifts our own failure") {
  Snapshot snapshot =
      toys::With("  rules: [{id: broken, actions: [Deny]}]\n  breakGlass: {groups: [oncall]}\n");
  const policy::Source source{.file = "e.yaml",
                              .text = Exception("e", "{policy: toy-policy, rules: [broken]}")};
  auto exceptions =
      policy::ExceptionSet::Load(*snapshot.rulebook, *snapshot.policies, {&source, 1});
  REQUIRE(exceptions);
  snapshot.exceptions = std::make_shared<const policy::ExceptionSet>(*std::move(exceptions));
  const Outcome outcome = Judged(snapshot, toys::Deployment(), nullptr, Groups({"oncall"}));
  REQUIRE(outcome.response.denial);
  CHECK(outcome.response.denial->code == 500);
}

TEST_CASE("A failure's words may hold a piece of the object, so they are not repeated") {
  static constexpr auto kLeak = [](const flink::Subject&, const rulebook::Params&,
                                   rulebook::Findings&) {
    throw std::runtime_error("last read: 'hunter2'");
  };
  static constexpr rulebook::Revision kRevisions[] = {{.since = {0, 1}, .check = kLeak}};
  static constexpr rulebook::Rule kRule = lifts::Toy("leak", kRevisions);
  Snapshot snapshot;
  auto book = rulebook::Rulebook::Build({&kRule}, {});
  REQUIRE(book);
  snapshot.rulebook = std::make_shared<const rulebook::Rulebook>(*std::move(book));
  const policy::Source source{
      .file = "p.yaml",
      .text =
          "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkProfile\nmetadata: {name: "
          "all}\nspec: {}\n---\napiVersion: policy.sluice.dev/v1alpha1\nkind: "
          "FlinkPolicy\nmetadata: {name: p}\nspec: {profile: all}\n"};
  auto set = policy::PolicySet::Load(*snapshot.rulebook, {}, {&source, 1});
  REQUIRE(set);
  snapshot.policies = std::make_shared<const policy::PolicySet>(*std::move(set));
  const k8s::AdmissionRequest request = toys::Decoded(toys::Review(toys::Deployment()));
  const Outcome outcome = Validate(snapshot, request);
  CHECK_FALSE(outcome.error.empty());
  const std::string answer = k8s::EncodeReview(k8s::SubjectOf(request), outcome.response);
  CHECK((answer + outcome.error).find("hunter2") == std::string::npos);
}

}  // namespace
}  // namespace sluice::engine
