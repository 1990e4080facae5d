// SPDX-License-Identifier: Apache-2.0
// Whatever the policies: the order of files and documents changes nothing, and what a request meets
// is never weaker than what any one of its policies says alone.
#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "policy/toys.h"
#include "support/catch.h"

namespace sluice::policy {
namespace {

using toys::Book;
using toys::Policy;

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::size_t Below(std::size_t n) { return random_() % n; }
  const char* One(std::initializer_list<const char*> of) {
    return *(of.begin() + Below(of.size()));
  }

  std::string Match() {
    std::string match = "  match: {operations: [CREATE, UPDATE]";
    if (Below(2) == 0) {
      match += fmt::format(", namespaces: [\"{}\"]", One({"a", "a-*", "*-b", "?", "*"}));
    }
    if (Below(4) == 0) match += fmt::format(", excludeNamespaces: [\"{}\"]", One({"a-b", "*-c"}));
    if (Below(4) == 0) match += fmt::format(", users: [{}]", One({"ann", "bob"}));
    if (Below(4) == 0) match += fmt::format(", groups: [{}]", One({"g1", "g2"}));
    if (Below(5) == 0)
      match += fmt::format(", kinds: [{}]", One({"FlinkDeployment", "FlinkCluster"}));
    return match + "}\n";
  }

  // A policy over the toy rulebook. `names` may be overridden.
  std::string Spec(const std::vector<std::string>& names, bool overrides) {
    std::string spec = fmt::format("  profile: {}\n", One({"strict", "mild"})) + Match();
    if (overrides && !names.empty() && Below(3) == 0) {
      spec += fmt::format("  overrides: [{}]\n", names[Below(names.size())]);
    }
    if (Below(3) == 0) spec += fmt::format("  actions: [{}]\n", One({"Warn", "Audit", "Deny"}));
    if (Below(4) == 0) spec += "  catalogueVersion: '0.0'\n";
    if (Below(3) == 0) {
      spec += fmt::format("  rules: [{{id: high-rule, actions: [{}], params: {{limit: {}}}}}]\n",
                          One({"Warn", "Audit", "Deny"}), One({"3", "3", "4"}));
    }
    if (Below(3) == 0) {
      spec += fmt::format("  defaults: [{{id: directory, params: {{storageRoot: \"s3://{}\"}}}}]\n",
                          One({"x", "x", "y"}));
    }
    return spec;
  }

  std::vector<Source> Sources(bool overrides) {
    std::vector<Source> sources;
    std::vector<std::string> names;
    for (std::size_t n = 1 + Below(5); n > 0; --n) {
      const std::string name = fmt::format("p{}", n);
      sources.push_back({name + ".yaml", Policy(name, Spec(names, overrides))});
      names.push_back(name);
    }
    return sources;
  }

  std::mt19937& random() { return random_; }

 private:
  std::mt19937 random_;
};

std::vector<Scope> Scopes() {
  static constexpr std::string_view kOne[] = {"g1"};
  static constexpr std::string_view kTwo[] = {"g1", "g2"};
  std::vector<Scope> scopes;
  for (const std::string_view name : {"a", "a-b", "a-c", "x-b", "z"}) {
    for (const std::string_view user : {"ann", "bob", "eve"}) {
      scopes.push_back(
          {.namespace_name = name, .kind = "FlinkDeployment", .username = user, .groups = kOne});
      scopes.push_back(
          {.namespace_name = name, .kind = "FlinkCluster", .username = user, .groups = kTwo});
    }
    scopes.push_back({.namespace_name = name});
  }
  return scopes;
}

// What a set does, as text; its errors where it does not load.
std::string Behaviour(const Book& book, const std::vector<Source>& sources) {
  const auto set = PolicySet::Load(book.rulebook, toys::Shipped(), sources);
  std::string out;
  if (!set) {
    std::vector<std::string> lines;
    for (const base::Error& error : set.error()) lines.push_back(error.message);
    std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines) out += line + "\n";
    return out;
  }
  for (const Scope& scope : Scopes()) {
    const Selection selection = set->Select(scope);
    for (const BoundRule* rule : selection.rules) {
      out += fmt::format("{} {} {} {}{} ", rule->rule->meta.id, ToString(rule->action),
                         rule->check == &toys::OldCheck, rule->newer != nullptr,
                         rule->params.size() == 3 ? rule->params.Integer(0) : 0);
    }
    for (const BoundDefault* def : selection.defaults) {
      out += fmt::format("{} {} ", def->def->meta.id,
                         def->params.size() == 1 ? def->params.String(0) : "");
    }
    for (const std::string* name : selection.policies) out += *name + " ";
    out += selection.enforces ? "enforces\n" : "\n";
  }
  return out;
}

TEST_CASE("The order of the files and of the documents in them changes nothing") {
  const Book book;
  Maker maker(1);
  int loaded = 0;
  for (int round = 0; round < 150; ++round) {
    std::vector<Source> sources = maker.Sources(true);
    const std::string expected = Behaviour(book, sources);
    loaded +=
        expected.find("\n\n") != std::string::npos || expected.find("rule") != std::string::npos;
    for (int shuffle = 0; shuffle < 3; ++shuffle) {
      std::shuffle(sources.begin(), sources.end(), maker.random());
      REQUIRE(Behaviour(book, sources) == expected);
    }
    std::string all;
    for (const Source& source : sources) all += source.text + "---\n";
    // In one file the places differ, the behaviour does not.
    const std::string one = Behaviour(book, {{"all.yaml", all}});
    if (expected.find("policy 'p") == std::string::npos) REQUIRE(one == expected);
  }
  CHECK(loaded > 50);
}

TEST_CASE("Together policies are never weaker than one of them alone") {
  const Book book;
  Maker maker(2);
  int compared = 0;
  for (int round = 0; round < 200; ++round) {
    const std::vector<Source> sources = maker.Sources(false);
    const auto all = PolicySet::Load(book.rulebook, toys::Shipped(), sources);
    if (!all) continue;
    for (const Source& source : sources) {
      const PolicySet alone = toys::MustLoad(book, {source});
      for (const Scope& scope : Scopes()) {
        const Selection together = all->Select(scope);
        const Selection single = alone.Select(scope);
        REQUIRE((together.enforces || !single.enforces));
        for (const BoundRule* rule : single.rules) {
          const BoundRule* held = toys::Find(together, rule->rule->meta.id);
          REQUIRE(held != nullptr);
          REQUIRE(held->action >= rule->action);
          ++compared;
        }
        REQUIRE(together.defaults.size() >= single.defaults.size());
      }
    }
  }
  CHECK(compared > 1000);
}

}  // namespace
}  // namespace sluice::policy
