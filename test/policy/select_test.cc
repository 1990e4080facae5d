// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <algorithm>

#include "policy/toys.h"
#include "support/catch.h"

namespace sluice::policy {
namespace {

using rulebook::Action;
using toys::Book;
using toys::Find;
using toys::MustLoad;
using toys::Policy;

constexpr Scope kProd{.namespace_name = "prod-a", .kind = "FlinkDeployment"};

TEST_CASE("A policy matches by namespace, kind and operation") {
  const Book book;
  const PolicySet set = MustLoad(
      book, {{"p.yaml", Policy("p",
                               "  profile: strict\n  match: {namespaces: [\"prod-*\"], "
                               "excludeNamespaces: [prod-x], kinds: [FlinkDeployment], operations: "
                               "[CREATE, UPDATE]}\n")}});
  CHECK(set.Select(kProd).policies.size() == 1);
  CHECK(set.Select({.namespace_name = "prod-x", .kind = "FlinkDeployment"}).policies.empty());
  CHECK(set.Select({.namespace_name = "test", .kind = "FlinkDeployment"}).policies.empty());
  CHECK(set.Select({.namespace_name = "prod-a", .kind = "FlinkCluster"}).policies.empty());
  Scope scope = kProd;
  scope.operation = k8s::Operation::kUpdate;
  CHECK(set.Select(scope).rules.size() == 3);
  scope.operation = k8s::Operation::kDelete;
  CHECK(set.Select(scope).rules.empty());
}

TEST_CASE("A profile may say what the rules do that it does not list") {
  const Book book;
  const PolicySet set =
      MustLoad(book, {{"a.yaml", toys::Profile("quiet",
                                               "  unlisted: Audit\n"
                                               "  rules: [{id: low-rule, actions: [Deny]}]\n")},
                      {"p.yaml", Policy("p", "  profile: quiet\n")}});
  const Selection selection = set.Select(kProd);
  CHECK(Find(selection, "low-rule")->action == Action::kDeny);
  CHECK(Find(selection, "high-rule")->action == Action::kAudit);
  CHECK(Find(selection, "rare-rule") == nullptr);  // opt-in stays off
}

TEST_CASE("A profile's rules, what it does not list, and what a policy changes") {
  const Book book;
  const PolicySet set = MustLoad(book, {{"p.yaml", Policy("p", R"(  profile: strict
  parameters: {storageRoot: s3://state}
  rules:
  - {id: high-rule, params: {limit: 7}}
  - {id: rare-rule}
  - {id: young-rule, actions: []}
  defaults:
  - {id: interval}
)")}});
  const Selection selection = set.Select(kProd);
  CHECK(selection.enforces);
  CHECK(Find(selection, "high-rule")->action == Action::kDeny);
  CHECK(Find(selection, "high-rule")->params.Integer(0) == 7);
  CHECK(Find(selection, "high-rule")->params.String(1) == "s3://state");
  CHECK(Find(selection, "high-rule")->params.Contains(2, "gs"));
  CHECK(Find(selection, "low-rule")->action == Action::kAudit);
  CHECK(Find(selection, "rare-rule")->action == Action::kWarn);  // opt-in, listed
  CHECK(Find(selection, "young-rule") == nullptr);               // switched off
  REQUIRE(selection.defaults.size() == 2);
  CHECK(selection.defaults[0]->def->meta.id == "directory");
  CHECK(selection.defaults[0]->params.String(0) == "s3://state");

  const Selection mild =
      MustLoad(book, {{"p.yaml", Policy("p", "  profile: mild\n")}}).Select(kProd);
  CHECK_FALSE(mild.enforces);
  CHECK(mild.defaults.empty());
}

TEST_CASE("actions caps what the profile does, not what the policy itself lists") {
  const Book book;
  const PolicySet set =
      MustLoad(book, {{"p.yaml", Policy("p",
                                        "  profile: strict\n  actions: [Audit]\n  rules: [{id: "
                                        "young-rule, actions: [Warn]}]\n")}});
  const Selection selection = set.Select(kProd);
  CHECK_FALSE(selection.enforces);
  CHECK(Find(selection, "high-rule")->action == Action::kAudit);
  CHECK(Find(selection, "young-rule")->action == Action::kWarn);
}

TEST_CASE("A pinned catalogue keeps old judgements and caps new rules at Warn") {
  const Book book;
  const auto select = [&](const std::string& pin) {
    static std::vector<PolicySet> sets;
    sets.push_back(MustLoad(
        book, {{"p.yaml", Policy("p", "  profile: strict\n  catalogueVersion: '" + pin + "'\n")}}));
    return sets.back().Select(kProd);
  };
  for (const char* newest : {"latest", "0.1"}) {
    const Selection selection = select(newest);
    CHECK(Find(selection, "high-rule")->check == &toys::NewCheck);
    CHECK(Find(selection, "young-rule")->action == Action::kDeny);
  }
  const Selection pinned = select("0.0");
  CHECK(Find(pinned, "high-rule")->check == &toys::OldCheck);
  CHECK(Find(pinned, "high-rule")->action == Action::kDeny);
  CHECK(Find(pinned, "high-rule")->newer == &toys::NewCheck);
  CHECK(Find(pinned, "low-rule")->newer == nullptr);
  CHECK(Find(pinned, "young-rule")->newer == nullptr);
  CHECK(Find(pinned, "young-rule")->action == Action::kWarn);
}

TEST_CASE("Placeholders stand for other parameters; those of the request stay") {
  const Book book;
  const auto where = [&](const std::string& parameters) {
    const std::string spec =
        "  profile: mild\n  parameters: {" + parameters + "}\n  defaults: [{id: interval}]\n";
    const Source source{"p.yaml", Policy("p", spec)};
    const auto set = PolicySet::Load(book.rulebook, toys::Shipped(), {&source, 1});
    if (!set) return set.error().front().message;
    return set->Select(kProd).defaults.at(0)->params.String(2);
  };
  CHECK(where("storageRoot: s3://b") == "{{root}}/{{name}}");
  CHECK(where("storageRoot: s3://b, where: '{{storageRoot}}/{{ namespace }}/x'") ==
        "s3://b/{{namespace}}/x");
  CHECK(where("storageRoot: 's3://{{namespace}}', where: '{{storageRoot}}/x'") ==
        "s3://{{namespace}}/x");
  // Without a root the one that the resource names serves.
  CHECK(where("where: '{{storageRoot}}/x'") == "{{root}}/x");
  CHECK(where("team: pay, where: '{{root}}/{{team}}/{{name}}'") == "{{root}}/pay/{{name}}");
  CHECK(where("where: '{{team}}/x'") ==
        "parameter 'where' has the placeholder {{team}}, known here are {{namespace}}, {{name}}, "
        "{{storageRoot}}, {{root}}, {{team}}, each with a value of its own");
  CHECK(where("team: '{{where}}', where: '{{team}}'").find("the placeholder {{where}}") !=
        std::string::npos);
}

TEST_CASE("Placeholders in the words of a list stand for the same") {
  const Book book;
  const PolicySet set = MustLoad(
      book, {{"p.yaml", Policy("p",
                               "  profile: strict\n  rules: [{id: high-rule, params: {storageRoot: "
                               "s3, schemes: ['{{storageRoot}}a', '{{ name }}', gs]}}]\n")}});
  CHECK(Find(set.Select(kProd), "high-rule")->params.Strings(2) ==
        std::vector<std::string>{"s3a", "{{name}}", "gs"});
}

// What a selection says, as text.
std::string Show(const Selection& selection) {
  std::string out;
  for (const BoundRule* rule : selection.rules) {
    out += fmt::format("{} {} by {}\n", rule->rule->meta.id, ToString(rule->action), *rule->policy);
  }
  for (const BoundDefault* def : selection.defaults) {
    out += fmt::format("{} by {} {}\n", def->def->meta.id, *def->policy, def->params.size());
  }
  for (const std::string* name : selection.policies) out += *name + " ";
  return out;
}

TEST_CASE("The strictest of all matching policies wins, whatever the order of the files") {
  const Book book;
  std::vector<Source> sources = {
      {"a.yaml", Policy("zebra", "  profile: strict\n  match: {namespaces: [\"prod-*\"]}\n")},
      {"b.yaml", Policy("audit", "  profile: strict\n  actions: [Audit]\n")},
      {"c.yaml", Policy("mild", "  profile: mild\n  rules: [{id: rare-rule, actions: [Deny]}]\n")},
      {"d.yaml", Policy("other", "  profile: strict\n  match: {namespaces: [test]}\n")}};
  const std::string expected =
      "high-rule Deny by zebra\n"
      "low-rule Audit by audit\n"
      "rare-rule Deny by mild\n"
      "young-rule Deny by zebra\n"
      "directory by audit 1\n"
      "audit mild zebra ";
  std::string digest;
  std::sort(sources.begin(), sources.end(),
            [](const Source& a, const Source& b) { return a.file < b.file; });
  do {
    const PolicySet set = MustLoad(book, sources);
    CHECK(Show(set.Select(kProd)) == expected);
    if (digest.empty()) digest = set.digest();
    CHECK(set.digest() == digest);
  } while (std::next_permutation(sources.begin(), sources.end(),
                                 [](const Source& a, const Source& b) { return a.file < b.file; }));
  CHECK(digest.size() == 16);
  sources[0].text += "# changed\n";
  CHECK(MustLoad(book, sources).digest() != digest);
}

TEST_CASE("Knowledge is the whole cluster's") {
  const Book book;
  const PolicySet set = MustLoad(
      book, {{"a.yaml", Policy("a",
                               "  profile: mild\n  match: {namespaces: [x]}\n  knowledge: "
                               "{operatorVersion: '1.9', operatorServiceAccounts: "
                               "[\"system:serviceaccount:flink:*\"]}\n")},
             {"b.yaml", Policy("b",
                               "  profile: mild\n  knowledge: {assumedFlinkVersion: '1.18', "
                               "assumedConfiguration: {high-availability.type: kubernetes}}\n")}});
  CHECK(set.knowledge().operator_version == "1.9");
  CHECK(set.knowledge().assumed_flink_version == flink::FlinkVersion::k1_18);
  REQUIRE(set.knowledge().assumed_configuration.size() == 1);
  CHECK(set.knowledge().assumed_configuration[0].second == "kubernetes");
  CHECK(set.IsOperator("system:serviceaccount:flink:flink-operator"));
  CHECK_FALSE(set.IsOperator("system:serviceaccount:shop:deployer"));
  CHECK_FALSE(set.IsOperator(""));
  CHECK(set.notes().empty());
  const PolicySet odd =
      MustLoad(book, {{"a.yaml", Policy("a",
                                        "  profile: mild\n  knowledge: {assumedConfiguration: "
                                        "{high-availability.typ: kubernetes}}\n")}});
  REQUIRE(odd.notes().size() == 1);
  CHECK(odd.notes()[0] ==
        "a.yaml:6:15: assumedConfiguration: Flink has no option 'high-availability.typ'; did you "
        "mean 'high-availability.type'?");
}

}  // namespace
}  // namespace sluice::policy
