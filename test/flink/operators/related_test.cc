// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/related.h"

#include <string>

#include "flink/json.h"
#include "support/catch.h"

namespace sluice::flink {
namespace {

std::string Object(const std::string& version, const std::string& kind, const std::string& name,
                   const std::string& spec = "{}") {
  return R"({"apiVersion":")" + version + R"(","kind":")" + kind + R"(","metadata":{"name":")" +
         name + R"("},"spec":)" + spec + "}";
}

constexpr const char* kFlink = "flink.apache.org/v1beta1";

TEST_CASE("objects are sorted by what rules ask for") {
  const auto name_space = test::Json(Object("v1", "Namespace", "shop"));
  const auto quota = test::Json(Object("v1", "ResourceQuota", "a"));
  const auto limits = test::Json(Object("v1", "LimitRange", "a"));
  const auto pods = test::Json(Object("autoscaling/v2", "HorizontalPodAutoscaler", "a"));
  const auto keda = test::Json(Object("keda.sh/v1alpha1", "ScaledObject", "a"));
  const auto net = test::Json(Object("networking.k8s.io/v1", "NetworkPolicy", "a"));
  const auto other = test::Json(Object("example.com/v1", "Namespace", "a"));
  const auto cluster = test::Json(Object(kFlink, "FlinkDeployment", "session"));
  NamespaceObjects objects;
  for (const auto* one : {&name_space, &quota, &limits, &pods, &keda, &net, &other, &cluster}) {
    objects.Add(one->root());
  }
  const Related related = objects.RelatedTo(cluster.root());
  CHECK(related.namespace_object == &name_space.root());
  CHECK_FALSE(related.namespace_objects_known);
  CHECK(related.resource_quotas.size() == 1);
  CHECK(related.limit_ranges.size() == 1);
  CHECK(related.autoscalers.size() == 2);
  CHECK(related.network_policies.size() == 1);
  CHECK(related.peers.size() == 1);
  CHECK_FALSE(related.session_cluster.looked_up);
}

TEST_CASE("what is absent is known to be absent only when all was added") {
  const auto job = test::Json(Object(kFlink, "FlinkSessionJob", "j", R"({"deploymentName":"c"})"));
  const auto snapshot =
      test::Json(Object(kFlink, "FlinkStateSnapshot", "s",
                        R"({"jobReference":{"kind":"FlinkSessionJob","name":"j"}})"));
  const auto cluster = test::Json(Object(kFlink, "FlinkDeployment", "c"));

  NamespaceObjects some;
  CHECK_FALSE(some.RelatedTo(job.root()).session_cluster.looked_up);
  NamespaceObjects all(/*complete=*/true);
  CHECK(all.RelatedTo(job.root()).session_cluster.Absent());
  CHECK(all.RelatedTo(snapshot.root()).snapshot_target.Absent());

  some.Add(cluster.root());
  some.Add(job.root());
  const Related of_job = some.RelatedTo(job.root());
  REQUIRE(of_job.session_cluster.resource != nullptr);
  CHECK(of_job.session_cluster.resource->root == &cluster.root());
  const Related of_snapshot = some.RelatedTo(snapshot.root());
  REQUIRE(of_snapshot.snapshot_target.resource != nullptr);
  CHECK(of_snapshot.snapshot_target.resource->name == "j");
}

TEST_CASE("peers are found by the locations that they name, however spelt") {
  const auto deployment = [](const std::string& name, const std::string& configuration) {
    return test::Json(Object(kFlink, "FlinkDeployment", name,
                             R"({"flinkConfiguration":{)" + configuration + "}}"));
  };
  const auto first =
      deployment("a", R"("state.checkpoints.dir":"s3://B/x/./y/","k":"s3a://b/x/y")");
  const auto nested = deployment("b", R"("state":{"savepoints.dir":"s3p://b//x/y?z"})");
  const auto climbing = deployment("c", R"("state.checkpoints.dir":"s3://b/x/../y","n":3)");
  const auto fleet = test::Json(Object("flinkoperator.k8s.io/v1beta1", "FlinkCluster", "d",
                                       R"({"job":{"savepointsDir":"gs://b/s"}})"));
  NamespaceObjects objects;
  for (const auto* one : {&first, &nested, &climbing, &fleet}) objects.Add(one->root());
  const PeerLocations& locations = *objects.RelatedTo(first.root()).peer_locations;
  const auto at = locations.At("S3://b/x/y");
  REQUIRE(at.size() == 2);
  CHECK(at[0] == &first.root());
  CHECK(at[1] == &nested.root());
  REQUIRE(locations.At("gs://b/s/").size() == 1);
  CHECK(locations.At("gs://b/s")[0] == &fleet.root());
  CHECK(locations.At("s3://b/x/../y").empty());
  CHECK(locations.At("s3://b/y").empty());
  CHECK(locations.At("gs://b/x/y").empty());
  CHECK(locations.At("s3://b/x").empty());
  CHECK(locations.At("").empty());
}

TEST_CASE("odd objects harm nobody") {
  const auto odd = test::Json(R"({"apiVersion":3,"kind":[],"spec":"x"})");
  const auto job =
      test::Json(R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkSessionJob"})");
  NamespaceObjects objects(/*complete=*/true);
  objects.Add(odd.root());
  objects.Add(job.root());
  CHECK_FALSE(objects.RelatedTo(odd.root()).session_cluster.looked_up);
  CHECK_FALSE(objects.RelatedTo(job.root()).session_cluster.looked_up);
}

}  // namespace
}  // namespace sluice::flink
