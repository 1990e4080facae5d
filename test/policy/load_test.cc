// SPDX-License-Identifier: Apache-2.0
// What does not load, and the sentence that says so.
#include <fmt/format.h>

#include "policy/toys.h"
#include "support/catch.h"

namespace sluice::policy {
namespace {

using toys::Book;
using toys::Policy;
using toys::Profile;
using toys::Shipped;

// All errors, a line each.
std::string Errors(const std::string& text) {
  const Book book;
  const Source source{.file = "p.yaml", .text = text};
  const auto set = PolicySet::Load(book.rulebook, Shipped(), {&source, 1});
  std::string out;
  if (set) return out;
  for (const base::Error& error : set.error()) out += error.ToString() + "\n";
  return out;
}

std::string InPolicy(const std::string& spec) { return Errors(Policy("p", spec)); }

TEST_CASE("A good policy loads") {
  CHECK(InPolicy(R"(  catalogueVersion: latest
  match: {namespaces: ["prod-*"], excludeNamespaces: [prod-x], kinds: [FlinkDeployment], operations: [CREATE]}
  profile: strict
  actions: [Deny]
  parameters: {storageRoot: "s3://b/{{namespace}}"}
  rules: [{id: high-rule, actions: [Warn], params: {limit: 3, schemes: [s3]}}]
  defaults: [{id: directory, enabled: true}]
  knowledge: {operatorVersion: "1.12", assumedFlinkVersion: v1_19, assumedConfiguration: {a.b: 1}}
)") == "");
}

TEST_CASE("Unknown words are errors with their place and a guess") {
  CHECK(
      InPolicy("  profile: strict\n  action: [Deny]\n") ==
      "p.yaml:6:3: unknown field 'action' in the spec of a FlinkPolicy; did you mean 'actions'?\n");
  CHECK(InPolicy("  profile: strict\n  match: {namespaceSelector: {}}\n") ==
        "p.yaml:6:11: unknown field 'namespaceSelector' in match: the labels of namespaces need a "
        "view of the cluster, which this release does not have; use namespaces\n");
  CHECK(InPolicy("  profile: strict\n  rules:\n  - {id: high-rul}\n") ==
        "p.yaml:7:6: unknown rule 'high-rul'; did you mean 'high-rule'?\n");
  CHECK(InPolicy("  profile: strict\n  defaults:\n  - {id: directry, enable: true}\n") ==
        "p.yaml:7:20: unknown field 'enable' in a default entry; did you mean 'enabled'?\n"
        "p.yaml:7:6: unknown default 'directry'; did you mean 'directory'?\n");
  CHECK(InPolicy("  profile: strikt\n") ==
        "p.yaml:5:3: unknown profile 'strikt'; did you mean 'strict'?\n");
  CHECK(InPolicy("  profile: zzz\n") ==
        "p.yaml:5:3: unknown profile 'zzz'; known are mild, strict\n");
  CHECK(InPolicy("  actions: [Deny]\n") ==
        "p.yaml:1:1: spec.profile is missing; known are mild, strict\n");
}

TEST_CASE("Values of the wrong kind are errors") {
  CHECK(InPolicy("  profile: strict\n  actions: [deny, Denyy]\n")
            .find("unknown action 'Denyy', known are Deny, Warn and Audit; did you mean 'Deny'?") !=
        std::string::npos);
  CHECK(InPolicy("  profile: strict\n  actions: Deny\n") == "p.yaml:6:3: actions must be a list\n");
  CHECK(InPolicy("  profile: strict\n  actions: []\n") ==
        "p.yaml:6:3: actions is empty; name the strongest action this policy may take\n");
  CHECK(InPolicy("  profile: strict\n  match: {kinds: [flinkdeployment]}\n") ==
        "p.yaml:6:19: unknown kind 'flinkdeployment'; did you mean 'FlinkDeployment'?\n");
  CHECK(InPolicy("  profile: strict\n  match: {operations: [CREAT]}\n") ==
        "p.yaml:6:24: unknown operation 'CREAT', known are CREATE, UPDATE and DELETE; did you mean "
        "'CREATE'?\n");
  CHECK(InPolicy("  profile: strict\n  match: {namespaces: [\"Prod/*\"]}\n") ==
        "p.yaml:6:24: 'Prod/*' is no pattern of namespace names: lower-case letters, digits, '-', "
        "'*' and '?', at most 63\n");
  CHECK(InPolicy("  profile: strict\n  catalogueVersion: 9.9\n") ==
        "p.yaml:6:3: catalogueVersion 9.9 is newer than this release's 0.1\n");
  CHECK(InPolicy("  profile: strict\n  catalogueVersion: newest\n") ==
        "p.yaml:6:3: catalogueVersion must be 'latest' or a version such as '0.1'\n");
  CHECK(InPolicy("  profile: strict\n  knowledge: {assumedFlinkVersion: flink}\n") ==
        "p.yaml:6:15: assumedFlinkVersion must be a Flink version such as v1_20 or 1.20\n");
  const std::string version =
      "p.yaml:6:15: operatorVersion must be a version in quotes, such as \"1.12\" or \"1.12.1\"\n";
  CHECK(InPolicy("  profile: strict\n  knowledge: {operatorVersion: newest}\n") == version);
  // YAML would read 1.1.
  CHECK(InPolicy("  profile: strict\n  knowledge: {operatorVersion: 1.10}\n") == version);
  CHECK(InPolicy("  profile: strict\n  knowledge: {operatorVersion: '1.16-SNAPSHOT'}\n") == "");
  CHECK(InPolicy("  profile: strict\n  defaults: [{id: directory, enabled: maybe}]\n") ==
        "p.yaml:6:30: enabled must be true or false\n");
}

TEST_CASE("Parameters are checked where they stand") {
  CHECK(InPolicy("  profile: strict\n  rules:\n  - {id: high-rule, params: {limit: 11}}\n") ==
        "p.yaml:7:30: parameter 'limit' expects an integer between 1 and 10\n");
  CHECK(InPolicy("  profile: strict\n  rules:\n  - {id: high-rule, params: {limt: 1}}\n") ==
        "p.yaml:7:30: 'high-rule' has no parameter 'limt'; did you mean 'limit'?\n");
  CHECK(InPolicy("  profile: strict\n  rules:\n  - {id: high-rule, params: {schemes: s3}}\n") ==
        "p.yaml:7:30: parameter 'schemes' expects a list of strings\n");
  CHECK(InPolicy("  profile: strict\n  parameters: {storageRot: s3://b}\n") ==
        "p.yaml:6:16: no rule and no default has a parameter 'storageRot'; did you mean "
        "'storageRoot'?\n");
  CHECK(InPolicy("  profile: strict\n  parameters: {storageRoot: \"s3://{{bucket}}\"}\n") ==
        "p.yaml:6:16: parameter 'storageRoot' has the placeholder {{bucket}}, known here are "
        "{{namespace}}, {{name}}, each with a value of its own\n");
  CHECK(InPolicy("  profile: strict\n  parameters: {storageRoot: \"s3://{{bu cket}}\"}\n") ==
        "p.yaml:6:16: parameter 'storageRoot' has a placeholder that is not like {{namespace}}\n");
}

TEST_CASE("Placeholders in a list are checked where the word stands") {
  const auto in_list = [](const std::string& words) {
    return InPolicy("  profile: strict\n  rules:\n  - {id: high-rule, params: {schemes: " + words +
                    "}}\n");
  };
  const std::string known =
      ", known here are {{namespace}}, {{name}}, {{storageRoot}}, each with a value of its own\n";
  CHECK(in_list("[s3, \"x-{{bucket}}\"]") ==
        "p.yaml:7:44: parameter 'schemes' has the placeholder {{bucket}}" + known);
  CHECK(in_list("[\"{{root}}/a\", \"{{storageRoot}}\"]") ==
        "p.yaml:7:40: parameter 'schemes' has the placeholder {{root}}" + known +
            "p.yaml:7:54: parameter 'schemes' has the placeholder {{storageRoot}}" + known);
  CHECK(in_list("[\"{{bu cket}}\", \"{{\"]") ==
        "p.yaml:7:40: parameter 'schemes' has a placeholder that is not like {{namespace}}\n"
        "p.yaml:7:55: parameter 'schemes' has a placeholder that is not like {{namespace}}\n");
  CHECK(in_list("[\"{{namespace}}-{{ name }}\"]") == "");
  CHECK(InPolicy("  profile: strict\n  parameters: {schemes: [a, \"{{x}}\"]}\n") ==
        "p.yaml:6:29: parameter 'schemes' has the placeholder {{x}}" + known);
}

TEST_CASE("What is written twice is an error") {
  const std::string policy = Policy("p", "  profile: strict\n");
  CHECK(Errors(policy + "---\n" + policy) ==
        "p.yaml:7:1: policy 'p' is also defined in p.yaml:1:1\n");
  const std::string profile = Profile("own", "  description: d\n");
  CHECK(Errors(policy + "---\n" + profile + "---\n" + profile) ==
        "p.yaml:13:1: profile 'own' is also defined in p.yaml:7:1\n");
  CHECK(InPolicy("  profile: strict\n  rules: [{id: low-rule}, {id: low-rule}]\n") ==
        "p.yaml:6:28: rule 'low-rule' is listed twice\n");
  CHECK(Errors(policy + "---\n" +
               Policy("q", "  profile: mild\n  knowledge: {operatorVersion: '1.9'}\n") + "---\n" +
               Policy("r", "  profile: mild\n  knowledge: {operatorVersion: '1.8'}\n"))
            .find("operatorVersion 1.8 contradicts 1.9 (") != std::string::npos);
}

TEST_CASE("Documents that are no policies are errors") {
  CHECK(Errors("kind: Kustomization\n") ==
        "p.yaml:1:1: apiVersion must be policy.sluice.dev/v1alpha1\n");
  CHECK(Errors("apiVersion: policy.sluice.dev/v1\nkind: FlinkPolicy\n") ==
        "p.yaml:1:1: apiVersion must be policy.sluice.dev/v1alpha1\n");
  CHECK(Errors("apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolcy\n") ==
        "p.yaml:2:1: kind must be FlinkPolicy or FlinkProfile; did you mean 'FlinkPolicy'?\n");
  CHECK(Errors("[]\n") == "p.yaml:1:1: a policy document must be an object\n");
  CHECK(Errors("apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {}\nspec: "
               "{profile: "
               "strict}\n")
            .find("metadata.name is missing") != std::string::npos);
  CHECK(
      Errors(
          "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {name: A_b}\nspec: "
          "{profile: strict}\n") ==
      "p.yaml:3:12: metadata.name must be 1 to 63 lower-case letters, digits, '-' and '.'\n");
  CHECK(Errors(Policy("p", " x: [\n")).starts_with("p.yaml:"));
}

TEST_CASE("A set without a policy does not load, for it would let everything pass") {
  CHECK(Errors("# nothing\n") ==
        "no FlinkPolicy among 1 policy file(s): nothing would be judged; add a FlinkPolicy that "
        "binds a profile\n");
}

TEST_CASE("Words of other engines are understood, with a note") {
  const Book book;
  const PolicySet set = toys::MustLoad(
      book, {{"p.yaml", Policy("p",
                               "  profile: mild\n  rules: [{id: high-rule, actions: [Enforce]}, "
                               "{id: low-rule, actions: [dryrun]}]\n")}});
  REQUIRE(set.notes().size() == 2);
  CHECK(set.notes()[0] == "p.yaml:6:37: action 'Enforce' is read as Deny");
  CHECK(toys::Find(set.Select({.kind = "FlinkDeployment"}), "high-rule")->action ==
        rulebook::Action::kDeny);
}

TEST_CASE("A profile by name, for the command line") {
  const Book book;
  const auto set = PolicySet::ForProfile(book.rulebook, Shipped(), "strict");
  REQUIRE(set);
  CHECK(set->policies() == 1);
  CHECK(set->Select({.namespace_name = "any", .kind = "Any"}).enforces);
  CHECK(set->profile_names() == std::vector<std::string>{"mild", "strict"});
  const auto none = PolicySet::ForProfile(book.rulebook, Shipped(), "stric");
  REQUIRE_FALSE(none);
  CHECK(none.error()[0].ToString() == "unknown profile 'stric'; did you mean 'strict'?");
}

}  // namespace
}  // namespace sluice::policy
