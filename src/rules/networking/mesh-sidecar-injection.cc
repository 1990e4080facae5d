// SPDX-License-Identifier: Apache-2.0
// A mesh's proxy knows a connection by its port, and a pod with a proxy does not end when its main
// container does.
#include "rules/support/helpers.h"
#include "rules/support/containers.h"
#include "rules/support/ports.h"

namespace sluice::rules {
namespace {

using flink::RoleKind;

// Spotify's operator submits with a Kubernetes Job, unless the mode is Application
// (flinkcluster_types.go, 1746257); its pod is done when all its containers are.
const doc::Value* SubmitterWithProxy(const Subject& subject) {
  const doc::Value* job = subject.resource.job.node;
  if (job == nullptr || TextOf(*job, "mode") == "Application") return nullptr;
  const doc::Value* mark = job->FindPath({"podAnnotations", "sidecar.istio.io/inject"});
  if (mark != nullptr && mark->text() != "true") return nullptr;
  const doc::Value* linkerd = job->FindPath({"podAnnotations", "linkerd.io/inject"});
  if (linkerd != nullptr && linkerd->text() != "enabled") return nullptr;
  if (mark == nullptr && linkerd == nullptr && subject.related.namespace_object == nullptr) {
    return nullptr;
  }
  return job;
}

void JudgeSpotify(const Subject& subject, Findings& findings) {
  const doc::Value* place = nullptr;
  const Mesh mesh = MeshOf(subject, RoleKind::kJobManager, &place);
  const doc::Value* job = SubmitterWithProxy(subject);
  if (job == nullptr || mesh == Mesh::kNo) return;
  if (mesh == Mesh::kUnknown) {
    return findings.Unknown("the labels of the namespace are not known");
  }
  findings.Add(At(*job), "the job's submitter gets a proxy of the mesh, so its pod never completes",
               {.fix = "Set job.podAnnotations sidecar.istio.io/inject: \"false\", or job.mode: "
                       "Application."});
}

void Check(const Subject& subject, const Params&, Findings& findings) {
  if (subject.resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    return JudgeSpotify(subject, findings);
  }
  if (!DataPortIsRandom(subject)) return;
  const doc::Value* place = nullptr;
  switch (MeshOf(subject, RoleKind::kTaskManager, &place)) {
    case Mesh::kNo:
      return;
    case Mesh::kUnknown:
      return findings.Unknown("the labels of the namespace are not known");
    case Mesh::kYes:
      break;
  }
  findings.Add(place != nullptr ? At(*place) : OptionPlace(subject, options::kTaskmanagerDataPort),
               std::string("task managers get a proxy of the mesh") +
                   (place == nullptr ? " (the namespace asks for it)" : "") +
                   ", but taskmanager.data.port is random");
}

constexpr Revision kRevisions[] = {{.since = {0, 1}, .check = &Check}};

}  // namespace

extern const Rule mesh_sidecar_injection;
constinit const Rule mesh_sidecar_injection{
    .meta = {.id = "mesh-sidecar-injection",
             .title = "Flink's ports are known to the mesh",
             .category = Category::kNetworking,
             .severity = Severity::kInfo,
             .reason =
                 "A proxy treats a port it does not know as it sees fit, and a proxy in a pod "
                 "that should end keeps it alive.",
             .consequence = "Task managers may not reach each other, with time-outs that name no "
                            "reason; a submitter's pod stays for ever.",
             .remediation = "Set taskmanager.data.port to a fixed port, such as 6121, and let the "
                            "mesh treat it as TCP.",
             .docs = "https://nightlies.apache.org/flink/flink-docs-release-{version}/docs/"
                     "deployment/config/#taskmanager-data-port",
             .params = {}},
    .kinds = rulebook::kApacheClusterKinds | Bit(ResourceKind::kSpotifyFlinkCluster),
    .revisions = kRevisions,
};

}  // namespace sluice::rules
