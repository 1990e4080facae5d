// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/binding.h"

#include <string>

#include "sluice/doc/document.h"
#include "support/catch.h"

namespace sluice::flink {
namespace {

// The texts at which Java stops, separated by blanks.
std::string MistakesIn(const std::string& kind, const std::string& rest) {
  const auto document = doc::ReadJson(
      R"({"apiVersion": "flink.apache.org/v1beta1", "kind": ")" + kind + R"(", )" + rest + "}", {});
  REQUIRE(document);
  std::string words;
  for (const Unreadable& mistake : JavaMistakes(Read(document->root()).resource)) {
    words += std::string(mistake.expected) + "; ";
  }
  return words;
}

TEST_CASE("What Jackson binds is no mistake") {
  CHECK(MistakesIn("FlinkDeployment", R"("spec": {"flinkVersion": "v1_20", "image": 5,
      "unknown": {"x": 1}, "mode": null, "taskManager": {"replicas": "2", "resource": {"cpu": "1.5"}},
      "job": {"parallelism": 1.5, "allowNonRestoredState": "true", "state": "suspended",
              "savepointTriggerNonce": 9999999999}})")
            .empty());
  CHECK(MistakesIn("FlinkStateSnapshot", R"("spec": {"savepoint": {"alreadyExists": true},
      "jobReference": {"kind": "FlinkSessionJob", "name": "a"}}, "status": {"state": "FAILED"})")
            .empty());
  CHECK(MistakesIn("FlinkSessionJob", R"("spec": null)").empty());
  CHECK(
      MistakesIn("FlinkDeployment", R"("spec": {"restartNonce": "null", "job": {"args": [1, null]},
      "ingress": {"annotations": {"a": 1, "b": null}, "tls": []},
      "podTemplate": {"metadata": null, "spec": {"containers": [null, {}], "hostNetwork": 1}},
      "taskManager": {"resource": {"cpu": "NaN"}}}, "status": {"newFieldFromTheFuture": []})")
          .empty());
  CHECK(MistakesIn("FlinkSessionJob", R"("status": {"jobManagerDeploymentStatus": "BOGUS"})")
            .empty());
}

TEST_CASE("Metadata, status and pod templates are bound, too") {
  CHECK(MistakesIn("FlinkSessionJob", R"("metadata": {"labels": ["a"], "annotations": {"a": {}},
      "finalizers": "x", "generation": "x"})") ==
        "an object of strings; an object of strings; a list of strings; an integer; ");
  CHECK(MistakesIn("FlinkDeployment", R"("status": "READY")") == "an object; ");
  CHECK(MistakesIn("FlinkDeployment", R"("status": {"lifecycleState": "stable", "clusterInfo": "x",
      "taskManager": {"replicas": "x"}})") ==
        "a state of a resource; an object of strings; an integer of 32 bits; ");
  CHECK(MistakesIn("FlinkDeployment", R"("spec": {"podTemplate": {"metadata": "x",
      "spec": {"containers": {"name": "x"}, "volumes": ["x"], "hostNetwork": "on"}}})") ==
        "an object; a list of objects; a list of objects; true or false; ");
}

TEST_CASE("Java's own spellings of numbers are not Jackson's") {
  for (const char* cpu : {"1d", "0x1p0", "+NaN", "abc", "1."}) {
    INFO(cpu);
    CHECK(MistakesIn("FlinkDeployment", R"("spec": {"taskManager": {"resource": {"cpu": ")" +
                                            std::string(cpu) + R"("}}})") == "a number; ");
  }
  CHECK(MistakesIn("FlinkStateSnapshot", R"("spec": {"savepoint": {"alreadyExists": 1.5}})") ==
        "true or false; ");
}

TEST_CASE("What it does not, is") {
  CHECK(MistakesIn("FlinkDeployment", R"("spec": {"flinkVersion": "1.20"})") ==
        "a version from v1_13 to v2_4; ");
  CHECK(MistakesIn("FlinkDeployment", R"("spec": {"flinkConfiguration": [], "job": "x"})") ==
        "an object; an object; ");
  CHECK(MistakesIn("FlinkDeployment", R"("spec": {"job": {"parallelism": 2147483648}})") ==
        "an integer of 32 bits; ");
  CHECK(MistakesIn("FlinkDeployment", R"("spec": {"job": {"args": "x", "state": "RUNNING"}})") ==
        "a list of strings; running or suspended; ");
  CHECK(MistakesIn("FlinkDeployment", R"("status": {"reconciliationStatus": null})") ==
        "anything but null; ");
  CHECK(MistakesIn("FlinkStateSnapshot", R"("spec": {"savepoint": {"alreadyExists": null,
      "formatType": "canonical"}, "backoffLimit": "x"})") ==
        "anything but null; CANONICAL or NATIVE; an integer of 32 bits; ");
}

TEST_CASE("Other kinds are not Jackson's") {
  CHECK(MistakesIn("FlinkCluster", R"("spec": {"job": "x"})").empty());
}

}  // namespace
}  // namespace sluice::flink
