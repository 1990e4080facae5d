// SPDX-License-Identifier: Apache-2.0
// What people read, and how much of it.
#include "engine/words.h"
#include "engine/toys.h"
#include "sluice/base/text.h"
#include "support/catch.h"

namespace sluice::engine {
namespace {

using toys::Deployment;
using toys::Json;
using toys::Review;
using toys::ValidateText;
using toys::With;

const char* const kDenyBoth =
    "  rules: [{id: no-ha, actions: [Deny]}, {id: wide, actions: [Deny]}]\n";

Json WideBy(int hundreds) {
  Json object = Deployment();
  object["spec"]["job"]["parallelism"] = hundreds * 100;
  return object;
}

TEST_CASE("A denied CREATE is 422 with a cause for each finding") {
  const Outcome outcome = ValidateText(With(kDenyBoth), Review(WideBy(1)));
  REQUIRE(outcome.response.denial);
  const k8s::Denial& denial = *outcome.response.denial;
  CHECK(denial.code == 422);
  CHECK(denial.reason == "Invalid");
  CHECK(denial.message ==
        "FlinkDeployment orders in shop violates 2 rules of policy toy-policy (review " +
            outcome.review_id +
            "):\n"
            "- spec.flinkConfiguration[high-availability.type]: high availability is off [no-ha, "
            "high] Set it right.\n"
            "- spec.job.parallelism: parallelism passes 100 [wide, medium] Set it right.");
  REQUIRE(denial.causes.size() == 2);
  CHECK(denial.causes[0].field == "spec.flinkConfiguration[high-availability.type]");
  CHECK(denial.causes[0].message == "high availability is off [no-ha, high] Set it right.");
}

TEST_CASE("A denied UPDATE is 403 on a line of its own, and calls nothing immutable") {
  Json object = WideBy(1);
  object["metadata"]["name"] = "is-immutable";
  const Json more = {{"name", "this is Immutable, an IMMUTABLE field"}};
  const Outcome outcome =
      ValidateText(With(kDenyBoth), Review(object, Deployment(), "UPDATE", more));
  REQUIRE(outcome.response.denial);
  const k8s::Denial& denial = *outcome.response.denial;
  CHECK(denial.code == 403);
  CHECK(denial.reason == "Forbidden");
  CHECK(denial.causes.empty());
  CHECK(denial.message.starts_with("\nFlinkDeployment "));
  const std::string lower = base::ToLower(denial.message);
  CHECK(lower.find("immutable") == std::string::npos);
}

TEST_CASE("A denial of very many findings stays within 16 KiB and says how many it left out") {
  // One rule keeps fifty findings; many rules may still have more than fit.
  const Snapshot snapshot = With(kDenyBoth);
  Verdict verdict = ValidateText(snapshot, Review(WideBy(1))).verdict;
  REQUIRE(verdict.denials.size() == 2);
  verdict.denials.resize(2001, verdict.denials.back());
  const k8s::Denial denial = DenialOf(toys::Decoded(Review(WideBy(1))), verdict, "12345678");
  CHECK(denial.message.size() <= 16U << 10U);
  CHECK(denial.message.size() > 15U << 10U);
  const std::size_t shown = denial.causes.size() - 1;
  CHECK(denial.message.ends_with("\nand " + std::to_string(2001 - shown) + " more"));
  CHECK(denial.causes.back().message == "and " + std::to_string(2001 - shown) + " more");
}

TEST_CASE("A line is at most 400 bytes and keeps the rule's name") {
  rulebook::Finding finding{.rule = &toys::kRules[0],
                            .severity = rulebook::Severity::kHigh,
                            .field = std::string(500, 'f'),
                            .detail = std::string(500, 'd'),
                            .fix = std::string(500, 'x')};
  const std::string line = FindingLine(finding);
  CHECK(line.size() <= 400);
  CHECK(line.find("[no-ha, high]") != std::string::npos);
  finding.detail = "short";
  finding.field = "spec";
  CHECK(FindingLine(finding).starts_with("spec: short [no-ha, high] xxx"));
  CHECK(FindingLine(finding).size() <= 400);
}

TEST_CASE("Warnings are few, short, on one line, and begin with the rule") {
  const Outcome outcome =
      ValidateText(With("  rules: [{id: wide, actions: [Warn]}]\n"), Review(WideBy(8)));
  CHECK(outcome.verdict.allowed);
  REQUIRE(outcome.response.warnings.size() == 6);
  CHECK(outcome.response.warnings[0] ==
        "wide: spec.job.parallelism: parallelism passes 100. Set it right.");
  CHECK(outcome.response.warnings[5] == "sluice: 3 more warnings are not shown");

  Verdict verdict;
  verdict.warnings.push_back({.finding = {.rule = &toys::kRules[1],
                                          .severity = rulebook::Severity::kMedium,
                                          .field = std::string(300, 'f'),
                                          .detail = "line\nbreak"}});
  verdict.warnings.push_back(
      {.finding = {.rule = &toys::kRules[1], .severity = rulebook::Severity::kLow}});
  const std::vector<std::string> warnings = WarningsOf(verdict);
  REQUIRE(warnings.size() == 1);  // low ones are for the audit log
  CHECK(warnings[0].size() <= 256);
  CHECK(warnings[0].find('\n') == std::string::npos);
}

TEST_CASE("A rule that already denies does not warn too") {
  Verdict verdict;
  const rulebook::Finding finding{.rule = &toys::kRules[0], .severity = rulebook::Severity::kHigh};
  verdict.denials.push_back({.finding = finding});
  verdict.warnings.push_back({.finding = finding});
  CHECK(WarningsOf(verdict).empty());
}

TEST_CASE("What was set is named whole, and what does not fit is counted") {
  Mutation mutation;
  CHECK(MutationWarning(mutation, {"best"}).empty());
  const auto add = [&mutation](std::size_t bytes) {
    mutation.additions.push_back(
        {.by = nullptr, .tokens = {}, .value_json = "", .what = std::string(bytes, 'k')});
  };
  add(80);
  add(80);
  CHECK(MutationWarning(mutation, {"best"}) == "sluice set " + std::string(80, 'k') + ", " +
                                                   std::string(80, 'k') +
                                                   " (defaults of policy best)");
  for (int i = 0; i < 8; ++i) add(80);
  const std::string warning = MutationWarning(mutation, {"best"});
  CHECK(warning.size() <= 250);
  CHECK(warning.find(" and 8 more (defaults of policy best)") != std::string::npos);
}

TEST_CASE("Annotations stay within their budgets, and the list stays JSON") {
  const Snapshot snapshot = With("  rules: [{id: wide, actions: [Audit]}]\n");
  Outcome outcome = ValidateText(snapshot, Review(WideBy(1)));
  REQUIRE(outcome.verdict.audits.size() == 1);
  outcome.verdict.audits.resize(2000, outcome.verdict.audits.back());
  outcome.response.audit_annotations = ValidateAnnotations(snapshot, outcome);
  const std::string violations = toys::Annotation(outcome, "audit-violations");
  CHECK(violations.size() <= 10U << 10U);
  const Json list = Json::parse(violations);
  CHECK(list.back()["more"] == 2001 - static_cast<int>(list.size()));
  CHECK(list[0]["rule"] == "wide");
}

TEST_CASE("The review id is short, and the same for the same request") {
  const Snapshot snapshot = With(kDenyBoth);
  const std::string id = ValidateText(snapshot, Review(Deployment())).review_id;
  CHECK(id.size() == 8);
  CHECK(ValidateText(snapshot, Review(WideBy(1))).review_id == id);
}

}  // namespace
}  // namespace sluice::engine
