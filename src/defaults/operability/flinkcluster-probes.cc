// SPDX-License-Identifier: Apache-2.0
// _SetJobManagerDefault and _SetTaskManagerDefault of Spotify's operator (1746257): both probes
// knock at the RPC port. What a user's probe sets stays, an explicit zero too, which the original
// takes for absent; and a probe that asks in another way gets no tcpSocket beside it, which the
// original adds and Kubernetes then refuses.
#include <algorithm>
#include <array>

#include "defaults/support/spotify.h"

namespace sluice::defaults {
namespace {

struct Timing {
  std::string_view probe;
  int period, failures;
};
constexpr Timing kTimings[] = {{"livenessProbe", 60, 5}, {"readinessProbe", 5, 60}};

// The probe asks in a way of its own.
bool HasOtherHandler(const doc::Value* probe) {
  if (go::Member(probe, "tcpSocket") != nullptr) return false;
  return std::ranges::any_of(
      std::array{std::string_view("exec"), std::string_view("grpc"), std::string_view("httpGet")},
      [probe](std::string_view handler) { return go::Member(probe, handler) != nullptr; });
}

void SetProbe(const doc::Value& role_node, const std::string& role, const Timing& timing,
              std::string_view port, PatchBuilder& patch) {
  const std::string probe(timing.probe);
  const auto set = [&](std::string_view key, int value) {
    patch.SetField({"spec", role, probe, std::string(key)}, std::to_string(value));
  };
  if (!HasOtherHandler(go::Member(&role_node, probe))) {
    patch.SetField({"spec", role, probe, "tcpSocket", "port"}, std::string(port));
  }
  set("timeoutSeconds", 10);
  set("initialDelaySeconds", 5);
  set("periodSeconds", timing.period);
  set("failureThreshold", timing.failures);
}

void Apply(const Subject& subject, const Params&, PatchBuilder& patch) {
  for (const std::string role : {"jobManager", "taskManager"}) {
    const doc::Value* node = go::Member(subject.resource.spec, role);
    const doc::Value* rpc = go::Member(go::Member(node, "ports"), "rpc");
    if (rpc == nullptr || !rpc->IsNumber()) continue;
    for (const Timing& timing : kTimings) SetProbe(*node, role, timing, rpc->text(), patch);
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
             .remediation =
                 "Write livenessProbe or readinessProbe to have other timings or another way "
                 "to ask.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .order = 3,
    .mirrors_operator = true,
    .apply = &Apply,
};

}  // namespace sluice::defaults
