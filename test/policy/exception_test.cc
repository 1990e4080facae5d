// SPDX-License-Identifier: Apache-2.0
// Exceptions: what loads, what they are for, and when they end.
#include "sluice/policy/exception.h"

#include "policy/toys.h"
#include "sluice/base/text.h"
#include "sluice/doc/document.h"
#include "support/catch.h"

namespace sluice::policy {
namespace {

using toys::Book;
using toys::Policy;
using toys::Shipped;

const char* const kGood =
    "  policyRefs: [{policy: p, rules: [high-rule]}]\n"
    "  match: {namespaces: [\"shop-*\"], kinds: [FlinkDeployment], names: [orders]}\n"
    "  reason: waits for the new storage\n  owner: data-team\n"
    "  expiresAt: 2027-01-01T00:00:00Z\n";

std::string Document(const std::string& name, const std::string& spec) {
  return "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicyException\nmetadata: {name: " +
         name + "}\nspec:\n" + spec;
}

PolicySet Policies(const Book& book) {
  const Source source{.file = "p.yaml",
                      .text = Policy("p", "  profile: strict\n") + "---\n" +
                              Policy("quiet", "  profile: strict\n  actions: [Audit]\n")};
  auto set = PolicySet::Load(book.rulebook, Shipped(), {&source, 1});
  if (!set) throw std::runtime_error(set.error().front().ToString());
  return *std::move(set);
}

ExceptionSet Load(const Book& book, const PolicySet& policies, const std::string& text) {
  const Source source{.file = "e.yaml", .text = text};
  auto set = ExceptionSet::Load(book.rulebook, policies, {&source, 1});
  if (!set) throw std::runtime_error(set.error().front().ToString());
  return *std::move(set);
}

// All errors, a line each.
std::string Errors(const std::string& text) {
  const Book book;
  const PolicySet policies = Policies(book);
  const Source source{.file = "e.yaml", .text = text};
  const auto set = ExceptionSet::Load(book.rulebook, policies, {&source, 1});
  std::string out;
  if (set) return out;
  for (const base::Error& error : set.error()) out += error.ToString() + "\n";
  return out;
}

std::string Without(const std::string& line_start) {
  std::string text = Document("e", kGood);
  const std::size_t at = text.find("  " + line_start + ":");
  return text.erase(at, text.find('\n', at) + 1 - at);
}

base::Time At(const char* text) { return base::ParseTime(text).value(); }

rulebook::Finding Of(const rulebook::Rule& rule, std::string field = "spec.x") {
  rulebook::Finding finding{.rule = &rule};
  finding.field = std::move(field);
  finding.detail = "x is 1";
  return finding;
}

TEST_CASE("A good exception loads") {
  CHECK(Errors(Document("e", kGood)).empty());
  CHECK(Errors(Document("e", std::string(kGood) + "  ticket: OPS-12\n  findings:\n  - {rule: "
                                                  "high-rule, field: spec.x, atMost: 1.5, value: "
                                                  "0123456789abcdef}\n"))
            .empty());
  CHECK(Errors("").empty());
}

TEST_CASE("What an exception must say is demanded") {
  for (const char* field : {"reason", "owner", "expiresAt", "match", "policyRefs"}) {
    INFO(field);
    const std::string errors = Errors(Without(field));
    CHECK(errors.find(field) != std::string::npos);
    CHECK(errors.find("e.yaml:4:1: ") == 0);
  }
  CHECK(Errors(Document("e", std::string(kGood) + "  expires: x\n")) ==
        "e.yaml:10:3: unknown field 'expires' in the spec of an exception; did you mean "
        "'expiresAt'?\n");
}

std::string Replaced(const std::string& what, const std::string& by) {
  std::string text = Document("e", kGood);
  return text.replace(text.find(what), what.size(), by);
}

TEST_CASE("Unknown policies and rules, and moments that are none, are errors with their place") {
  CHECK(Errors(Replaced("policy: p", "policy: P")) ==
        "e.yaml:5:17: unknown policy 'P'; did you mean 'p'?\n");
  CHECK(Errors(Replaced("[high-rule]", "[high-rul]")) ==
        "e.yaml:5:36: unknown rule 'high-rul'; did you mean 'high-rule'?\n");
  CHECK(Errors(Replaced("[high-rule]", "[]")) == "e.yaml:5:28: rules must name a rule\n");
  CHECK(Errors(Replaced("2027-01-01T00:00:00Z", "2027-01-01")) ==
        "e.yaml:9:3: expiresAt must be a moment such as 2026-12-31T00:00:00Z\n");
  CHECK(Errors(Replaced("[\"shop-*\"]", "[]")) ==
        "e.yaml:6:11: match.namespaces must name a namespace or a pattern\n");
  CHECK(Errors(Replaced("[orders]", "[]")) ==
        "e.yaml:6:61: names is empty, so the exception would be for nothing\n");
  CHECK(Errors(Replaced("[FlinkDeployment]", "[FlinkDeploymnt]")) ==
        "e.yaml:6:43: unknown kind 'FlinkDeploymnt'; did you mean 'FlinkDeployment'?\n");
  CHECK(Errors(Document("e",
                        std::string(kGood) + "  findings: [{rule: low-rule, field: spec.x}]\n")) ==
        "e.yaml:10:15: no policyRefs entry names this rule\n");
  CHECK(Errors(Document("e", std::string(kGood) +
                                 "  findings: [{rule: high-rule, field: spec.x, atMost: 1e400}]\n"))
            .find("atMost must be a number") != std::string::npos);
}

TEST_CASE("A policy among exceptions, and an exception among policies, are errors") {
  CHECK(Errors(Policy("p2", "  profile: strict\n")) ==
        "e.yaml:2:1: kind must be FlinkPolicyException: policies and profiles do not count in a "
        "folder of exceptions\n");
  const Book book;
  const Source source{.file = "p.yaml", .text = Document("e", kGood)};
  const auto set = PolicySet::Load(book.rulebook, Shipped(), {&source, 1});
  REQUIRE_FALSE(set);
  CHECK(set.error().front().ToString() ==
        "p.yaml:2:1: a FlinkPolicyException counts only in a folder named by --exception-dir");
}

TEST_CASE("One name is for one exception") {
  CHECK(Errors(Document("e", kGood) + "---\n" + Document("e", kGood)) ==
        "e.yaml:11:1: exception 'e' is also defined in e.yaml:1\n");
}

TEST_CASE("An exception is for the policy, the rule and the objects that it names, until it ends") {
  const Book book;
  const PolicySet policies = Policies(book);
  const ExceptionSet set = Load(book, policies, Document("e", kGood));
  const base::Time before = At("2026-12-31T23:59:59Z");
  const ExceptionScope orders{"shop-a", "FlinkDeployment", "orders"};
  CHECK(set.Find("p", Of(book.high), orders, before) == &set.all().front());
  CHECK(set.Find("quiet", Of(book.high), orders, before) == nullptr);
  CHECK(set.Find("p", Of(book.young), orders, before) == nullptr);
  CHECK(set.Find("p", Of(book.high), {"shop", "FlinkDeployment", "orders"}, before) == nullptr);
  CHECK(set.Find("p", Of(book.high), {"shop-a", "FlinkSessionJob", "orders"}, before) == nullptr);
  CHECK(set.Find("p", Of(book.high), {"shop-a", "FlinkDeployment", "orders2"}, before) == nullptr);
  CHECK(set.Find("p", Of(book.high), {"shop-a", "FlinkDeployment", ""}, before) == nullptr);
  CHECK(set.Find("p", Of(book.high), orders, At("2027-01-01T00:00:00Z")) == nullptr);
  CHECK(set.Find("p", Of(book.high), orders, std::nullopt) == nullptr);
  CHECK(set.For("shop-b", "").size() == 1);
  CHECK(set.For("shop-b", "FlinkSessionJob").empty());
}

TEST_CASE("Findings narrow an exception to a field, a measure and a value") {
  const Book book;
  const PolicySet policies = Policies(book);
  rulebook::Finding finding = Of(book.high, "spec.containers[0].image");
  const auto lifts = [&](const std::string& entry) {
    const std::string text =
        std::string(kGood) + "  findings: [{rule: high-rule, " + entry + "}]\n";
    const ExceptionSet set = Load(book, policies, Document("e", text));
    return set.Find("p", finding, {"shop-a", "FlinkDeployment", "orders"},
                    At("2026-01-01T00:00:00Z")) != nullptr;
  };
  CHECK(lifts("field: \"spec.containers[0].image\""));
  CHECK(lifts("field: \"spec.containers[*\""));
  CHECK_FALSE(lifts("field: \"spec.containers[1].image\""));
  CHECK_FALSE(lifts("field: spec.*, atMost: 3"));
  finding.measure = 3;
  CHECK(lifts("field: spec.*, atMost: 3"));
  finding.measure = 3.5;
  CHECK_FALSE(lifts("field: spec.*, atMost: 3"));
  CHECK(lifts("field: spec.*, value: " + FingerprintOf(finding)));
  CHECK_FALSE(lifts("field: spec.*, value: 0000000000000000"));
}

TEST_CASE("A fingerprint is of the value that a finding shows, else of its words") {
  const auto document = doc::ReadJson(R"({"a": "hunter2", "b": {}})", {});
  const Book book;
  rulebook::Finding shown = Of(book.high);
  shown.node = document->root().Find("a");
  shown.detail = "a is hunter2";
  rulebook::Finding reworded = shown;
  reworded.detail = "the value hunter2 is bad";
  CHECK(FingerprintOf(shown) == FingerprintOf(reworded));
  rulebook::Finding hidden = shown;
  hidden.detail = "a is set";
  CHECK(FingerprintOf(hidden) != FingerprintOf(shown));
  CHECK(FingerprintOf(hidden) == base::Sha256Hex("a is set").substr(0, 16));
  hidden.missing = "c";
  CHECK(FingerprintOf(hidden).empty());
}

TEST_CASE("Of two exceptions the one that ends last is named") {
  const Book book;
  const PolicySet policies = Policies(book);
  const std::string longer = Replaced("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z");
  const ExceptionSet set = Load(book, policies, Document("a", kGood) + "---\n" + longer);
  const Exception* found = set.Find("p", Of(book.high), {"shop-a", "FlinkDeployment", "orders"},
                                    At("2026-01-01T00:00:00Z"));
  REQUIRE(found != nullptr);
  CHECK(found->name == "e");
}

TEST_CASE("States, words and remarks") {
  const Book book;
  const PolicySet policies = Policies(book);
  const ExceptionSet set = Load(
      book, policies, Document("e", kGood) + "---\n" + [] {
        std::string text = Document("idle", kGood);
        return text.replace(text.find("policy: p"), 9, "policy: quiet");
      }());
  const Exception& one = set.all().front();
  CHECK(StateOf(one, At("2026-12-01T00:00:00Z")) == ExceptionState::kActive);
  CHECK(StateOf(one, At("2026-12-25T00:00:00Z")) == ExceptionState::kExpiring);
  CHECK(StateOf(one, At("2027-01-01T00:00:00Z")) == ExceptionState::kExpired);
  CHECK(Describe(one) ==
        "e (e.yaml:1) until 2027-01-01T00:00:00Z, owner data-team: waits for the new storage "
        "[rule high-rule of policy p; FlinkDeployment orders in shop-*]");
  REQUIRE(set.notes().size() == 1);
  CHECK(set.notes().front() ==
        "e.yaml:15:40: policy 'quiet' neither denies nor warns by rule 'high-rule', so nothing is "
        "lifted");
  CHECK(set.digest().size() == 16);
}

TEST_CASE("Break-glass and the ratchet are the policy's") {
  const Book book;
  const auto load = [&](const std::string& more) {
    const Source source{.file = "p.yaml", .text = Policy("p", "  profile: strict\n" + more)};
    return PolicySet::Load(book.rulebook, Shipped(), {&source, 1});
  };
  const auto set = load("  ratchet: Strict\n  breakGlass: {groups: [sre, oncall]}\n");
  REQUIRE(set);
  const Conduct& conduct = *set->Find("p", book.high)->conduct;
  CHECK(conduct.strict_ratchet);
  CHECK(conduct.break_glass_groups == std::vector<std::string>{"oncall", "sre"});
  CHECK(set->Find("q", book.high) == nullptr);
  CHECK(set->Find("p", book.rare) == nullptr);
  const auto error = [&](const std::string& more) {
    const auto bad = load(more);
    return bad ? std::string() : bad.error().front().ToString();
  };
  CHECK(error("  ratchet: strict\n") ==
        "p.yaml:6:3: ratchet must be one of Lenient, Strict; did you mean 'Strict'?");
  CHECK(error("  breakGlass: {}\n") == "p.yaml:6:3: breakGlass.groups must name a group");
  CHECK(error("  breakGlass: {groups: [\"system:authenticated\"]}\n") ==
        "p.yaml:6:25: breakGlass: 'system:authenticated' is a group of everybody");
  CHECK(error("  breakGlass: {group: [a]}\n") ==
        "p.yaml:6:16: unknown field 'group' in breakGlass; did you mean 'groups'?");
}

TEST_CASE("A rule's bindings are those of all matching policies, the strictest first") {
  const Book book;
  const PolicySet policies = Policies(book);
  const Selection selection = policies.Select({.namespace_name = "n", .kind = "FlinkDeployment"});
  const auto bindings = policies.BindingsOf(selection, book.high);
  REQUIRE(bindings.size() == 2);
  CHECK(*bindings[0]->policy == "p");
  CHECK(*bindings[1]->policy == "quiet");
}

}  // namespace
}  // namespace sluice::policy
