// SPDX-License-Identifier: Apache-2.0
// The defaults of the operator's CRD (flinkclusters.flinkoperator.k8s.io, 1746257). In a cluster
// the API server has added them before any webhook sees the object, and this adds nothing; the
// command line reads manifests that nobody has defaulted yet.
#include "defaults/support/spotify.h"

namespace sluice::defaults {
namespace {

struct Fill {
  std::string_view parent, key, value_json;
};

// Where the parent is absent, it is made.
constexpr Fill kAlways[] = {
    {"jobManager", "replicas", "1"},        {"jobManager", "accessScope", R"("Cluster")"},
    {"jobManager/ports", "rpc", "6123"},    {"jobManager/ports", "blob", "6124"},
    {"jobManager/ports", "query", "6125"},  {"jobManager/ports", "ui", "8081"},
    {"taskManager", "replicas", "3"},       {"taskManager", "deploymentType", R"("StatefulSet")"},
    {"taskManager/ports", "data", "6121"},  {"taskManager/ports", "rpc", "6122"},
    {"taskManager/ports", "query", "6125"}, {"", "recreateOnUpdate", "true"},
};

// Where the parent is there. In this order: cleanupPolicy and its members.
constexpr Fill kInside[] = {
    {"image", "pullPolicy", R"("Always")"},
    {"jobManager/ingress", "useTls", "false"},
    {"hadoopConfig", "mountPath", R"("/etc/hadoop/conf")"},
    {"job", "allowNonRestoredState", "false"},
    {"job", "noLoggingToStdout", "false"},
    {"job", "restartPolicy", R"("Never")"},
    {"job", "mode", R"("Detached")"},
    {"job/cleanupPolicy", "afterJobSucceeds", R"("DeleteCluster")"},
    {"job/cleanupPolicy", "afterJobFails", R"("KeepCluster")"},
    {"job/cleanupPolicy", "afterJobCancelled", R"("DeleteCluster")"},
};

constexpr std::string_view kCleanup =
    R"({"afterJobSucceeds":"DeleteCluster","afterJobFails":"KeepCluster",)"
    R"("afterJobCancelled":"DeleteCluster"})";
constexpr std::string_view kResources =
    R"({"requests":{"cpu":"200m","memory":"512Mi"},"limits":{"cpu":2,"memory":"2Gi"}})";

std::vector<std::string> TokensOf(const Fill& fill) {
  std::vector<std::string> tokens = {"spec"};
  for (const std::string_view part : base::Split(fill.parent, '/')) {
    if (!part.empty()) tokens.emplace_back(part);
  }
  tokens.emplace_back(fill.key);
  return tokens;
}

bool HasParent(const doc::Value* spec, std::string_view parent) {
  for (const std::string_view part : base::Split(parent, '/')) spec = go::Member(spec, part);
  return spec != nullptr;
}

void Apply(const Subject& subject, const Params&, PatchBuilder& patch) {
  const auto set = [&patch](const Fill& fill) {
    patch.SetField(TokensOf(fill), std::string(fill.value_json));
  };
  const doc::Value* spec = subject.resource.spec;
  for (const Fill& fill : kAlways) set(fill);
  for (const Fill& fill : kInside) {
    if (HasParent(spec, fill.parent)) set(fill);
  }
  for (const std::string_view role : {"jobManager", "taskManager"}) {
    set({role, "resources", kResources});
  }
  if (!HasParent(spec, "job")) return;
  set({"job", "resources", kResources});
  set({"job", "cleanupPolicy", kCleanup});
}

}  // namespace

extern const Default flinkcluster_crd_defaults;
constinit const Default flinkcluster_crd_defaults{
    .meta = {.id = "flinkcluster-crd-defaults",
             .title = "A FlinkCluster has the defaults of its CRD",
             .category = Category::kOperability,
             .severity = Severity::kInfo,
             .reason = "The operator and its checks read an object that the API server has "
                       "completed.",
             .consequence = "Manifests are judged as they will be in the cluster; there nothing is "
                            "added.",
             .remediation = "Write a field to have another value.",
             .docs = "https://github.com/spotify/flink-on-k8s-operator/blob/master/docs/crd.md",
             .params = {}},
    .kinds = Bit(ResourceKind::kSpotifyFlinkCluster),
    .order = 0,
    .mirrors_operator = true,
    .apply = &Apply,
};

}  // namespace sluice::defaults
