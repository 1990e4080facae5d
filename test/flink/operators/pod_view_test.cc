// SPDX-License-Identifier: Apache-2.0
#include "flink/json.h"
#include "sluice/flink/subject.h"
#include "support/catch.h"

namespace sluice::flink {
namespace {

TEST_CASE("the role's template comes before the common one") {
  const auto document = test::Json(R"({"apiVersion":"flink.apache.org/v1beta1",
    "kind":"FlinkDeployment","spec":{
      "podTemplate":{"spec":{"hostNetwork":true,"dnsPolicy":"Default","volumes":[{"name":"a"}],
        "containers":[{"name":"flink-main-container","image":"common"}]}},
      "taskManager":{"podTemplate":{"spec":{"dnsPolicy":"ClusterFirst","hostPID":null,
        "containers":[{"name":"side"}],"initContainers":[{"name":"init"}]}}},
      "jobManager":{"podTemplate":{"spec":{"containers":[
        {"name":"flink-main-container","image":"own"}]}}}}})");
  const Resource resource = Read(document.root()).resource;
  const PodView& tasks = PodOf(resource, RoleKind::kTaskManager);
  CHECK(tasks.SpecField("dnsPolicy")->text() == "ClusterFirst");
  CHECK(tasks.SpecField("hostNetwork")->AsBool());
  CHECK(tasks.SpecField("hostPID") == nullptr);
  CHECK(tasks.Containers().size() == 3);
  CHECK(tasks.Volumes().size() == 1);
  CHECK(tasks.MainContainer()->Find("image")->text() == "common");
  CHECK(PodOf(resource, RoleKind::kJobManager).MainContainer()->Find("image")->text() == "own");
}

TEST_CASE("Spotify's roles are their own pod specs") {
  const auto document = test::Json(R"({"apiVersion":"flinkoperator.k8s.io/v1beta1",
    "kind":"FlinkCluster","spec":{"taskManager":{"nodeSelector":{"a":"b"},
      "sidecars":[{"name":"s"}],"initContainers":[{"name":"i"}],"volumes":[{"name":"v"}]}}})");
  const Resource resource = Read(document.root()).resource;
  const PodView& tasks = PodOf(resource, RoleKind::kTaskManager);
  CHECK(tasks.SpecField("nodeSelector") != nullptr);
  CHECK(tasks.Containers().size() == 2);
  CHECK(tasks.Volumes().size() == 1);
  CHECK(tasks.MainContainer() == nullptr);
  CHECK(PodOf(resource, RoleKind::kJobManager).SpecField("nodeSelector") == nullptr);
}

}  // namespace
}  // namespace sluice::flink
