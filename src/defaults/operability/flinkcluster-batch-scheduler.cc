// SPDX-License-Identifier: Apache-2.0
// _SetDefault of Spotify's operator (1746257): batchSchedulerName is the old name of
// batchScheduler.name. The original replaces the whole batchScheduler, which loses its queue; what
// a user wrote stays here.
#include "defaults/support/spotify.h"

namespace sluice::defaults {
namespace {

void Apply(const Subject& subject, const Params&, PatchBuilder& patch) {
  const doc::Value* name = go::Member(subject.resource.spec, "batchSchedulerName");
  if (name == nullptr || !name->IsString()) return;
  // An empty name beside other settings says nothing.
  if (name->text().empty() && go::Member(subject.resource.spec, "batchScheduler") != nullptr)
    return;
  patch.SetField({"spec", "batchScheduler", "name"}, doc::ToJson(*name));
}

}  // namespace

extern const Default flinkcluster_batch_scheduler;
constinit const Default flinkcluster_batch_scheduler{
    .meta = {.id = "flinkcluster-batch-scheduler",
             .title = "The old name of a batch scheduler is understood",
             .category = Category::kOperability,
             .severity = Severity::kInfo,
             .reason = "The operator reads only batchScheduler.",
             .consequence = "The scheduler is the one that batchSchedulerName names.",
             .remediation = "Write batchScheduler.name and remove batchSchedulerName.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .order = 1,
    .mirrors_operator = true,
    .apply = &Apply,
};

}  // namespace sluice::defaults
