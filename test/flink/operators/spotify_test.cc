// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/spotify.h"
#include "flink/json.h"
#include "sluice/flink/config.h"
#include "support/catch.h"

namespace sluice::flink {
namespace {

std::string Value(const std::string& spec, std::string_view key) {
  const auto document = test::Json(R"({"apiVersion":"flinkoperator.k8s.io/v1beta1",
    "kind":"FlinkCluster","metadata":{"name":"c"},"spec":)" +
                                   spec + "}");
  const Resource resource = Read(document.root()).resource;
  const EffectiveConfig config = Resolve(resource, {});
  const Entry* entry = config.FindKey(key);
  return entry == nullptr ? "(absent)" : std::string(entry->value);
}

constexpr std::string_view kProcess = "taskmanager.memory.process.size";
constexpr std::string_view kSlots = "taskmanager.numberOfTaskSlots";

TEST_CASE("memory becomes process size by its ratio") {
  const std::string limits = R"({"flinkVersion":"1.20","taskManager":{"resources":{"limits":)";
  CHECK(Value(limits + R"({"memory":"2Gi","cpu":"2"}}}})", kProcess) == "1639m");
  CHECK(Value(limits + R"({"memory":"2Gi"}},"memoryProcessRatio":50}})", kProcess) == "1024m");
  CHECK(Value(limits + R"({"memory":"2Gi"}},"memoryProcessRatio":0}})", kProcess) == "(absent)");
  CHECK(Value(limits + R"({"memory":"2Gi","cpu":"5"}}}})", kSlots) == "2");
  CHECK(Value(limits + R"({"memory":"2Gi","cpu":"100m"}}}})", kSlots) == "1");
}

TEST_CASE("before 1.10 and for no version the heap is set") {
  const std::string role = R"("taskManager":{"resources":{"limits":{"memory":"2Gi"}}}})";
  CHECK(Value(R"({"flinkVersion":"1.9",)" + role, "taskmanager.heap.size") == "1476m");
  CHECK(Value("{" + role, "taskmanager.heap.size") == "1476m");
  CHECK(Value("{" + role, kProcess) == "(absent)");
}

TEST_CASE("the user's properties win over derived ones, five keys over them") {
  const std::string spec = R"({"flinkVersion":"1.20","flinkProperties":{
    "taskmanager.memory.process.size":"4g","rest.port":"9","taskmanager.rpc.port":"7"}})";
  CHECK(Value(spec, kProcess) == "4g");
  CHECK(Value(spec, "rest.port") == "8081");
  CHECK(Value(spec, "taskmanager.rpc.port") == "7");
  CHECK(Value(spec, "jobmanager.rpc.address") == "c-jobmanager");
  CHECK(Value(spec, "jobmanager.memory.process.size") == "1639m");  // the CRD's 2Gi
}

TEST_CASE("versions as hashicorp/go-version compares them") {
  for (const std::string_view old : {"1.9", "1", "1.9.3", "", "abc", "1.10-SNAPSHOT", "1.10.0-rc1",
                                     "1.10-0", "0.9", "1..2", "1.99999999999999999999"}) {
    CAPTURE(old);
    CHECK(spotify::IsOld(old));
  }
  for (const std::string_view fresh : {"1.10", "1.10.1", "v1.18", "1.14-", "1.20-SNAPSHOT", "2.0",
                                       "2", "2.0-preview1", "1.18+build.1"}) {
    CAPTURE(fresh);
    CHECK_FALSE(spotify::IsOld(fresh));
  }
}

}  // namespace
}  // namespace sluice::flink
