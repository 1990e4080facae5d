// SPDX-License-Identifier: Apache-2.0
#include "verify/ask.h"

#include <fmt/format.h>

#include <deque>

#include "sluice/flink/related.h"
#include "verify/json.h"

namespace sluice::verify {
namespace {

// What a case says of the rest of its namespace, in memory.
class Surroundings {
 public:
  Surroundings(const Test& test, const Case& one, std::string_view namespace_name)
      : objects_(one.knows_related) {
    for (const Manifest& manifest : one.related) {
      const doc::Value* object = Read(manifest);
      if (object == nullptr || manifest.kind == "Namespace") continue;
      const std::string_view place = MetadataText(*object, "namespace");
      if (place.empty() || place == namespace_name) objects_.Add(*object);
    }
    for (const auto* list : {&test.namespaces, &one.related}) {
      for (const Manifest& manifest : *list) {
        if (manifest.kind != "Namespace") continue;
        const doc::Value* object = Read(manifest);
        if (object != nullptr && MetadataText(*object, "name") == namespace_name)
          objects_.Add(*object);
      }
    }
  }

  [[nodiscard]] flink::Related Of(const doc::Value* object) const {
    return object == nullptr ? flink::Related() : objects_.RelatedTo(*object);
  }

 private:
  static std::string_view MetadataText(const doc::Value& object, std::string_view key) {
    const doc::Value* value = object.FindPath({"metadata", key});
    return TextOf(value);
  }

  const doc::Value* Read(const Manifest& manifest) {
    auto document = doc::ReadJson(manifest.json, {});
    if (!document) return nullptr;
    return &documents_.emplace_back(*std::move(document)).root();
  }

  std::deque<doc::Document> documents_;
  flink::NamespaceObjects objects_;
};

void See(const engine::JudgedFinding& judged, Answer& answer) {
  const rulebook::Finding& finding = judged.finding;
  const std::string rule(finding.rule->meta.id);
  const std::string severity(ToString(finding.severity));
  answer.seen.push_back({.rule = rule,
                         .severity = severity,
                         .action = std::string(ToString(judged.action)),
                         .lift = std::string(ToString(judged.lift)),
                         .field = finding.field,
                         .line = fmt::format("{}: {} [{}, {}] {}", finding.field, finding.detail,
                                             rule, severity, finding.fix)});
}

void TakeResponse(const engine::Outcome& outcome, Answer& answer) {
  const k8s::AdmissionResponse& response = outcome.response;
  answer.warnings.insert(answer.warnings.end(), response.warnings.begin(), response.warnings.end());
  if (!response.denial) return;
  answer.allowed = false;
  answer.denial = response.denial->message;
}

// The rules of a selection that the engine calls for this request.
void NoteLooked(const engine::Snapshot& snapshot, const k8s::AdmissionRequest& request,
                Answer& answer) {
  const bool sub = !request.sub_resource.empty();
  const flink::ResourceKind kind =
      sub ? flink::KindOfPlural(request.resource.group, request.resource.resource)
          : flink::KindOf(request.kind.group, request.kind.kind);
  for (const policy::BoundRule* bound : snapshot.policies->Select(engine::ScopeOf(request)).rules) {
    const rulebook::Rule& rule = *bound->rule;
    if ((rule.kinds & rulebook::Bit(kind)) == 0 || (sub && !rule.judges_scale)) continue;
    if (request.operation == k8s::Operation::kDelete && !rule.judges_delete) continue;
    answer.looked.emplace_back(rule.meta.id);
  }
}

void TakeVerdict(const engine::Snapshot& snapshot, const k8s::AdmissionRequest& request,
                 const engine::Outcome& outcome, Answer& answer) {
  const engine::Verdict& verdict = outcome.verdict;
  for (const auto* group :
       {&verdict.denials, &verdict.warnings, &verdict.audits, &verdict.exempted}) {
    for (const engine::JudgedFinding& judged : *group) See(judged, answer);
  }
  for (const rulebook::Skip& skip : outcome.skips) answer.skipped.emplace_back(skip.rule->meta.id);
  if (outcome.error.empty()) NoteLooked(snapshot, request, answer);
}

// A review that is no review at all, or that a limit refuses.
void TakeRefusal(const k8s::ReviewError& error, Answer& answer) {
  if (!error.by_user || error.uid.empty()) {
    answer.error = error.error.message;
    return;
  }
  TakeResponse(engine::Refuse(error), answer);
}

}  // namespace

Answer Ask(const engine::Snapshot& snapshot, const Test& test, const Case& one, base::Time now) {
  Answer answer{.object = ObjectOf(one.review)};
  auto request = k8s::DecodeReview(one.review, {});
  if (!request) {
    TakeRefusal(request.error(), answer);
    return answer;
  }
  request->now = one.now.value_or(now);
  const Surroundings surroundings(test, one, request->namespace_name);
  const engine::Outcome mutated =
      engine::Default(snapshot, *request, surroundings.Of(request->object));
  TakeResponse(mutated, answer);
  if (!answer.allowed) return answer;
  std::string review = one.review;
  if (!mutated.response.patch_json.empty()) {
    auto patched = WithPatch(review, mutated.response.patch_json);
    if (!patched) {
      answer.error = patched.error().message;
      return answer;
    }
    review = *std::move(patched);
    answer.object = ObjectOf(review);
  }
  auto judged = k8s::DecodeReview(review, {});
  if (!judged) {
    TakeRefusal(judged.error(), answer);
    return answer;
  }
  judged->now = request->now;
  const doc::Value* object = judged->object != nullptr ? judged->object : judged->old_object;
  const engine::Outcome outcome = engine::Validate(snapshot, *judged, surroundings.Of(object));
  TakeResponse(outcome, answer);
  TakeVerdict(snapshot, *judged, outcome, answer);
  return answer;
}

}  // namespace sluice::verify
