// SPDX-License-Identifier: Apache-2.0
// A native cluster starts as many task managers as the job needs slots; the last one has idle slots
// when the parallelism is no multiple of the slots. Jobs with several slot sharing groups may need
// them, which the request does not show.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

// The autoscaler sets the parallelism of each vertex itself.
bool IsAutoscaled(const Subject& subject) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"job.autoscaler.enabled",
                                              "kubernetes.operator.job.autoscaler.enabled"},
      [&subject](std::string_view key) {
        const Entry* entry = subject.config.FindKey(key);
        return entry != nullptr && flink::ParseBoolean(entry->value).value_or(false);
      });
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  const flink::Resource& resource = subject.resource;
  if (!resource.IsApplication() || resource.deployment_mode != flink::DeploymentMode::kNative ||
      resource.task_manager.replicas.present() || IsAutoscaled(subject)) {
    return;
  }
  const auto parallelism = resource.job.parallelism.integer();
  const auto slots = rulebook::Slots(subject);
  if (!parallelism || *parallelism < 1 || !slots || *parallelism % *slots == 0) return;
  const std::int64_t idle = *slots - *parallelism % *slots;
  findings.Add(At(*resource.job.parallelism.node),
               "job.parallelism is " + std::to_string(*parallelism) + " with " +
                   std::to_string(*slots) + " slots per task manager, which leaves " +
                   std::to_string(idle) + (idle == 1 ? " slot idle" : " slots idle"),
               {.measure = static_cast<double>(idle)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule parallelism_not_slot_multiple;
constinit const Rule parallelism_not_slot_multiple{
    .meta = {.id = "parallelism-not-slot-multiple",
             .title = "The job fills the slots of its task managers",
             .category = Category::kOperability,
             .severity = Severity::kInfo,
             .reason = "Task managers come whole: what the parallelism leaves over stays empty.",
             .consequence = "CPU and memory of the idle slots are reserved and paid for.",
             .remediation =
                 "Set job.parallelism to a multiple of taskmanager.numberOfTaskSlots, or "
                 "use fewer slots.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "concepts/flink-architecture/#task-slots-and-resources",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
