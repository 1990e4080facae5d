// SPDX-License-Identifier: Apache-2.0
// Whom a policy is for: users, groups, service accounts, labels; what is unknown; what cannot be
// got around by a name that looks like another.
#include "policy/toys.h"
#include "sluice/base/text.h"
#include "support/catch.h"

namespace sluice::policy {
namespace {

using toys::Book;
using toys::MustLoad;
using toys::Policy;

// Whether a policy with that match holds: "yes", "maybe" or "no".
std::string Holds(const std::string& match, const Scope& scope) {
  const Book book;
  const PolicySet set =
      MustLoad(book, {{"p.yaml", Policy("p", "  profile: strict\n  match: {" + match + "}\n")}});
  const Selection selection = set.Select(scope);
  if (selection.policies.empty()) return "no";
  return selection.perhaps.empty() ? "yes" : "maybe";
}

struct Person {
  std::string_view user;
  std::vector<std::string_view> groups;

  [[nodiscard]] Scope In(std::string_view namespace_name = "shop") const {
    return {.namespace_name = namespace_name,
            .kind = "FlinkDeployment",
            .username = user,
            .groups = groups};
  }
};

TEST_CASE("Users, groups and service accounts: one of them is enough") {
  const Person alice{"alice", {"dev", "system:authenticated"}};
  const Person bot{"system:serviceaccount:ci:deployer", {"system:serviceaccounts"}};
  CHECK(Holds("users: [alice]", alice.In()) == "yes");
  CHECK(Holds("users: [\"ali*\"]", alice.In()) == "yes");
  CHECK(Holds("users: [bob]", alice.In()) == "no");
  CHECK(Holds("users: [bob], groups: [dev]", alice.In()) == "yes");
  CHECK(Holds("groups: [\"de?\"]", alice.In()) == "yes");
  CHECK(Holds("groups: [ops]", alice.In()) == "no");
  CHECK(Holds("serviceAccounts: [ci/deployer]", bot.In()) == "yes");
  CHECK(Holds("serviceAccounts: [\"ci:deployer\"]", bot.In()) == "yes");
  CHECK(Holds("serviceAccounts: [\"c*/*\"]", bot.In()) == "yes");
  CHECK(Holds("serviceAccounts: [ci/other]", bot.In()) == "no");
  CHECK(Holds("users: [\"system:serviceaccount:ci:deployer\"]", bot.In()) == "yes");
  CHECK(Holds("excludeUsers: [alice]", alice.In()) == "no");
  CHECK(Holds("excludeGroups: [dev]", alice.In()) == "no");
  CHECK(Holds("excludeServiceAccounts: [ci/deployer]", bot.In()) == "no");
  CHECK(Holds("excludeUsers: [bob]", alice.In()) == "yes");
  CHECK(Holds("groups: [dev], excludeUsers: [alice]", alice.In()) == "no");
}

TEST_CASE("A name that only looks like an account is none") {
  const auto holds = [](std::string_view user) {
    return Holds("serviceAccounts: [\"flink/*\"]", Person{user, {}}.In());
  };
  CHECK(holds("system:serviceaccount:flink:operator") == "yes");
  for (const std::string_view user :
       {"system:serviceaccount:flink:operator:x", "system:serviceaccount:flink:",
        "system:serviceaccount:flink", "system:serviceaccount::operator",
        "system:serviceaccount:flink-evil:operator", "xsystem:serviceaccount:flink:operator",
        "system:serviceaccount:shop:flink:operator", "flink/operator", "flink:operator", "",
        "System:ServiceAccount:flink:operator", " system:serviceaccount:flink:operator"}) {
    INFO(user);
    CHECK(holds(user) == "no");
  }
  // A pattern's star stays within its half.
  CHECK(Holds("serviceAccounts: [\"*/operator\"]",
              Person{"system:serviceaccount:a:b:operator", {}}.In()) == "no");
  CHECK(Holds("users: [alice]", Person{"alice2", {}}.In()) == "no");
  CHECK(Holds("users: [alice]", Person{"Alice", {}}.In()) == "no");
  CHECK(Holds("groups: [dev]", Person{"dev", {"developers"}}.In()) == "no");
}

TEST_CASE("What is not known makes a policy hold perhaps") {
  const Scope nobody{.namespace_name = "shop", .kind = "FlinkDeployment"};
  CHECK(Holds("users: [alice]", nobody) == "maybe");
  CHECK(Holds("groups: [dev]", nobody) == "maybe");
  CHECK(Holds("excludeUsers: [alice]", nobody) == "maybe");
  CHECK(Holds("objectSelector: {matchLabels: {a: b}}", nobody) == "maybe");
  CHECK(Holds("namespaces: [other], users: [alice]", nobody) == "no");
  Scope alice = nobody;
  alice.username = "alice";
  CHECK(Holds("users: [alice], groups: [dev]", alice) == "yes");
  CHECK(Holds("users: [bob], groups: [dev]", alice) == "maybe");  // her groups are not known
  CHECK(Holds("users: [bob]", alice) == "no");
  const Scope any{.namespace_name = "shop", .operation = std::nullopt};
  CHECK(Holds("kinds: [FlinkCluster]", any) == "maybe");
  CHECK(Holds("operations: [CREATE]", any) == "maybe");
  CHECK(Holds("operations: [CREATE, UPDATE, DELETE]", any) == "yes");
  CHECK(Holds("", any) == "yes");
}

// Whether the selector holds for an object with these labels, and an old one.
std::string Selects(const std::string& selector, const std::string& labels,
                    const std::string& old_labels = "") {
  const auto object = [](const std::string& text) {
    auto read = doc::ReadJson("{\"metadata\":{" + text + "}}", {});
    REQUIRE(read);
    return *std::move(read);
  };
  const doc::Document now = object(labels);
  const doc::Document before = object(old_labels);
  return Holds("objectSelector: {" + selector + "}",
               {.namespace_name = "shop",
                .kind = "FlinkDeployment",
                .object = &now.root(),
                .old_object = old_labels.empty() ? nullptr : &before.root()});
}

TEST_CASE("Labels, as Kubernetes selects by them") {
  const std::string prod = R"("labels":{"tier":"prod"})";
  CHECK(Selects("matchLabels: {tier: prod}", prod) == "yes");
  CHECK(Selects("matchLabels: {tier: prod, team: a}", prod) == "no");
  CHECK(Selects("matchLabels: {tier: prod}", R"("labels":null)") == "no");
  CHECK(Selects("matchLabels: {tier: prod}", "") == "no");
  const auto expression = [](const std::string& text) {
    return "matchExpressions: [{" + text + "}]";
  };
  CHECK(Selects(expression("key: tier, operator: In, values: [prod, test]"), prod) == "yes");
  CHECK(Selects(expression("key: tier, operator: NotIn, values: [prod]"), prod) == "no");
  CHECK(Selects(expression("key: team, operator: NotIn, values: [a]"), prod) == "yes");
  CHECK(Selects(expression("key: tier, operator: Exists"), prod) == "yes");
  CHECK(Selects(expression("key: team, operator: Exists"), prod) == "no");
  CHECK(Selects(expression("key: team, operator: DoesNotExist"), prod) == "yes");
}

TEST_CASE("Whoever takes a label off, or puts one on, does not step out of the policy") {
  const std::string prod = R"("labels":{"tier":"prod"})";
  const std::string none = R"("labels":{})";
  CHECK(Selects("matchLabels: {tier: prod}", none, prod) == "yes");
  CHECK(Selects("matchLabels: {tier: prod}", prod, none) == "yes");
  CHECK(Selects("matchExpressions: [{key: skip, operator: DoesNotExist}]",
                R"("labels":{"skip":"1"})", none) == "yes");
  CHECK(Selects("matchLabels: {tier: prod}", none, none) == "no");
  const Book book;
  const PolicySet set = MustLoad(
      book, {{"p.yaml", Policy("p",
                               "  profile: strict\n  match: {objectSelector: {matchLabels: "
                               "{tier: prod}}}\n")}});
  REQUIRE(set.notes().size() == 1);
  CHECK(set.notes()[0] ==
        "p.yaml:6:42: this policy can deny, and whoever writes the object writes the labels its "
        "objectSelector reads");
}

TEST_CASE("To leave out the operator's own account is noted") {
  const Book book;
  const auto notes = [&](const std::string& more) {
    const std::string knowledge =
        "  knowledge: {operatorServiceAccounts: [\"system:serviceaccount:flink:operator\"]}\n";
    return MustLoad(book, {{"p.yaml", Policy("p", "  profile: strict\n" + knowledge + more)}})
        .notes();
  };
  const auto found = notes("  match: {excludeServiceAccounts: [flink/operator]}\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0].find("p.yaml:7:36: this leaves out the operator's own account") == 0);
  CHECK(notes("  match: {excludeServiceAccounts: [flink/other]}\n").empty());
  CHECK(notes("  actions: [Warn]\n  match: {excludeServiceAccounts: [flink/operator]}\n").empty());
}

TEST_CASE("The index finds what the matcher would") {
  const Book book;
  std::vector<Source> sources;
  const std::vector<std::string> patterns = {"shop",   "shop-*", "*-shop", "s*p",   "*hop*",
                                             "shop-?", "?",      "*",      "other", "sh*-*op"};
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const std::string name = "p" + std::to_string(i);
    sources.push_back({name, Policy(name, "  profile: mild\n  match: {namespaces: [\"" +
                                              patterns[i] + "\"]}\n")});
  }
  const PolicySet set = MustLoad(book, sources);
  for (const std::string name : {"shop", "shop-a", "a-shop", "s", "sp", "shop-shop", "other", "",
                                 "shop-", "xhopx", "sh-op"}) {
    std::string expected;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      if (base::GlobMatch(patterns[i], name)) expected += "p" + std::to_string(i) + " ";
    }
    std::string found;
    for (const std::string* one : set.Select({.namespace_name = name}).policies) {
      found += *one + " ";
    }
    INFO(name);
    CHECK(found == expected);
  }
}

}  // namespace
}  // namespace sluice::policy
