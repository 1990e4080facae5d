// SPDX-License-Identifier: Apache-2.0
// The number of task managers stays within the bounds of the policy, whether it is written in the
// resource or asked for through the scale subresource, which shows nothing but the number.
#include "rules/support/helpers.h"

namespace sluice::rules {
namespace {

enum Index : std::size_t { kMinimum, kMaximum };
constexpr Param kParams[] = {
    {"minimumTaskManagers", ParamType::kInteger, "1", "The fewest task managers.", 0, 100000},
    {"maximumTaskManagers", ParamType::kInteger, "0", "The most task managers; 0 = no bound.", 0,
     100000},
};

void Check(const Subject& subject, const Params& params, Findings& findings) {
  const flink::Field& field =
      subject.scale ? subject.scale->replicas : subject.resource.task_manager.replicas;
  if (!subject.scale && !field.present()) return;
  const auto set = field.integer();
  if (!set && field.present()) return;  // resource-unreadable says so
  const std::int64_t replicas = set.value_or(0);
  const std::int64_t least = params.Integer(kMinimum);
  const std::int64_t most = params.Integer(kMaximum);
  if (replicas >= least && (most == 0 || replicas <= most)) return;
  const Place place = field.present()
                          ? At(*field.node)
                          : Place{.node = subject.scale->root, .missing = {"spec", "replicas"}};
  const std::string bounds =
      replicas < least ? "at least " + std::to_string(least) : "at most " + std::to_string(most);
  findings.Add(
      place, std::to_string(replicas) + " task managers are asked for; the policy allows " + bounds,
      {.fix = "Ask for " + bounds + " task managers.",
       .measure = static_cast<double>(replicas < least ? least - replicas : replicas - most)});
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule replicas_out_of_bounds;
constinit const Rule replicas_out_of_bounds{
    .meta = {.id = "replicas-out-of-bounds",
             .title = "The number of task managers is within the policy's bounds",
             .category = Category::kOperability,
             .severity = Severity::kMedium,
             .reason = "The operator refuses fewer than one task manager, and a slip of the finger "
                       "or an autoscaler can ask for more than the cluster has.",
             .consequence = "The resource is not deployed, or its pods take what others need.",
             .remediation = "Choose a number of task managers within the policy's bounds.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/reference/",
             .params = kParams},
    .kinds = rulebook::kClusterKinds,
    .judges_scale = true,
    .revisions = kRevisions,
};

}  // namespace sluice::rules
