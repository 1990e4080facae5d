// SPDX-License-Identifier: Apache-2.0
// Two toy rules and two toy defaults, and reviews to try them on.
#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "sluice/engine/engine.h"
#include "sluice/flink/options/ids.h"

namespace sluice::engine::toys {

namespace options = flink::options;
using Json = nlohmann::json;

// Finds every FlinkDeployment without high availability.
inline void NoHa(const flink::Subject& subject, const rulebook::Params&, rulebook::Findings& out) {
  if (subject.config.IsSet(options::kHighAvailabilityType)) return;
  out.Add(rulebook::OptionPlace(subject, options::kHighAvailabilityType),
          "high availability is off");
}

// Finds parallelism above 100, once for each hundred.
inline void Wide(const flink::Subject& subject, const rulebook::Params&, rulebook::Findings& out) {
  const std::int64_t parallelism = subject.resource.job.parallelism.integer().value_or(0);
  for (std::int64_t i = 1; i <= parallelism / 100; ++i) {
    out.Add(rulebook::SpecPlace(subject, {"job", "parallelism"}),
            "parallelism passes " + std::to_string(i * 100));
  }
}

// Finds a savepoint directory: what a default must not add then.
inline void NoSavepoints(const flink::Subject& subject, const rulebook::Params&,
                         rulebook::Findings& out) {
  if (!subject.config.IsSet(options::kExecutionCheckpointingSavepointDir)) return;
  out.Add(rulebook::OptionPlace(subject, options::kExecutionCheckpointingSavepointDir),
          "it is set");
}

inline void Broken(const flink::Subject&, const rulebook::Params&, rulebook::Findings&) {
  throw std::runtime_error("broken rule");
}

inline void AddHa(const flink::Subject&, const rulebook::Params&, rulebook::PatchBuilder& patch) {
  patch.SetOption(options::kHighAvailabilityStorageDir, "s3://state/ha");
  patch.SetOption(options::kHighAvailabilityType, "kubernetes");
}

inline void AddDns(const flink::Subject&, const rulebook::Params&, rulebook::PatchBuilder& patch) {
  patch.SetField({"spec", "podTemplate", "spec", "dnsPolicy"}, "\"ClusterFirst\"");
  patch.SetField({"spec", "podTemplate", "metadata", "labels", "a/b~c"}, "\"x\"");
}

inline void AddSavepoints(const flink::Subject&, const rulebook::Params&,
                          rulebook::PatchBuilder& patch) {
  patch.SetOption(options::kExecutionCheckpointingSavepointDir, "s3://state/savepoints");
}

// As the second revision of "wide": also finds parallelism above 10.
inline void WideSince1(const flink::Subject& subject, const rulebook::Params& params,
                       rulebook::Findings& out) {
  Wide(subject, params, out);
  if (!out.findings().empty()) return;
  if (subject.resource.job.parallelism.integer().value_or(0) <= 10) return;
  out.Add(rulebook::SpecPlace(subject, {"job", "parallelism"}), "parallelism passes 10");
}

inline constexpr rulebook::Revision kNoHa[] = {{.since = {0, 1}, .check = &NoHa}};
inline constexpr rulebook::Revision kWide[] = {{.since = {0, 0}, .check = &Wide},
                                               {.since = {0, 1}, .check = &WideSince1}};
inline constexpr rulebook::Revision kNoSavepoints[] = {{.since = {0, 1}, .check = &NoSavepoints}};
inline constexpr rulebook::Revision kBroken[] = {{.since = {0, 1}, .check = &Broken}};

constexpr rulebook::Rule Toy(std::string_view id, rulebook::Severity severity,
                             std::span<const rulebook::Revision> revisions) {
  return {.meta = {.id = id,
                   .title = "t",
                   .severity = severity,
                   .reason = "r",
                   .remediation = "Set it right."},
          .kinds = rulebook::Bit(flink::ResourceKind::kFlinkDeployment),
          .revisions = revisions};
}

inline constexpr rulebook::Rule kRules[] = {
    Toy("no-ha", rulebook::Severity::kHigh, kNoHa), Toy("wide", rulebook::Severity::kMedium, kWide),
    Toy("no-savepoints", rulebook::Severity::kHigh, kNoSavepoints),
    Toy("broken", rulebook::Severity::kHigh, kBroken)};
inline constexpr rulebook::Default kDefaults[] = {
    {.meta = {.id = "ha", .title = "t"}, .order = 1, .apply = &AddHa},
    {.meta = {.id = "dns", .title = "t"}, .order = 2, .apply = &AddDns},
    {.meta = {.id = "savepoints", .title = "t"}, .order = 3, .apply = &AddSavepoints}};

// A snapshot with one policy, whose spec follows `profile: toys`; the profile switches all off.
inline Snapshot With(const std::string& spec) {
  Snapshot snapshot;
  auto book = rulebook::Rulebook::Build({&kRules[0], &kRules[1], &kRules[2], &kRules[3]},
                                        {&kDefaults[0], &kDefaults[1], &kDefaults[2]});
  if (!book) throw std::runtime_error(book.error().message);
  snapshot.rulebook = std::make_shared<const rulebook::Rulebook>(*std::move(book));
  const policy::Source source{
      .file = "toys.yaml",
      .text =
          "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkProfile\n"
          "metadata: {name: toys}\nspec:\n  rules:\n  - {id: no-ha, actions: []}\n"
          "  - {id: wide, actions: []}\n  - {id: no-savepoints, actions: []}\n"
          "  - {id: broken, actions: []}\n---\n"
          "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\n"
          "metadata: {name: toy-policy}\nspec:\n  profile: toys\n" +
          spec};
  auto set = policy::PolicySet::Load(*snapshot.rulebook, {}, {&source, 1});
  if (!set) throw std::runtime_error(set.error().front().ToString());
  snapshot.policies = std::make_shared<const policy::PolicySet>(*std::move(set));
  return snapshot;
}

inline Json Deployment() {
  return Json::parse(R"({"apiVersion": "flink.apache.org/v1beta1", "kind": "FlinkDeployment",
    "metadata": {"name": "orders", "namespace": "shop"},
    "spec": {"image": "flink:1.20.1", "flinkVersion": "v1_20",
      "jobManager": {"resource": {"cpu": 1, "memory": "2048m"}},
      "taskManager": {"resource": {"cpu": 2, "memory": "4096m"}},
      "job": {"jarURI": "local:///job.jar", "parallelism": 4}}})");
}

// The review of a request about `object`; `old` makes it an UPDATE unless `operation` says else.
inline std::string Review(const Json& object, const Json& old = nullptr,
                          const std::string& operation = "", const Json& more = Json::object()) {
  const Json& known = object.is_null() ? old : object;
  Json request = {
      {"uid", "3d9dc6d4-2b2c-4b0c-8d5f-1f0e2d3c4b5a"},
      {"kind",
       {{"group", "flink.apache.org"},
        {"version", "v1beta1"},
        {"kind", known.value("kind", "FlinkDeployment")}}},
      {"resource",
       {{"group", "flink.apache.org"}, {"version", "v1beta1"}, {"resource", "flinkdeployments"}}},
      {"name", "orders"},
      {"namespace", "shop"},
      {"operation", !operation.empty() ? operation
                    : old.is_null()    ? "CREATE"
                                       : "UPDATE"},
      {"userInfo", {{"username", "alice"}}},
      {"object", object},
      {"oldObject", old},
      {"dryRun", false}};
  request.update(more);
  return Json{{"kind", "AdmissionReview"},
              {"apiVersion", "admission.k8s.io/v1"},
              {"request", std::move(request)}}
      .dump();
}

inline k8s::AdmissionRequest Decoded(const std::string& review) {
  auto request = k8s::DecodeReview(review, {});
  if (!request) throw std::runtime_error(request.error().error.message);
  return *std::move(request);
}

inline Outcome ValidateText(const Snapshot& snapshot, const std::string& review) {
  return Validate(snapshot, Decoded(review));
}

inline Outcome DefaultText(const Snapshot& snapshot, const std::string& review) {
  return Default(snapshot, Decoded(review));
}

inline std::string Annotation(const Outcome& outcome, std::string_view name) {
  for (const auto& [key, value] : outcome.response.audit_annotations) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace sluice::engine::toys
