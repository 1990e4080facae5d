// SPDX-License-Identifier: Apache-2.0
// Toy rules of each way to get worse, policies around them, and exceptions to them.
#pragma once

#include "engine/toys.h"
#include "sluice/flink/subject.h"

namespace sluice::engine::lifts {

using toys::Json;

// Parallelism above 100, measured.
inline void Wide(const flink::Subject& subject, const rulebook::Params&, rulebook::Findings& out) {
  const std::int64_t parallelism = subject.resource.job.parallelism.integer().value_or(0);
  if (parallelism <= 100) return;
  out.Add(rulebook::At(*subject.resource.job.parallelism.node),
          "parallelism is " + std::to_string(parallelism),
          {.measure = static_cast<double>(parallelism - 100)});
}

// Replicas above 3, measured; also of the scale subresource.
inline void Many(const flink::Subject& subject, const rulebook::Params&, rulebook::Findings& out) {
  const flink::Field& replicas =
      subject.scale ? subject.scale->replicas : subject.resource.task_manager.replicas;
  if (replicas.integer().value_or(0) <= 3) return;
  out.Add(rulebook::At(*replicas.node), "replicas: " + std::string(replicas.text()),
          {.measure = static_cast<double>(*replicas.integer())});
}

// Container images of another registry than good/.
inline void Image(const flink::Subject& subject, const rulebook::Params&, rulebook::Findings& out) {
  const auto pod = flink::PodOf(subject.resource, flink::RoleKind::kTaskManager);
  for (const doc::Value* container : pod.Containers()) {
    const doc::Value* image = container->Find("image");
    if (image == nullptr || image->text().starts_with("good/")) continue;
    out.Add(rulebook::At(*image), "image is " + std::string(image->text()));
  }
}

// A state backend other than rocksdb, wherever and under whatever name it is written.
inline void Backend(const flink::Subject& subject, const rulebook::Params&,
                    rulebook::Findings& out) {
  const flink::Entry* entry = subject.config.Find(flink::options::kStateBackendType);
  if (entry == nullptr || entry->value == "rocksdb") return;
  out.Add(rulebook::OptionPlace(subject, flink::options::kStateBackendType),
          "the backend is " + std::string(entry->value));
}

// Any change of the jar.
inline void Step(const flink::Subject& subject, const rulebook::Params&, rulebook::Findings& out) {
  if (!subject.old_resource) return;
  if (subject.old_resource->job.jar_uri.text() == subject.resource.job.jar_uri.text()) return;
  out.Add(rulebook::At(*subject.resource.job.jar_uri.node), "the jar changes");
}

// One finding for each unit of parallelism, all at one place.
inline void Chatty(const flink::Subject& subject, const rulebook::Params&,
                   rulebook::Findings& out) {
  const std::int64_t parallelism = subject.resource.job.parallelism.integer().value_or(0);
  for (std::int64_t i = 0; i < parallelism; ++i) {
    out.Add(rulebook::At(*subject.resource.job.node), "unit " + std::to_string(i));
  }
}

inline constexpr rulebook::Revision kWide[] = {{.since = {0, 1}, .check = &Wide}};
inline constexpr rulebook::Revision kMany[] = {{.since = {0, 1}, .check = &Many}};
inline constexpr rulebook::Revision kImage[] = {{.since = {0, 1}, .check = &Image}};
inline constexpr rulebook::Revision kBackend[] = {{.since = {0, 1}, .check = &Backend}};
inline constexpr rulebook::Revision kStep[] = {{.since = {0, 1}, .check = &Step}};
inline constexpr rulebook::Revision kChatty[] = {{.since = {0, 1}, .check = &Chatty}};

constexpr rulebook::Rule Toy(std::string_view id, std::span<const rulebook::Revision> revisions,
                             rulebook::Worsening worsening = rulebook::Worsening::kByPlace,
                             bool judges_change = false, bool judges_scale = false) {
  return {.meta = {.id = id,
                   .title = "t",
                   .severity = rulebook::Severity::kHigh,
                   .reason = "r",
                   .remediation = "Mend it."},
          .kinds = rulebook::Bit(flink::ResourceKind::kFlinkDeployment),
          .judges_scale = judges_scale,
          .judges_change = judges_change,
          .worsening = worsening,
          .revisions = revisions};
}

inline constexpr rulebook::Rule kRules[] = {
    Toy("backend", kBackend),
    Toy("chatty", kChatty),
    Toy("image", kImage, rulebook::Worsening::kByValue),
    Toy("many", kMany, rulebook::Worsening::kByPlace, false, true),
    Toy("step", kStep, rulebook::Worsening::kByPlace, true),
    Toy("wide", kWide)};

inline std::string Policy(const std::string& name, const std::string& rules,
                          const std::string& more = "") {
  return "---\napiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {name: " +
         name + "}\nspec:\n  profile: silent\n  rules:\n" + rules + more;
}

inline std::string Exception(const std::string& name, const std::string& refs,
                             const std::string& more = "") {
  return "---\napiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicyException\nmetadata: "
         "{name: " +
         name + "}\nspec:\n  policyRefs: [" + refs +
         "]\n  match: {namespaces: [shop]}\n  reason: r\n  owner: data-team\n"
         "  expiresAt: 2027-01-01T00:00:00Z\n" +
         more;
}

// A snapshot of these policies; what they do not name is off.
inline Snapshot With(const std::string& policies, const std::string& exceptions = "") {
  Snapshot snapshot;
  std::vector<const rulebook::Rule*> rules;
  std::string off =
      "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkProfile\n"
      "metadata: {name: silent}\nspec:\n  rules:\n";
  for (const rulebook::Rule& rule : kRules) {
    rules.push_back(&rule);
    off += "  - {id: " + std::string(rule.meta.id) + ", actions: []}\n";
  }
  auto book = rulebook::Rulebook::Build(std::move(rules), {});
  if (!book) throw std::runtime_error(book.error().message);
  snapshot.rulebook = std::make_shared<const rulebook::Rulebook>(*std::move(book));
  const policy::Source source{.file = "p.yaml", .text = off + policies};
  auto set = policy::PolicySet::Load(*snapshot.rulebook, {}, {&source, 1});
  if (!set) throw std::runtime_error(set.error().front().ToString());
  snapshot.policies = std::make_shared<const policy::PolicySet>(*std::move(set));
  if (exceptions.empty()) return snapshot;
  const policy::Source more{.file = "e.yaml", .text = exceptions};
  auto loaded = policy::ExceptionSet::Load(*snapshot.rulebook, *snapshot.policies, {&more, 1});
  if (!loaded) throw std::runtime_error(loaded.error().front().ToString());
  snapshot.exceptions = std::make_shared<const policy::ExceptionSet>(*std::move(loaded));
  return snapshot;
}

inline Outcome Judged(const Snapshot& snapshot, const Json& object, const Json& old = nullptr,
                      const Json& more = Json::object(), const char* now = "2026-06-01T00:00:00Z") {
  k8s::AdmissionRequest request = toys::Decoded(toys::Review(object, old, "", more));
  if (now != nullptr) request.now = base::ParseTime(now);
  return Validate(snapshot, request);
}

inline Json At(std::initializer_list<std::pair<const char*, Json>> changes) {
  Json object = toys::Deployment();
  for (const auto& [pointer, value] : changes) object[Json::json_pointer(pointer)] = value;
  return object;
}

}  // namespace sluice::engine::lifts
