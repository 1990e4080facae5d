// SPDX-License-Identifier: Apache-2.0
// An explanation says what Select does, and where it is written.
#include "sluice/policy/explain.h"

#include "policy/toys.h"
#include "support/catch.h"

namespace sluice::policy {
namespace {

using rulebook::Action;
using toys::Book;
using toys::MustLoad;
using toys::Policy;

const std::vector<Source>& Files() {
  static const std::vector<Source> files = {
      {"all.yaml", Policy("all",
                          "  profile: strict\n  actions: [Warn]\n  match: "
                          "{excludeNamespaces: [lab]}\n")},
      {"prod.yaml", Policy("prod",
                           "  profile: strict\n  match: {namespaces: [\"prod-*\", live], kinds: "
                           "[FlinkDeployment]}\n  rules: [{id: high-rule, params: {limit: 3}}]\n")},
      {"eve.yaml",
       Policy("eve", "  profile: mild\n  overrides: [all]\n  match: {users: [eve]}\n")}};
  return files;
}

const PolicyView& At(const Explanation& explanation, std::string_view name) {
  for (const PolicyView& view : explanation.policies) {
    if (view.name == name) return view;
  }
  throw std::runtime_error("no such policy");
}

const RuleView& RuleAt(const Explanation& explanation, std::string_view id) {
  for (const RuleView& view : explanation.rules) {
    if (view.rule->meta.id == id) return view;
  }
  throw std::runtime_error("no such rule");
}

std::string Clauses(const PolicyView& view) {
  std::string out;
  for (const ClauseView& clause : view.clauses) {
    out += clause.words + " @" + clause.place.ToString() + "; ";
  }
  return out;
}

Explanation Ask(const Book& book, const PolicySet& set, Scope scope) {
  scope.kind = scope.kind.empty() ? "FlinkDeployment" : scope.kind;
  return set.Explain(book.rulebook, scope);
}

TEST_CASE("Which policies hold, and which clause says so") {
  const Book book;
  const PolicySet set = MustLoad(book, Files());
  const Explanation prod =
      Ask(book, set, {.namespace_name = "prod-a", .username = "ann", .groups = {}});
  CHECK(At(prod, "all").holds);
  CHECK(At(prod, "prod").holds);
  CHECK(Clauses(At(prod, "prod")) ==
        "kinds has \"FlinkDeployment\" @prod.yaml:6:49; "
        "namespaces has \"prod-*\" @prod.yaml:6:24; ");
  CHECK_FALSE(At(prod, "eve").holds);
  CHECK(Clauses(At(prod, "eve")) ==
        "users, groups and serviceAccounts: none of \"eve\" @eve.yaml:7:19; ");

  const Explanation lab = Ask(book, set, {.namespace_name = "lab", .username = "ann"});
  CHECK(Clauses(At(lab, "all")) == "excludeNamespaces has \"lab\" @all.yaml:7:31; ");
  CHECK(Clauses(At(lab, "prod")).find("namespaces: none of \"prod-*\", \"live\" @prod.yaml:6:24") !=
        std::string::npos);
  CHECK_FALSE(lab.enforces);

  const Explanation eve = Ask(book, set, {.namespace_name = "x", .username = "eve"});
  CHECK(At(eve, "all").overridden_by == "eve");
  CHECK(At(eve, "all").overridden_at.ToString() == "eve.yaml:6:15");
  const Explanation any = Ask(book, set, {.namespace_name = "x"});
  CHECK(At(any, "eve").fit == Fit::kMaybe);
  CHECK(Clauses(At(any, "eve")) ==
        "users, groups and serviceAccounts \"eve\", and it is not given who asks @eve.yaml:7:19; ");
  CHECK(At(any, "all").holds);
}

TEST_CASE("Which policy decides about a rule, and from where") {
  const Book book;
  const PolicySet set = MustLoad(book, Files());
  const Explanation prod = Ask(book, set, {.namespace_name = "prod-a", .username = "ann"});
  const RuleView& high = RuleAt(prod, "high-rule");
  REQUIRE(high.bindings.size() == 2);
  CHECK(high.bindings[0].action == Action::kWarn);
  CHECK(high.bindings[0].why == "profile strict; the policy's actions allow Warn at most");
  CHECK(high.bindings[0].place.ToString() == "all.yaml:6:3");
  REQUIRE(high.decides() == &high.bindings[1]);
  CHECK(high.bindings[1].why == "the policy itself");
  CHECK(high.bindings[1].place.ToString() == "prod.yaml:7:12");
  CHECK(high.bindings[1].params[0].value == "3");
  CHECK(high.bindings[1].params[0].said_by == "policy");
  CHECK(high.bindings[1].params[0].place.ToString() == "prod.yaml:7:36");
  CHECK(high.bindings[1].params[2].value == "[s3, gs]");
  CHECK(high.bindings[1].params[2].said_by == "rule");
  CHECK(RuleAt(prod, "rare-rule").decides() == nullptr);
  CHECK(RuleAt(prod, "rare-rule").bindings[0].why == "opt-in, and no entry names it");
  CHECK(RuleAt(prod, "low-rule").decides()->why == "no entry names it, and it is low");
  CHECK(RuleAt(prod, "young-rule").decides()->place.ToString() == "shipped/strict.yaml:7:6");
  REQUIRE(prod.defaults.size() == 2);
  CHECK(prod.defaults[0].decides()->why == "profile strict");
  CHECK(prod.defaults[1].decides() == nullptr);
}

TEST_CASE("What a profile's unlisted decides comes from there") {
  const Book book;
  const std::string profile = toys::Profile(
      "own",
      "  unlisted: Audit\n  rules:\n  - {id: young-rule}\n  - {id: low-rule, actions: []}\n");
  const PolicySet set =
      MustLoad(book, {{"own.yaml", profile}, {"p.yaml", Policy("p", "  profile: own\n")}});
  const Explanation explanation = Ask(book, set, {});
  const BindingView* high = RuleAt(explanation, "high-rule").decides();
  CHECK(high->action == Action::kAudit);
  CHECK(high->why == "unlisted in profile own");
  CHECK(high->place.ToString() == "own.yaml:5:3");
  // An entry without actions takes the action from unlisted, but it is the entry that switches on.
  CHECK(RuleAt(explanation, "young-rule").decides()->place.ToString() == "own.yaml:7:6");
  CHECK(RuleAt(explanation, "low-rule").bindings[0].place.ToString() == "own.yaml:8:6");
  const BindingView& rare = RuleAt(explanation, "rare-rule").bindings[0];
  CHECK_FALSE(rare.on);
  CHECK(rare.why == "opt-in, and no entry names it");
  CHECK(rare.place.ToString().empty());

  const PolicySet capped =
      MustLoad(book, {{"own.yaml", toys::Profile("own", "  unlisted: Deny\n")},
                      {"p.yaml", Policy("p", "  profile: own\n  actions: [Warn]\n")}});
  const Explanation of_capped = Ask(book, capped, {});
  const BindingView* low = RuleAt(of_capped, "low-rule").decides();
  CHECK(low->why == "unlisted in profile own; the policy's actions allow Warn at most");
  CHECK(low->place.ToString() == "p.yaml:6:3");
}

TEST_CASE("A pin says why a rule only warns") {
  const Book book;
  const PolicySet set =
      MustLoad(book, {{"p.yaml", Policy("p", "  profile: strict\n  catalogueVersion: '0.0'\n")}});
  const Explanation explanation = Ask(book, set, {});
  const BindingView* young = RuleAt(explanation, "young-rule").decides();
  CHECK(young->action == Action::kWarn);
  CHECK(young->why == "profile strict; newer than catalogueVersion 0.0, so it warns at most");
  CHECK(young->place.ToString() == "p.yaml:6:3");
}

TEST_CASE("An explanation agrees with what is selected") {
  const Book book;
  const PolicySet set = MustLoad(book, Files());
  for (const std::string_view name : {"prod-a", "lab", "live", "x"}) {
    for (const std::string_view user : {"ann", "eve"}) {
      const Scope scope{.namespace_name = name, .kind = "FlinkDeployment", .username = user};
      const Selection selection = set.Select(scope);
      const Explanation explanation = set.Explain(book.rulebook, scope);
      CHECK(explanation.enforces == selection.enforces);
      std::size_t on = 0;
      for (const RuleView& view : explanation.rules) {
        const BindingView* deciding = view.decides();
        const BoundRule* bound = toys::Find(selection, view.rule->meta.id);
        REQUIRE((deciding == nullptr) == (bound == nullptr));
        if (bound == nullptr) continue;
        ++on;
        CHECK(deciding->action == bound->action);
        CHECK(deciding->policy == *bound->policy);
      }
      CHECK(on == selection.rules.size());
    }
  }
}

}  // namespace
}  // namespace sluice::policy
