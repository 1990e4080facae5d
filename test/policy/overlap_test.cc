// SPDX-License-Identifier: Apache-2.0
// Whether two policies can meet, and what happens when they contradict each other there.
#include <random>

#include "policy/match.h"
#include "policy/pattern.h"
#include "policy/toys.h"
#include "sluice/base/text.h"
#include "support/catch.h"

namespace sluice::policy {
namespace {

using toys::Book;
using toys::Find;
using toys::MustLoad;
using toys::Policy;

std::string Common(std::string_view a, std::string_view b,
                   const std::vector<std::string_view>& excluded = {}) {
  return CommonNamespace(a, b, excluded).value_or("none");
}

TEST_CASE("The shortest namespace of two patterns") {
  CHECK(Common("prod-*", "*-dev") == "prod-dev");
  CHECK(Common("prod-*", "prod-?") == "prod-x");
  CHECK(Common("prod", "prod") == "prod");
  CHECK(Common("prod", "p*d") == "prod");
  CHECK(Common("prod-*", "test-*") == "none");
  CHECK(Common("*-a", "*-b") == "none");
  CHECK(Common("*", "*") == "x");
  CHECK(Common("a*b", "b*a") == "none");
  CHECK(Common("??", "???") == "none");
  CHECK(Common("prod-*", "*", {"prod-*"}) == "none");
  CHECK(Common("prod-*", "*", {"*-?"}) == "prod-xx");
  CHECK(Common("prod-*", "*", {"prod-x"}) != "prod-x");
  CHECK(Common("prod-*", "*", {"prod-x"}) != "none");
  CHECK(Common("a", "a", {"a"}) == "none");
  CHECK(Common("*", "*", {"*a*", "*b*"}) == "x");
  CHECK(Common("-*", "*") == "none");  // no namespace begins with a dash
  CHECK(Common("*-", "*") == "none");
}

TEST_CASE("Patterns meet exactly where a common text exists") {
  std::mt19937 random(7);
  const auto pick = [&](std::size_t most) {
    std::string text;
    for (std::size_t n = random() % (most + 1); n > 0; --n) text += "ab*?"[random() % 4];
    return text;
  };
  std::vector<std::string> texts = {""};  // all texts over a and b up to 8 characters
  for (std::size_t i = 0; texts[i].size() < 8; ++i) {
    texts.push_back(texts[i] + "a");
    texts.push_back(texts[i] + "b");
  }
  for (int round = 0; round < 3000; ++round) {
    const std::string a = pick(4);
    const std::string b = pick(4);
    bool meet = false;
    bool label = false;
    for (const std::string& text : texts) {
      if (!base::GlobMatch(a, text) || !base::GlobMatch(b, text)) continue;
      meet = true;
      label |= !text.empty();
    }
    INFO("'" << a << "' and '" << b << "'");
    REQUIRE(PatternsMeet(a, b) == meet);
    const auto common = CommonNamespace(a, b, {});
    REQUIRE(common.has_value() == label);
    if (common) REQUIRE((base::GlobMatch(a, *common) && base::GlobMatch(b, *common)));
  }
}

// The errors of two policies; "" when they load.
std::string Together(const std::string& a, const std::string& b) {
  const Book book;
  const std::vector<Source> sources = {{"a.yaml", Policy("a", "  profile: strict\n" + a)},
                                       {"b.yaml", Policy("b", "  profile: strict\n" + b)}};
  const auto set = PolicySet::Load(book.rulebook, toys::Shipped(), sources);
  std::string out;
  if (set) return out;
  for (const base::Error& error : set.error()) out += error.ToString() + "\n";
  return out;
}

std::string Limit(int limit) {
  return "  rules: [{id: high-rule, actions: [Deny], params: {limit: " + std::to_string(limit) +
         "}}]\n";
}

TEST_CASE("The same rule, equally strict, with two values does not load where both hold") {
  CHECK(Together(Limit(3), Limit(5)) ==
        "b.yaml:6:53: policy 'b' gives 'limit' of high-rule another value than policy 'a' "
        "(a.yaml:6:53), and both hold in namespace 'x', for one: give both the same, part them by "
        "match, or let one override the other\n");
  CHECK(Together(Limit(3), Limit(3)) == "");
  const auto in = [](const std::string& match) { return "  match: {" + match + "}\n"; };
  const auto apart = [&](const std::string& a, const std::string& b) {
    return Together(Limit(3) + in(a), Limit(5) + in(b)).empty();
  };
  CHECK(apart("namespaces: [\"prod-*\"]", "namespaces: [\"test-*\"]"));
  CHECK_FALSE(apart("namespaces: [\"prod-*\"]", "namespaces: [\"*-eu\"]"));
  CHECK(apart("namespaces: [\"prod-*\"], excludeNamespaces: [\"*-eu\"]", "namespaces: [\"*-eu\"]"));
  CHECK(apart("namespaces: [prod]", "excludeNamespaces: [prod]"));
  CHECK(apart("kinds: [FlinkDeployment]", "kinds: [FlinkCluster]"));
  CHECK(apart("operations: [CREATE]", "operations: [UPDATE]"));
  CHECK(apart("users: [alice]", "users: [bob]"));
  CHECK(apart("users: [alice]", "excludeUsers: [alice]"));
  CHECK(apart("serviceAccounts: [\"a/*\"]", "serviceAccounts: [\"b/*\"]"));
  CHECK_FALSE(apart("serviceAccounts: [\"a/*\"]", "serviceAccounts: [\"*/b\"]"));
  CHECK_FALSE(apart("users: [alice]", "groups: [dev]"));  // alice may be in it
  CHECK_FALSE(apart("groups: [ops]", "groups: [dev]"));
  CHECK_FALSE(
      apart("objectSelector: {matchLabels: {a: x}}", "objectSelector: {matchLabels: {a: y}}"));
}

TEST_CASE("Stricter, or said more directly, is no contradiction") {
  const std::string warns = "  rules: [{id: high-rule, actions: [Warn], params: {limit: 9}}]\n";
  CHECK(Together(Limit(3), warns) == "");
  CHECK(Together(Limit(3), "") == "");  // b leaves the rule's own
  const Book book;
  const PolicySet set = MustLoad(book, {{"a.yaml", Policy("a", "  profile: strict\n")},
                                        {"b.yaml", Policy("b", "  profile: strict\n" + Limit(3))}});
  const BoundRule* rule = Find(set.Select({.kind = "FlinkDeployment"}), "high-rule");
  CHECK(rule->params.Integer(0) == 3);
  CHECK(*rule->policy == "b");
}

TEST_CASE("Defaults contradict as rules do, and no third policy is asked") {
  const auto root = [](const std::string& where) {
    return "  defaults: [{id: directory, params: {storageRoot: \"s3://" + where + "\"}}]\n";
  };
  CHECK(Together(root("a"), root("b"))
            .find("b.yaml:6:39: policy 'b' gives 'storageRoot' of "
                  "directory another value than policy 'a' "
                  "(a.yaml:6:39)") == 0);
  CHECK(Together(root("a"), root("a")) == "");
  CHECK(Together("  parameters: {storageRoot: s3://a}\n", "  parameters: {storageRoot: s3://b}\n")
            .find("storageRoot") != std::string::npos);
}

std::string Names(const PolicySet& set, const Scope& scope) {
  std::string out;
  for (const std::string* name : set.Select(scope).policies) out += *name + " ";
  return out;
}

TEST_CASE("A policy may take the place of others") {
  const Book book;
  const std::string spec = "  profile: strict\n";
  const PolicySet set = MustLoad(
      book,
      {{"1", Policy("all", spec + Limit(3))},
       {"2", Policy("lab",
                    "  profile: mild\n  overrides: [all]\n  match: {namespaces: "
                    "[\"lab-*\"]}\n" +
                        Limit(9))},
       {"3", Policy("one", spec + "  overrides: [lab]\n  match: {namespaces: [lab-1]}\n")},
       {"4", Policy("bot", "  profile: mild\n  overrides: [all]\n  match: {users: [bot]}\n")}});
  const auto at = [](std::string_view name) {
    return Scope{.namespace_name = name, .kind = "FlinkDeployment", .username = "alice"};
  };
  CHECK(Names(set, at("shop")) == "all ");
  CHECK(Names(set, at("lab-2")) == "lab ");
  CHECK(Find(set.Select(at("lab-2")), "high-rule")->params.Integer(0) == 9);
  // What is overridden overrides nothing.
  CHECK(Names(set, at("lab-1")) == "all one ");
  Scope scope = at("shop");
  scope.username = "bot";
  CHECK(Names(set, scope) == "bot ");
  // Unknown who asks: nothing goes.
  scope.username.reset();
  CHECK(Names(set, scope) == "all bot ");
}

TEST_CASE("Overrides that cannot be meant do not load") {
  CHECK(Together("  overrides: [c]\n", "") == "a.yaml:6:15: overrides: there is no policy 'c'\n");
  CHECK(Together("  overrides: [a]\n", "") == "a.yaml:6:15: a policy cannot override itself\n");
  CHECK(Together("  overrides: [b]\n", "  overrides: [a]\n").find("overrides this one too") !=
        std::string::npos);
  CHECK(Together("  overrides: [b]\n  match: {objectSelector: {matchLabels: {a: b}}}\n", "")
            .find("a.yaml:6:15: a policy with an objectSelector cannot override another") == 0);
}

}  // namespace
}  // namespace sluice::policy
