// SPDX-License-Identifier: Apache-2.0
#include "app/check.h"

#include <set>

#include "app/objects.h"
#include "sluice/doc/pointer.h"
#include "sluice/rulebook/words.h"

namespace sluice::app {
namespace {

// The place of a finding in the file: the judged tree may be a patched copy, so the pointer is
// followed in the tree as it was read, as far as it goes there.
doc::Mark MarkOf(const InputObject& input, std::string pointer) {
  while (true) {
    const doc::Value* node = doc::Resolve(*input.object, pointer);
    if (node != nullptr) return input.document->MarkOf(*node);
    const std::size_t slash = pointer.rfind('/');
    if (slash == std::string::npos) return {};
    pointer.resize(slash);
  }
}

std::vector<std::string_view> GroupsOf(const Requester& requester) {
  return {requester.groups.begin(), requester.groups.end()};
}

policy::Selection SelectFor(const flink::Question& question, const engine::Snapshot& snapshot,
                            const Requester& requester) {
  const std::vector<std::string_view> groups = GroupsOf(requester);
  policy::Scope scope{.namespace_name = question.namespace_name,
                      .kind = question.kind,
                      .operation = question.change == flink::Change::kUpdate
                                       ? k8s::Operation::kUpdate
                                       : k8s::Operation::kCreate,
                      .object = question.object,
                      .old_object = question.old_object};
  if (!requester.user.empty()) scope.username = requester.user;
  if (!groups.empty()) scope.groups = groups;
  return snapshot.policies->Select(scope);
}

// The object as a CREATE (or the UPDATE) would leave it; what defaults did is told in `checked`.
doc::Document Defaulted(const engine::Snapshot& snapshot, const policy::Selection& selection,
                        const flink::Question& question, doc::Document object,
                        report::CheckedObject& checked) {
  engine::Mutation mutation = engine::Mutate(snapshot, selection, question, object);
  std::vector<doc::Addition> additions;
  for (const rulebook::Addition& addition : mutation.additions) {
    additions.push_back({addition.tokens, addition.value_json});
  }
  checked.defaults = std::move(mutation.additions);
  checked.declined = std::move(mutation.declined);
  // Additions that cannot be made would be our bug; the object is then judged as it stands.
  if (auto patched = doc::WithAdded(object, additions)) return *std::move(patched);
  return object;
}

report::LocatedFinding Located(const engine::JudgedFinding& judged, const InputObject& input,
                               flink::FlinkVersion version) {
  const doc::Mark mark = MarkOf(input, judged.finding.pointer);
  report::LocatedFinding found{.judged = judged,
                               .mark = mark,
                               .excerpt = Excerpt(*input.text, mark),
                               .docs = rulebook::DocsOf(judged.finding.rule->meta, version),
                               .fingerprint = policy::FingerprintOf(judged.finding)};
  found.judged.finding.node = nullptr;  // the judged tree ends before the report
  return found;
}

// What became of each exception over all objects.
void CountExceptions(const engine::Snapshot& snapshot, const CheckOptions& options,
                     report::CheckReport& report) {
  if (snapshot.exceptions == nullptr) return;
  for (const policy::Exception& exception : snapshot.exceptions->all()) {
    const auto state =
        options.now ? StateOf(exception, *options.now) : policy::ExceptionState::kExpired;
    report.exceptions.push_back({.exception = &exception, .state = state});
  }
  for (const report::CheckedObject& object : report.objects) {
    for (const report::LocatedFinding& found : object.findings) {
      for (report::ExceptionLine& line : report.exceptions) {
        if (line.exception == found.judged.exception) ++line.lifted;
      }
    }
  }
}

}  // namespace

report::CheckedObject CheckObject(const InputObject& input, const doc::Value* old_object,
                                  const Objects& objects, const engine::Snapshot& snapshot,
                                  const CheckOptions& options) {
  const auto ask = [&](const doc::Value& object) {
    flink::Question question = objects.QuestionOf(object);
    question.username = options.requester.user;
    question.now = options.now;
    question.old_object = old_object;
    if (old_object != nullptr) question.change = flink::Change::kUpdate;
    return question;
  };
  flink::Question question = ask(*input.object);
  const policy::Selection selection = SelectFor(question, snapshot, options.requester);
  report::CheckedObject checked{.file = input.file,
                                .item = input.item,
                                .kind = std::string(question.kind),
                                .namespace_name = std::string(question.namespace_name),
                                .name = std::string(question.name)};
  for (const std::string* name : selection.perhaps) checked.perhaps.push_back(*name);
  doc::Document judged = doc::Subtree(*input.document, *input.object);
  if (options.defaults) {
    judged = Defaulted(snapshot, selection, question, std::move(judged), checked);
  }
  question = ask(judged.root());
  const flink::Subject subject = flink::Understand(question, snapshot.Known());
  engine::Judgement judgement = engine::Judge(selection, subject);
  checked.skips = judgement.skips;
  const std::vector<std::string_view> groups = GroupsOf(options.requester);
  const engine::Verdict verdict = engine::Decide(
      {.snapshot = snapshot, .selection = selection, .question = question, .groups = groups},
      subject, std::move(judgement));
  checked.allowed = verdict.allowed;
  for (const auto* group :
       {&verdict.denials, &verdict.exempted, &verdict.warnings, &verdict.audits}) {
    for (const engine::JudgedFinding& finding : *group) {
      checked.findings.push_back(Located(finding, input, subject.version()));
    }
  }
  return checked;
}

report::CheckReport Check(const Input& input, const engine::Snapshot& snapshot,
                          const CheckOptions& options, const std::string& label) {
  report::CheckReport report{
      .profile = label, .policy_digest = snapshot.Digest(), .files = input.files};
  std::set<std::string> perhaps;
  report.problems.reserve(input.problems.size());
  for (const base::Error& error : input.problems) report.problems.push_back({error});
  const Objects objects(input, options.namespace_name, options.complete);
  for (const InputObject& object : input.objects) {
    if (!IsFlinkObject(*object.object)) {
      ++report.other_documents;
      continue;
    }
    report.objects.push_back(CheckObject(object, nullptr, objects, snapshot, options));
    for (const std::string& name : report.objects.back().perhaps) perhaps.insert(name);
  }
  for (const std::string& name : perhaps) {
    report.notes.push_back("policy " + name +
                           " holds for some users only and was taken to hold; say who asks with "
                           "--user and --group");
  }
  CountExceptions(snapshot, options, report);
  return report;
}

}  // namespace sluice::app
