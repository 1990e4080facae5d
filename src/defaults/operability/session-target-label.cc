// SPDX-License-Identifier: Apache-2.0
// The one thing that the Apache operator's mutating webhook means to add (FlinkMutator,
// 1.16-SNAPSHOT): a session job carries the name of its cluster as a label, by which people and
// tools select the jobs of a cluster.
#include "defaults/support/helpers.h"
#include "sluice/doc/document.h"

namespace sluice::defaults {
namespace {

void Apply(const Subject& subject, const Params&, PatchBuilder& patch) {
  const flink::Field& cluster = subject.resource.deployment_name;
  if (!cluster.present() || !cluster.node->IsString()) return;
  const std::string_view label = subject.resource.Label("target.session");
  if (!label.empty() && label != cluster.text()) {
    return patch.Decline("the label target.session names another cluster than deploymentName");
  }
  patch.SetField({"metadata", "labels", "target.session"}, doc::ToJson(*cluster.node));
}

}  // namespace

extern const Default session_target_label;
constinit const Default session_target_label{
    .meta = {.id = "session-target-label",
             .title = "A session job carries the name of its cluster as a label",
             .category = Category::kOperability,
             .severity = Severity::kInfo,
             .reason = "With the label target.session all jobs of one session cluster can be "
                       "selected.",
             .consequence = "The label is metadata: nothing is redeployed.",
             .remediation = "Set the label yourself to have another value.",
             .docs = "https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/"
                     "docs/custom-resource/overview/",
             .params = {}},
    .kinds = Bit(ResourceKind::kFlinkSessionJob),
    .order = 60,
    .mirrors_operator = true,
    .apply = &Apply,
};

}  // namespace sluice::defaults
