// SPDX-License-Identifier: Apache-2.0
// _SetJobManagerDefault and _SetTaskManagerDefault of Spotify's operator (1746257): how memory
// becomes Flink's, which before 1.10 (and for no version) is a heap beside an off-heap share.
#include "defaults/support/spotify.h"

namespace sluice::defaults {
namespace {

void Apply(const Subject& subject, const Params&, PatchBuilder& patch) {
  const doc::Value* version = go::Member(subject.resource.spec, "flinkVersion");
  const bool old = go::IsOld(version == nullptr ? "" : version->text());
  for (const std::string role : {"jobManager", "taskManager"}) {
    if (old) {
      patch.SetField({"spec", role, "memoryOffHeapMin"}, R"("600M")");
      patch.SetField({"spec", role, "memoryOffHeapRatio"}, "25");
    } else {
      patch.SetField({"spec", role, "memoryProcessRatio"}, "80");
    }
  }
}

}  // namespace

extern const Default flinkcluster_memory;
constinit const Default flinkcluster_memory{
    .meta = {.id = "flinkcluster-memory",
             .title = "Both roles say how much of their memory Flink gets",
             .category = Category::kMemory,
             .severity = Severity::kInfo,
             .reason = "The operator's checks want the ratio in the object.",
             .consequence = "Flink gets 80 percent of the container's memory; before 1.10, what 25 "
                            "percent or 600 MB leave.",
             .remediation = "Write memoryProcessRatio (before Flink 1.10 memoryOffHeapRatio and "
                            "memoryOffHeapMin) to have other values.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .order = 2,
    .mirrors_operator = true,
    .apply = &Apply,
};

}  // namespace sluice::defaults
