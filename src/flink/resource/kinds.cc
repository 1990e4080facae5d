// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/resource.h"

namespace sluice::flink {
namespace {

constexpr std::string_view kApacheGroup = "flink.apache.org";
constexpr std::string_view kSpotifyGroup = "flinkoperator.k8s.io";

struct Known {
  std::string_view group, kind, plural;
  ResourceKind value;
};
// CRDs of the Apache operator (1.16-SNAPSHOT) and of spotify/flink-on-k8s-operator; the first
// FlinkCluster has no CRD of its own anywhere but ours.
constexpr Known kKnown[] = {
    {kApacheGroup, "FlinkDeployment", "flinkdeployments", ResourceKind::kFlinkDeployment},
    {kApacheGroup, "FlinkSessionJob", "flinksessionjobs", ResourceKind::kFlinkSessionJob},
    {kApacheGroup, "FlinkStateSnapshot", "flinkstatesnapshots", ResourceKind::kFlinkStateSnapshot},
    {kApacheGroup, "FlinkBlueGreenDeployment", "flinkbluegreendeployments",
     ResourceKind::kFlinkBlueGreenDeployment},
    {kApacheGroup, "FlinkCluster", "flinkclusters", ResourceKind::kFlinkCluster},
    {kSpotifyGroup, "FlinkCluster", "flinkclusters", ResourceKind::kSpotifyFlinkCluster},
};

}  // namespace

std::string_view ToString(ResourceKind kind) {
  switch (kind) {
    case ResourceKind::kSpotifyFlinkCluster:
      return "FlinkCluster";
    case ResourceKind::kUnknown:
      return "unknown";
    default:
      for (const Known& known : kKnown) {
        if (known.value == kind) return known.kind;
      }
      return "unknown";
  }
}

ResourceKind KindOf(std::string_view group, std::string_view kind) {
  for (const Known& known : kKnown) {
    if (known.group == group && known.kind == kind) return known.value;
  }
  return ResourceKind::kUnknown;
}

ResourceKind KindOfPlural(std::string_view group, std::string_view plural) {
  for (const Known& known : kKnown) {
    if (known.group == group && known.plural == plural) return known.value;
  }
  return ResourceKind::kUnknown;
}

bool IsFlinkGroup(std::string_view group) {
  return group == kApacheGroup || group == kSpotifyGroup;
}

bool UnderstandsVersion(std::string_view group, std::string_view version) {
  return IsFlinkGroup(group) && version == "v1beta1";
}

}  // namespace sluice::flink
