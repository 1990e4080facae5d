// SPDX-License-Identifier: Apache-2.0
#include "sluice/rulebook/rulebook.h"

#include "support/catch.h"

namespace sluice::rulebook {
namespace {

void NoCheck(const flink::Subject&, const Params&, Findings&) {}
void NoApply(const flink::Subject&, const Params&, PatchBuilder&) {}

constexpr Revision kOne[] = {{.since = {0, 1}, .check = &NoCheck}};

Rule Toy(std::string_view id) {
  return {.meta = {.id = id, .title = "t", .reason = "r", .remediation = "Do it."},
          .revisions = kOne};
}

std::string ErrorOf(const Rule& rule) {
  const auto built = Rulebook::Build({&rule}, {});
  return built ? "" : built.error().message;
}

TEST_CASE("A rulebook is sorted and finds by id") {
  const Rule b = Toy("ha-disabled");
  const Rule a = Toy("checkpoint-dir-missing");
  const Default late{.meta = {.id = "a", .title = "t"}, .order = 2, .apply = &NoApply};
  const Default early{.meta = {.id = "b", .title = "t"}, .order = 1, .apply = &NoApply};
  const auto book = Rulebook::Build({&b, &a}, {&late, &early});
  REQUIRE(book);
  CHECK(book->rules() == std::vector<const Rule*>{&a, &b});
  CHECK(book->defaults() == std::vector<const Default*>{&early, &late});
  CHECK(book->FindRule("ha-disabled") == &b);
  CHECK(book->FindRule("ha-disable") == nullptr);
  CHECK(book->NearestRule("ha-disable") == "ha-disabled");
  CHECK(book->NearestRule("zebra").empty());
  CHECK(book->FindDefault("a") == &late);
}

TEST_CASE("A rulebook refuses what is not finished") {
  CHECK(ErrorOf(Toy("ok-rule")).empty());
  for (const char* id : {"", "Ok", "a_b", "-a", "a-", "a--b"}) {
    CHECK(ErrorOf(Toy(id)).ends_with("the id is not kebab-case"));
  }
  Rule rule = Toy("toy");
  rule.meta.remediation = "Do it";
  CHECK(ErrorOf(rule) == "rulebook entry 'toy': the remediation does not end with a full stop");

  rule = Toy("toy");
  rule.revisions = {};
  CHECK(ErrorOf(rule) == "rulebook entry 'toy': no revision");

  const Revision falling[] = {{.since = {0, 1}, .check = &NoCheck},
                              {.since = {0, 1}, .check = &NoCheck}};
  rule.revisions = falling;
  CHECK(ErrorOf(rule) == "rulebook entry 'toy': the revisions do not increase");

  const Revision future[] = {{.since = {9, 0}, .check = &NoCheck}};
  rule.revisions = future;
  CHECK(ErrorOf(rule).find("does not exist") != std::string::npos);

  const Param wrong[] = {
      {.name = "n", .type = ParamType::kInteger, .default_text = "x", .description = "d"}};
  rule = Toy("toy");
  rule.meta.params = wrong;
  CHECK(ErrorOf(rule) == "rulebook entry 'toy': default of parameter 'n' expects an integer");

  const Rule one = Toy("twice");
  const Rule two = Toy("twice");
  const auto built = Rulebook::Build({&one, &two}, {});
  REQUIRE_FALSE(built);
  CHECK(built.error().message == "rulebook entry 'twice': the id is used twice");

  const Default idle{.meta = {.id = "idle", .title = "t"}};
  CHECK_FALSE(Rulebook::Build({}, {&idle}));
}

TEST_CASE("Templates are filled, or give nothing when a name is missing") {
  flink::Subject subject;
  subject.namespace_name = "prod";
  CHECK(Expand("s3://b/{{namespace}}", subject) == "s3://b/prod");
  CHECK(Expand("s3://b", subject) == "s3://b");
  CHECK_FALSE(Expand("s3://b/{{namespace}}/{{name}}", subject));
  subject.name = "orders";
  CHECK(Expand("s3://b/{{ namespace }}/{{name}}/ha", subject) == "s3://b/prod/orders/ha");
}

}  // namespace
}  // namespace sluice::rulebook
