// SPDX-License-Identifier: Apache-2.0
// A document of kind Suite to typed values; reads every file it names.
#include <fmt/format.h>

#include <set>

#include "sluice/rulebook/rulebook.h"
#include "sluice/verify/fields.h"
#include "verify/json.h"
#include "verify/manifests.h"
#include "verify/suite.h"

namespace sluice::verify {
namespace {

using doc::Value;

class Loader {
 public:
  Loader(doc::Reader& reader, const rulebook::Rulebook& rulebook, const Files& files)
      : reader_(reader), rulebook_(rulebook), files_(files), manifests_(reader, files) {}

  Suite Read(const Value& root);

 private:
  Test ReadTest(const Value& node);
  Case ReadCase(const Value& node);
  Assertion ReadAssertion(const Value& node);
  void ReadAssertions(const Value& node, Case& one);
  void ReadFilters(const Value& node, Assertion& assertion);
  void ReadRequest(const Value& node, Case& one);
  void ReadUser(const Value& node, RequestParts& parts);
  std::string ReadOperation(const Value& node, const RequestParts& parts);
  std::vector<policy::Source> ReadSources(const Value& list, std::string_view what);
  void ReadPolicies(const Value& node, Test& test);
  std::string Name(const Value& node, std::string_view what);
  std::optional<base::Time> ReadNow(const Value& node);
  std::optional<Amount> ReadAmount(const Value& node, std::string_view field);
  // A member's text, empty when it is not given.
  std::string Text(const Value& node, std::string_view field);
  std::string Word(const Value& node, std::string_view field,
                   std::span<const std::string_view> words);

  doc::Reader& reader_;
  const rulebook::Rulebook& rulebook_;
  const Files& files_;
  Manifests manifests_;
};

std::string Loader::Text(const Value& node, std::string_view field) {
  const Value* value = node.Find(field);
  return value == nullptr ? std::string() : reader_.Text(*value, field).value_or("");
}

std::string Loader::Word(const Value& node, std::string_view field,
                         std::span<const std::string_view> words) {
  const Value* value = node.Find(field);
  return value == nullptr ? std::string() : reader_.Word(*value, field, words).value_or("");
}

std::string Loader::Name(const Value& node, std::string_view what) {
  if (node.Find("name") == nullptr) reader_.Error(node, fmt::format("{} needs a name", what));
  return Text(node, "name");
}

std::string Loader::ReadOperation(const Value& node, const RequestParts& parts) {
  std::string implied = "CREATE";
  if (!parts.old_object.empty()) implied = parts.object.empty() ? "DELETE" : "UPDATE";
  const std::string word = Word(node, "operation", policy::kOperationWords);
  if (word.empty() || word == implied) return implied;
  reader_.Error(*node.Find("operation"),
                fmt::format("an operation {} needs {}", word,
                            word == "CREATE"   ? "object and no oldObject"
                            : word == "UPDATE" ? "object and oldObject"
                                               : "oldObject and no object"));
  return implied;
}

void Loader::ReadUser(const Value& node, RequestParts& parts) {
  const Value* user = node.Find("userInfo");
  if (user == nullptr || !reader_.Object(*user, "userInfo", kUserFields)) return;
  if (user->Find("username") != nullptr) parts.username = Text(*user, "username");
  if (const Value* groups = user->Find("groups")) parts.groups = reader_.Texts(*groups, "groups");
}

void Loader::ReadRequest(const Value& node, Case& one) {
  const std::size_t before = reader_.complaints().errors.size();
  auto object = manifests_.One(node, "object", "objectMerge");
  if (object && object->kind == "AdmissionReview") {
    for (const char* field :
         {"oldObject", "oldObjectMerge", "operation", "userInfo", "namespace"}) {
      if (const Value* given = node.Find(field)) {
        reader_.Error(*given, fmt::format("the AdmissionReview says {} itself", field));
      }
    }
    one.review = std::move(object->json);
    return;
  }
  RequestParts parts;
  if (object) parts.object = std::move(object->json);
  if (auto old = manifests_.One(node, "oldObject", "oldObjectMerge")) {
    parts.old_object = std::move(old->json);
  }
  parts.namespace_name = Text(node, "namespace");
  ReadUser(node, parts);
  if (reader_.complaints().errors.size() != before) return;
  if (parts.object.empty() && parts.old_object.empty()) {
    reader_.Error(node, "a case needs an object, or an oldObject that is deleted");
    return;
  }
  parts.operation = ReadOperation(node, parts);
  one.review = BuildReview(parts);
}

std::optional<base::Time> Loader::ReadNow(const Value& node) {
  const std::string text = Text(node, "now");
  if (text.empty()) return std::nullopt;
  const auto now = base::ParseTime(text);
  if (!now) reader_.Error(*node.Find("now"), "now must be a moment such as 2027-01-31T12:00:00Z");
  return now;
}

std::optional<Amount> Loader::ReadAmount(const Value& node, std::string_view field) {
  const Value* value = node.Find(field);
  if (value == nullptr) return std::nullopt;
  if (value->IsBool()) return value->AsBool() ? Amount{} : Amount{.exactly = 0};
  const auto count = reader_.Count(*value, fmt::format("{} (or true or false)", field));
  return Amount{.exactly = count.value_or(0)};
}

void Loader::ReadFilters(const Value& node, Assertion& assertion) {
  assertion.rule = Text(node, "rule");
  if (!assertion.rule.empty() && rulebook_.FindRule(assertion.rule) == nullptr) {
    const std::string_view near = rulebook_.NearestRule(assertion.rule);
    reader_.Error(*node.Find("rule"),
                  fmt::format("unknown rule '{}'{}", assertion.rule,
                              near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  }
  assertion.severity = Word(node, "severity", kSeverityWords);
  assertion.action = Word(node, "action", policy::kActionWords);
  assertion.lift = Word(node, "lift", kLiftWords);
  assertion.field = Text(node, "field");
  assertion.message = Text(node, "message");
  const auto good = CheckExpression(assertion.message);
  if (!good) reader_.Error(*node.Find("message"), good.error().message);
}

Assertion Loader::ReadAssertion(const Value& node) {
  Assertion assertion{.spot = reader_.At(node)};
  assertion.violations = ReadAmount(node, "violations");
  assertion.warnings = ReadAmount(node, "warnings");
  if (const Value* allowed = node.Find("allowed")) {
    assertion.allowed = reader_.Bool(*allowed, "allowed");
  }
  ReadFilters(node, assertion);
  const bool of_findings = !assertion.rule.empty() || !assertion.severity.empty() ||
                           !assertion.action.empty() || !assertion.lift.empty() ||
                           !assertion.field.empty();
  if (assertion.warnings && (assertion.violations || of_findings)) {
    reader_.Error(node, "warnings and violations are two assertions");
  }
  const bool of_message = !assertion.message.empty() && !assertion.warnings && !assertion.allowed;
  if ((of_findings || of_message) && !assertion.violations) assertion.violations = Amount{};
  if (node.members().empty()) reader_.Error(node, "this assertion asserts nothing");
  return assertion;
}

void Loader::ReadAssertions(const Value& node, Case& one) {
  if (const Value* allowed = node.Find("allowed")) {
    one.assertions.push_back(
        {.spot = reader_.At(*allowed), .allowed = reader_.Bool(*allowed, "allowed")});
  }
  one.patched = manifests_.One(node, "patchedObject", "");
  if (const Value* list = node.Find("assertions")) {
    for (const Value& item : reader_.Items(*list, "assertions")) {
      if (!reader_.Object(item, "an assertion", kAssertionFields)) continue;
      one.assertions.push_back(ReadAssertion(item));
    }
  }
  if (one.assertions.empty() && node.Find("patchedObject") == nullptr) {
    reader_.Error(node, "this case asserts nothing; give allowed, assertions or patchedObject");
  }
}

Case Loader::ReadCase(const Value& node) {
  Case one{.name = Name(node, "a case"), .spot = reader_.At(node)};
  ReadRequest(node, one);
  if (const Value* related = node.Find("related")) {
    one.related = manifests_.List(*related, "related");
    one.knows_related = true;
  }
  one.now = ReadNow(node);
  ReadAssertions(node, one);
  return one;
}

std::vector<policy::Source> Loader::ReadSources(const Value& list, std::string_view what) {
  std::vector<policy::Source> sources;
  for (const Value& item : reader_.Items(list, what)) {
    if (item.IsObject()) {
      sources.push_back({.file = fmt::format("{}:{}", reader_.file(), reader_.At(item).mark.line),
                         .text = doc::ToJson(item)});
      continue;
    }
    if (!reader_.Text(item, fmt::format("each of {}", what))) continue;
    auto read = files_.read_policies(manifests_.Resolve(item));
    if (!read) {
      reader_.Error(item, read.error().ToString());
      continue;
    }
    std::move(read->begin(), read->end(), std::back_inserter(sources));
  }
  return sources;
}

void Loader::ReadPolicies(const Value& node, Test& test) {
  test.profile = Text(node, "profile");
  const Value* policies = node.Find("policies");
  if ((policies == nullptr) == test.profile.empty()) {
    reader_.Error(node, "a test needs policies, or else a profile");
  }
  if (policies != nullptr) test.policies = ReadSources(*policies, "policies");
  if (const Value* exceptions = node.Find("exceptions")) {
    test.exceptions = ReadSources(*exceptions, "exceptions");
  }
  const std::string config = Text(node, "operatorConfig");
  if (config.empty()) return;
  const Value& path = *node.Find("operatorConfig");
  auto read = files_.read_operator_config(manifests_.Resolve(path));
  if (!read) {
    reader_.Error(path, read.error().ToString());
  } else {
    test.operator_config = *std::move(read);
  }
}

Test Loader::ReadTest(const Value& node) {
  Test test{.name = Name(node, "a test"), .spot = reader_.At(node)};
  ReadPolicies(node, test);
  if (const Value* list = node.Find("namespaces")) {
    test.namespaces = manifests_.List(*list, "namespaces");
  }
  const auto now = ReadNow(node);
  std::vector<Manifest> related;
  const Value* shared = node.Find("related");
  if (shared != nullptr) related = manifests_.List(*shared, "related");
  const Value* cases = node.Find("cases");
  if (cases == nullptr || (cases->IsArray() && cases->items().empty())) {
    reader_.Error(node, "a test needs cases");
    return test;
  }
  std::set<std::string> names;
  for (const Value& item : reader_.Items(*cases, "cases")) {
    if (!reader_.Object(item, "a case", kCaseFields)) continue;
    Case one = ReadCase(item);
    one.knows_related |= shared != nullptr;
    if (!one.now) one.now = now;
    one.related.insert(one.related.end(), related.begin(), related.end());
    if (!one.name.empty() && !names.insert(one.name).second) {
      reader_.Error(item, fmt::format("two cases are named '{}'", one.name));
    }
    test.cases.push_back(std::move(one));
  }
  return test;
}

Suite Loader::Read(const Value& root) {
  Suite suite{.file = reader_.file()};
  if (!reader_.Object(root, "a suite", kSuiteFields)) return suite;
  const std::string version = Text(root, "apiVersion");
  if (version != kApiVersion) {
    reader_.Error(root, fmt::format("apiVersion must be {}", kApiVersion));
  }
  if (Text(root, "kind") != kSuiteKind) {
    reader_.Error(root, fmt::format("kind must be {}", kSuiteKind));
  }
  if (const Value* metadata = root.Find("metadata")) {
    reader_.Object(*metadata, "metadata", kSuiteMetadataFields);
  }
  const Value* tests = root.Find("tests");
  if (tests == nullptr || (tests->IsArray() && tests->items().empty())) {
    reader_.Error(root, "a suite needs tests");
    return suite;
  }
  for (const Value& item : reader_.Items(*tests, "tests")) {
    if (reader_.Object(item, "a test", kTestFields)) suite.tests.push_back(ReadTest(item));
  }
  return suite;
}

}  // namespace

std::string Amount::ToString() const { return exactly ? std::to_string(*exactly) : "at least 1"; }

bool IsSuite(const doc::Value& root) {
  const Value* version = root.Find("apiVersion");
  return version != nullptr && version->text().starts_with("test.sluice.dev/");
}

std::shared_ptr<const Suite> Load(const doc::Document& document, const doc::Value& root,
                                  const std::string& file, const rulebook::Rulebook& rulebook,
                                  const Files& files, doc::Complaints& complaints) {
  const std::size_t before = complaints.errors.size();
  doc::Reader reader(document, file, complaints);
  Suite suite = Loader(reader, rulebook, files).Read(root);
  if (complaints.errors.size() != before) return nullptr;
  return std::make_shared<const Suite>(std::move(suite));
}

}  // namespace sluice::verify
