// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/resource.h"

#include "flink/json.h"
#include "support/catch.h"

namespace sluice::flink {
namespace {

using test::Json;

TEST_CASE("kinds are told by group and kind") {
  CHECK(KindOf("flink.apache.org", "FlinkDeployment") == ResourceKind::kFlinkDeployment);
  CHECK(KindOf("flink.apache.org", "FlinkCluster") == ResourceKind::kFlinkCluster);
  CHECK(KindOf("flinkoperator.k8s.io", "FlinkCluster") == ResourceKind::kSpotifyFlinkCluster);
  CHECK(KindOf("lightbend.com", "FlinkCluster") == ResourceKind::kUnknown);
  CHECK(KindOf("flink.apache.org", "flinkdeployment") == ResourceKind::kUnknown);
  CHECK(KindOfPlural("flink.apache.org", "flinkdeployments") == ResourceKind::kFlinkDeployment);
  CHECK(KindOfPlural("apps", "deployments") == ResourceKind::kUnknown);
  CHECK(UnderstandsVersion("flink.apache.org", "v1beta1"));
  CHECK_FALSE(UnderstandsVersion("flink.apache.org", "v1"));
  CHECK_FALSE(UnderstandsVersion("flinkoperator.k8s.io", "v1alpha1"));
}

TEST_CASE("a FlinkDeployment is read") {
  const auto document = Json(R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment",
    "metadata":{"name":"a","namespace":"n","annotations":{"k":"v"},"labels":{"l":"w"}},
    "spec":{"image":"flink:1.20","flinkVersion":"v1_20","serviceAccount":"s","mode":"standalone",
      "flinkConfiguration":{"a":"b"},"podTemplate":{"spec":{}},"ingress":{},
      "jobManager":{"replicas":2,"resource":{"cpu":1,"memory":"2g","ephemeralStorage":"1Gi"},
        "podTemplate":{}},
      "taskManager":{"resource":{"memory":"4g"}},
      "job":{"jarURI":"local:///a.jar","entryClass":"E","parallelism":3,"upgradeMode":"last-state",
        "state":"running","args":["x"],"allowNonRestoredState":true,
        "initialSavepointPath":"s3://b/p"}}})");
  const ReadResource read = Read(document.root());
  const Resource& resource = read.resource;
  CHECK(read.unreadable.empty());
  CHECK(resource.kind == ResourceKind::kFlinkDeployment);
  CHECK(resource.name == "a");
  CHECK(resource.namespace_name == "n");
  CHECK(resource.Annotation("k") == "v");
  CHECK(resource.Annotation("absent").empty());
  CHECK(resource.Label("l") == "w");
  CHECK(resource.image.text() == "flink:1.20");
  CHECK(resource.flink_version.text() == "v1_20");
  CHECK(resource.deployment_mode == DeploymentMode::kStandalone);
  CHECK(resource.configuration != nullptr);
  CHECK(resource.job_manager.replicas.integer() == 2);
  CHECK(resource.job_manager.memory.text() == "2g");
  CHECK(resource.job_manager.ephemeral_storage.text() == "1Gi");
  CHECK(resource.job_manager.pod_template != nullptr);
  CHECK_FALSE(resource.task_manager.cpu.present());
  CHECK(resource.job.parallelism.integer() == 3);
  CHECK(resource.job.allow_non_restored_state.boolean() == true);
  CHECK(resource.job.initial_savepoint_path.text() == "s3://b/p");
  CHECK(resource.IsApplication());
  CHECK_FALSE(resource.IsSessionCluster());
}

TEST_CASE("the Kubernetes form of resources replaces the flat one as a whole") {
  const auto document = Json(R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment",
    "spec":{"jobManager":{"resource":{"cpu":1,"memory":"2g"},
                          "resources":{"requests":{"cpu":"2"}}},
            "taskManager":{"resource":{"memory":"3g"},"resources":{"requests":{}}}}})");
  const Resource resource = Read(document.root()).resource;
  CHECK(resource.job_manager.cpu.text() == "2");
  CHECK_FALSE(resource.job_manager.memory.present());
  CHECK(resource.task_manager.memory.text() == "3g");
  CHECK(resource.task_manager.resources == nullptr);
  CHECK(resource.IsSessionCluster());
}

TEST_CASE("requests come before limits on a FlinkDeployment, behind them on Spotify's kind") {
  const auto apache = Json(R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment",
    "spec":{"taskManager":{"resources":{"requests":{"memory":"1Gi"},"limits":{"memory":"2Gi"}}}}})");
  CHECK(Read(apache.root()).resource.task_manager.memory.text() == "1Gi");
  const auto spotify = Json(R"({"apiVersion":"flinkoperator.k8s.io/v1beta1","kind":"FlinkCluster",
    "spec":{"taskManager":{"resources":{"requests":{"memory":"1Gi"},"limits":{"memory":"2Gi"}}},
            "jobManager":{"resources":{"requests":{"memory":"1Gi"},"limits":{"memory":"0"}}}}})");
  CHECK(Read(spotify.root()).resource.task_manager.memory.text() == "2Gi");
  CHECK(Read(spotify.root()).resource.job_manager.memory.text() == "1Gi");
}

TEST_CASE("the article's FlinkCluster is read") {
  const auto document = Json(R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkCluster",
    "metadata":{"name":"production-flink"},
    "spec":{"image":"flink:1.18","jobManager":{"replicas":2,"resources":{"memory":"2048m","cpu":"1"},
      "service":{"type":"NodePort"}},
      "taskManager":{"replicas":3,"resource":{"memory":"4096m","cpu":"2"}},
      "flinkConfiguration":{"a":"b"}}})");
  const ReadResource read = Read(document.root());
  CHECK(read.unreadable.empty());
  CHECK(read.resource.kind == ResourceKind::kFlinkCluster);
  CHECK(read.resource.job_manager.memory.text() == "2048m");
  CHECK(read.resource.job_manager.service_exposure.text() == "NodePort");
  CHECK(read.resource.task_manager.memory.text() == "4096m");
  CHECK(read.resource.task_manager.cpu.text() == "2");
}

TEST_CASE("Spotify's FlinkCluster is read") {
  const auto document = Json(R"({"apiVersion":"flinkoperator.k8s.io/v1beta1","kind":"FlinkCluster",
    "spec":{"flinkVersion":"1.14","image":{"name":"flink:1.14"},"serviceAccountName":"s",
      "flinkProperties":{"a":"b"},"jobManager":{"accessScope":"External"},
      "job":{"jarFile":"a.jar","className":"C","fromSavepoint":"p"}}})");
  const Resource resource = Read(document.root()).resource;
  CHECK(resource.image.text() == "flink:1.14");
  CHECK(resource.service_account.text() == "s");
  CHECK(resource.configuration_field == "flinkProperties");
  CHECK(resource.job_manager.service_exposure.text() == "External");
  CHECK(resource.job.jar_uri.text() == "a.jar");
  CHECK(resource.job.entry_class.text() == "C");
  CHECK(resource.job.initial_savepoint_path.text() == "p");
}

TEST_CASE("a blue/green deployment is judged by its template") {
  const auto document =
      Json(R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkBlueGreenDeployment",
    "metadata":{"name":"b"},
    "spec":{"template":{"spec":{"image":"i","flinkVersion":"v2_0","job":{"jarURI":"j"}}}}})");
  const Resource resource = Read(document.root()).resource;
  CHECK(resource.name == "b");
  CHECK(resource.image.text() == "i");
  CHECK(resource.IsApplication());
  CHECK(resource.spec == document.root().FindPath({"spec", "template", "spec"}));
}

TEST_CASE("a session job names its cluster and runs none") {
  const auto document = Json(R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkSessionJob",
    "spec":{"deploymentName":"d","job":{"parallelism":1},"flinkConfiguration":{}}})");
  const Resource resource = Read(document.root()).resource;
  CHECK(resource.deployment_name.text() == "d");
  CHECK(resource.job.node != nullptr);
  CHECK_FALSE(resource.HasCluster());
  CHECK_FALSE(resource.IsApplication());
}

TEST_CASE("numbers are coerced as Jackson does, and strictly for Spotify's kind") {
  const auto apache = Json(R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment",
    "spec":{"image":3,"taskManager":{"replicas":"2"},"job":{"parallelism":1.5}}})");
  const ReadResource read = Read(apache.root());
  CHECK(read.unreadable.empty());
  CHECK(read.resource.image.text() == "3");
  CHECK(read.resource.task_manager.replicas.integer() == 2);
  CHECK(read.resource.job.parallelism.integer() == 1);
  const auto spotify = Json(R"({"apiVersion":"flinkoperator.k8s.io/v1beta1","kind":"FlinkCluster",
    "spec":{"flinkVersion":1.14,"taskManager":{"replicas":"2"}}})");
  const ReadResource strict = Read(spotify.root());
  REQUIRE(strict.unreadable.size() == 2);
  CHECK(strict.unreadable[0].node == spotify.root().FindPath({"spec", "flinkVersion"}));
  CHECK(strict.unreadable[1].expected == "an integer");
}

TEST_CASE("fields of a wrong kind are told, not lost") {
  const auto document = Json(R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment",
    "spec":{"image":["a"],"flinkConfiguration":"a: b","jobManager":[],
            "taskManager":{"replicas":"many","resource":{"memory":true}},"job":null}})");
  const ReadResource read = Read(document.root());
  CHECK(read.unreadable.size() == 5);
  CHECK_FALSE(read.resource.image.present());
  CHECK(read.resource.configuration == nullptr);
  CHECK(read.resource.job.node == nullptr);
  CHECK(Read(Json("[]").root()).unreadable.size() == 1);
  CHECK(Read(Json(R"({"spec":1})").root()).unreadable.size() == 1);
}

TEST_CASE("a scale is its replicas") {
  const auto document =
      Json(R"({"apiVersion":"autoscaling/v1","kind":"Scale","spec":{"replicas":5}})");
  const Scale scale = ReadScale(document.root(), ResourceKind::kFlinkDeployment);
  CHECK(scale.replicas.integer() == 5);
  CHECK_FALSE(
      ReadScale(Json(R"({"spec":{}})").root(), ResourceKind::kFlinkDeployment).replicas.present());
}

}  // namespace
}  // namespace sluice::flink
