// SPDX-License-Identifier: Apache-2.0
// Documents of exceptions to typed values.
#include "policy/exception_parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sluice/policy/fields.h"

namespace sluice::policy {
namespace {

// Reads one document.
class ExceptionReader {
 public:
  ExceptionReader(Reader& reader, const rulebook::Rulebook& rulebook, const PolicySet& policies)
      : reader_(reader), rulebook_(rulebook), policies_(policies) {}

  // Nothing when the document is no exception. What else is wrong is complained about.
  std::optional<Exception> Read(const doc::Value& root) {
    if (!reader_.Object(root, "an exception", kExceptionDocument) || !IsException(root)) return {};
    const doc::Value* spec = root.Find("spec");
    if (spec == nullptr || !reader_.Object(*spec, "the spec of an exception", kExceptionFields)) {
      if (spec == nullptr) reader_.Error(root, "spec is missing");
      return {};
    }
    Exception exception;
    exception.name = ReadName(reader_, root);
    exception.file = reader_.file();
    exception.line = reader_.At(root).mark.line;
    exception.reason = Mandatory(*spec, "reason");
    exception.owner = Mandatory(*spec, "owner");
    if (const doc::Value* ticket = spec->Find("ticket")) {
      exception.ticket = reader_.Text(*ticket, "ticket").value_or("");
    }
    exception.expires = ReadExpiry(*spec);
    ReadMatch(*spec, exception);
    ReadRefs(*spec, exception);
    ReadFindings(*spec, exception);
    return exception;
  }

 private:
  bool IsException(const doc::Value& root) {
    const doc::Value* version = root.Find("apiVersion");
    const doc::Value* kind = root.Find("kind");
    if (version == nullptr || version->text() != kApiVersion) {
      reader_.Error(version == nullptr ? root : *version,
                    fmt::format("apiVersion must be {}", kApiVersion));
      return false;
    }
    if (kind != nullptr && kind->text() == kExceptionKind) return true;
    reader_.Error(kind == nullptr ? root : *kind,
                  "kind must be FlinkPolicyException: policies and profiles do not count in a "
                  "folder of exceptions");
    return false;
  }

  std::string Mandatory(const doc::Value& node, std::string_view field) {
    const doc::Value* value = node.Find(field);
    if (value == nullptr) {
      reader_.Error(node, fmt::format("{} is missing", field));
      return {};
    }
    return reader_.Text(*value, field).value_or("");
  }

  base::Time ReadExpiry(const doc::Value& spec) {
    const doc::Value* node = spec.Find("expiresAt");
    if (node == nullptr) {
      reader_.Error(spec, "expiresAt is missing: an exception ends");
      return {};
    }
    if (const auto time = base::ParseTime(node->text())) return *time;
    reader_.Error(*node, "expiresAt must be a moment such as 2026-12-31T00:00:00Z");
    return {};
  }

  void ReadMatch(const doc::Value& spec, Exception& exception) {
    const doc::Value* match = spec.Find("match");
    if (match == nullptr || !reader_.Object(*match, "match", kExceptionMatchFields)) {
      if (match == nullptr) reader_.Error(spec, "match is missing: name the namespaces");
      return;
    }
    exception.namespaces = ReadPatterns(reader_, *match, "namespaces");
    if (const doc::Value* kinds = match->Find("kinds")) {
      exception.kinds = ReadKinds(reader_, *kinds);
    }
    if (const doc::Value* names = match->Find("names")) {
      exception.names = reader_.Texts(*names, "names");
      if (names->IsArray() && names->items().empty()) {
        reader_.Error(*names, "names is empty, so the exception would be for nothing");
      }
    }
    const doc::Value* namespaces = match->Find("namespaces");
    if (namespaces == nullptr || namespaces->items().empty()) {
      reader_.Error(namespaces == nullptr ? *match : *namespaces,
                    "match.namespaces must name a namespace or a pattern");
    }
  }

  const rulebook::Rule* RuleOf(const doc::Value& node) {
    const rulebook::Rule* rule = rulebook_.FindRule(node.text());
    if (rule != nullptr) return rule;
    std::vector<std::string_view> ids;
    for (const rulebook::Rule* one : rulebook_.rules()) ids.push_back(one->meta.id);
    reader_.Error(node,
                  fmt::format("unknown rule '{}'{}", node.text(), DidYouMean(node.text(), ids)));
    return nullptr;
  }

  // An exception to what only goes to the audit log, or is off, does nothing.
  void NoteIdle(const doc::Value& node, const std::string& policy, const rulebook::Rule& rule) {
    const BoundRule* bound = policies_.Find(policy, rule);
    if (bound != nullptr && bound->action != rulebook::Action::kAudit) return;
    reader_.Note(node, fmt::format("policy '{}' neither denies nor warns by rule '{}', so nothing "
                                   "is lifted",
                                   policy, rule.meta.id));
  }

  void ReadRef(const doc::Value& node, Exception& exception) {
    if (!reader_.Object(node, "a policy reference", kPolicyRefFields)) return;
    Exception::Ref ref{.policy = Mandatory(node, "policy")};
    const std::vector<std::string_view> known = policies_.policy_names();
    const bool exists = std::find(known.begin(), known.end(), ref.policy) != known.end();
    if (!exists && !ref.policy.empty()) {
      reader_.Error(*node.Find("policy"), fmt::format("unknown policy '{}'{}", ref.policy,
                                                      DidYouMean(ref.policy, known)));
    }
    const doc::Value* rules = node.Find("rules");
    if (rules == nullptr || (rules->IsArray() && rules->items().empty())) {
      reader_.Error(rules == nullptr ? node : *rules, "rules must name a rule");
      return;
    }
    for (const doc::Value& item : reader_.Items(*rules, "rules")) {
      const rulebook::Rule* rule = RuleOf(item);
      if (rule == nullptr) continue;
      ref.rules.push_back(rule);
      if (exists) NoteIdle(item, ref.policy, *rule);
    }
    exception.refs.push_back(std::move(ref));
  }

  void ReadRefs(const doc::Value& spec, Exception& exception) {
    const doc::Value* refs = spec.Find("policyRefs");
    if (refs == nullptr || (refs->IsArray() && refs->items().empty())) {
      reader_.Error(refs == nullptr ? spec : *refs, "policyRefs must name a policy and its rules");
      return;
    }
    for (const doc::Value& item : reader_.Items(*refs, "policyRefs")) ReadRef(item, exception);
  }

  void ReadFindings(const doc::Value& spec, Exception& exception) {
    const doc::Value* findings = spec.Find("findings");
    if (findings == nullptr) return;
    if (findings->IsArray() && findings->items().empty()) {
      reader_.Error(*findings, "findings is empty, so the exception would be for nothing");
    }
    for (const doc::Value& item : reader_.Items(*findings, "findings")) {
      if (reader_.Object(item, "a finding", kExceptedFindingFields)) ReadFinding(item, exception);
    }
  }

  void ReadFinding(const doc::Value& node, Exception& exception) {
    ExceptedFinding finding{.field = Mandatory(node, "field")};
    if (!Mandatory(node, "rule").empty()) finding.rule = RuleOf(*node.Find("rule"));
    if (finding.rule == nullptr) return;
    const bool named =
        std::any_of(exception.refs.begin(), exception.refs.end(), [&](const Exception::Ref& ref) {
          return std::find(ref.rules.begin(), ref.rules.end(), finding.rule) != ref.rules.end();
        });
    if (!named) reader_.Error(*node.Find("rule"), "no policyRefs entry names this rule");
    if (const doc::Value* at_most = node.Find("atMost")) finding.at_most = Number(*at_most);
    if (const doc::Value* value = node.Find("value")) {
      finding.value = reader_.Text(*value, "value").value_or("");
    }
    exception.findings.push_back(std::move(finding));
  }

  std::optional<double> Number(const doc::Value& node) {
    const std::string_view text = node.text();
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size() && std::isfinite(number)) {
      return number;
    }
    reader_.Error(node, "atMost must be a number");
    return std::nullopt;
  }

  Reader& reader_;
  const rulebook::Rulebook& rulebook_;
  const PolicySet& policies_;
};

}  // namespace

void ReadExceptions(const Source& source, const rulebook::Rulebook& rulebook,
                    const PolicySet& policies, std::vector<Exception>& exceptions,
                    Complaints& complaints) {
  const auto documents = doc::ReadYaml(source.text, doc::Limits());
  if (!documents) {
    base::Error error = documents.error();
    error.file = source.file;
    complaints.errors.push_back(std::move(error));
    return;
  }
  for (const doc::Document& document : *documents) {
    Reader reader(document, source.file, complaints);
    auto exception = ExceptionReader(reader, rulebook, policies).Read(document.root());
    if (exception) exceptions.push_back(*std::move(exception));
  }
}

}  // namespace sluice::policy
