// SPDX-License-Identifier: Apache-2.0
// Bounds how many slots, and with them task managers, a native session cluster may ask for.
#include "defaults/support/helpers.h"

namespace sluice::defaults {
namespace {

enum Index : std::size_t { kMaxSlots };
constexpr Param kParams[] = {
    {"maxSlots", ParamType::kInteger, "0",
     "Slots that all jobs of a session cluster have together; 0 = nothing is added.", 0, 100'000},
};

// The slots that the cluster keeps ready, where somebody set them.
std::int64_t LeastSlots(const Subject& subject) {
  const auto least = subject.config.Integer(options::kSlotmanagerNumberOfSlotsMin);
  return least && least->has_value() ? **least : 0;
}

void Apply(const Subject& subject, const Params& params, PatchBuilder& patch) {
  const flink::Resource& resource = subject.resource;
  // In standalone mode the number of task managers is fixed.
  if (!resource.IsSessionCluster()) return;
  if (resource.deployment_mode == flink::DeploymentMode::kStandalone) return;
  if (subject.config.IsSet(options::kSlotmanagerMaxTotalResourceCpu)) return;
  if (subject.config.IsSet(options::kSlotmanagerMaxTotalResourceMemory)) return;
  if (subject.config.IsSet(options::kSlotmanagerNumberOfSlotsMax)) return;
  const std::int64_t most = params.Integer(kMaxSlots);
  if (most == 0) {
    return patch.Decline("no bound of slots was added: the policy's parameter maxSlots is not set");
  }
  if (LeastSlots(subject) > most) {
    return patch.Decline(
        "no bound of slots was added: slotmanager.number-of-slots.min is above the policy's "
        "parameter maxSlots");
  }
  patch.SetOption(options::kSlotmanagerNumberOfSlotsMax, std::to_string(most));
}

}  // namespace

extern const Default session_slot_cap;
constinit const Default session_slot_cap{
    .meta = {.id = "session-slot-cap",
             .title = "A session cluster grows to a bound",
             .category = Category::kOperability,
             .severity = Severity::kInfo,
             .reason = "In native mode one job with a high parallelism makes Flink ask for as many "
                       "task managers as it wants.",
             .consequence = "Flink starts no task manager beyond this many slots; a job that needs "
                            "more waits for slots and then fails.",
             .remediation = "Set slotmanager.number-of-slots.max yourself to choose another bound.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#slotmanager-number-of-slots-max",
             .params = kParams},
    .kinds = rulebook::kApacheClusterKinds,
    .order = 60,
    .apply = &Apply,
};

}  // namespace sluice::defaults
