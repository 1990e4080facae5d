// SPDX-License-Identifier: Apache-2.0
// _SetJobManagerDefault and _SetTaskManagerDefault of Spotify's operator (1746257): both probes
// knock at the RPC port. What a user's probe sets stays, an explicit zero too, which the original
// takes for absent.
#include "defaults/support/spotify.h"

namespace sluice::defaults {
namespace {

struct Timing {
  std::string_view probe;
  int period, failures;
};
constexpr Timing kTimings[] = {{"livenessProbe", 60, 5}, {"readinessProbe", 5, 60}};

void Apply(const Subject& subject, const Params&, PatchBuilder& patch) {
  for (const std::string role : {"jobManager", "taskManager"}) {
    const doc::Value* ports = go::Member(go::Member(subject.resource.spec, role), "ports");
    const doc::Value* rpc = go::Member(ports, "rpc");
    if (rpc == nullptr || !rpc->IsNumber()) continue;
    for (const Timing& timing : kTimings) {
      const std::string probe(timing.probe);
      patch.SetField({"spec", role, probe, "tcpSocket", "port"}, std::string(rpc->text()));
      patch.SetField({"spec", role, probe, "timeoutSeconds"}, "10");
      patch.SetField({"spec", role, probe, "initialDelaySeconds"}, "5");
      patch.SetField({"spec", role, probe, "periodSeconds"}, std::to_string(timing.period));
      patch.SetField({"spec", role, probe, "failureThreshold"}, std::to_string(timing.failures));
    }
  }
}

}  // namespace

extern const Default flinkcluster_probes;
constinit const Default flinkcluster_probes{
    .meta = {.id = "flinkcluster-probes",
             .title = "Both roles have probes of their RPC port",
             .category = Category::kOperability,
             .severity = Severity::kInfo,
             .reason = "Without probes Kubernetes takes a hanging process for a running one.",
             .consequence = "A pod is restarted after five minutes without an open RPC port, and "
                            "gets traffic once it is open.",
             .remediation = "Write livenessProbe or readinessProbe to have other timings. A probe "
                            "that is no tcpSocket gets one beside it, which Kubernetes refuses: so "
                            "does the operator's own webhook.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .order = 3,
    .mirrors_operator = true,
    .apply = &Apply,
};

}  // namespace sluice::defaults
