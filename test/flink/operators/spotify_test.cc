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
  for (const std::string_view old :
       {"1.9", "1", "1.9.3", "", "abc", "1.10-SNAPSHOT", "1.10.0-rc1", "1.10-0", "0.9", "1..2",
        "1.99999999999999999999", "1.10-", "1.10-.a", "1.10.-1"}) {
    CAPTURE(old);
    CHECK(spotify::IsOld(old));
  }
  for (const std::string_view fresh :
       {"1.10", "1.10.1", "v1.18", "1.14-", "1.20-SNAPSHOT", "2.0", "2", "2.0-preview1",
        "1.18+build.1", "1.10.0.1-rc1", "9.9.9-~x", "1.10.0.0-rc1"}) {
    CAPTURE(fresh);
    CHECK_FALSE(spotify::IsOld(fresh));
  }
}

TEST_CASE("moments as Go's RFC3339 reads them") {
  const auto seconds = [](std::string_view text) {
    const auto moment = spotify::ParseMoment(text);
    return moment ? moment->seconds : -1;
  };
  CHECK(seconds("1970-01-01T00:00:10Z") == 10);
  CHECK(seconds("1970-01-01T1:00:00+01:00") == 0);
  CHECK(seconds("2020-02-29T00:00:00-00:30") == 1582936200);
  CHECK(spotify::ParseMoment("1970-01-01T00:00:00.5Z")->nanos == 500'000'000);
  CHECK(spotify::ParseMoment("1970-01-01T00:00:00,0123456789Z")->nanos == 12'345'678);
  for (const std::string_view bad :
       {"", "2020-01-01", "2020-01-01 00:00:00Z", "2020-02-30T00:00:00Z", "2020-01-01T24:00:00Z",
        "2020-01-01T00:00:60Z", "2020-01-01T00:00:00", "2020-01-01T00:00:00z",
        "2020-01-01T00:00:00.Z", "2020-01-01T00:00:00+1:00", "20-01-01T00:00:00Z",
        "2020-01-01T00:00:00Z "}) {
    CAPTURE(bad);
    CHECK_FALSE(spotify::ParseMoment(bad));
  }
}

bool Same(const std::string& a, const std::string& b, std::string_view but = {}) {
  const auto left = test::Json(a);
  const auto right = test::Json(b);
  CHECK(spotify::SameSpec(&right.root(), &left.root(), but) ==
        spotify::SameSpec(&left.root(), &right.root(), but));
  return spotify::SameSpec(&left.root(), &right.root(), but);
}

TEST_CASE("specs are equal when their Go values are") {
  const auto cpu = [](const std::string& amount) {
    return R"({"taskManager":{"resources":{"limits":{"cpu":)" + amount + "}}}}";
  };
  CHECK(Same(cpu("1"), cpu(R"("1")")));
  CHECK(Same(cpu(R"(" 1 ")"), cpu("1")));
  CHECK(Same(cpu("\"1\u00a0\u2003\""), cpu("1")));
  CHECK_FALSE(Same(cpu("1"), cpu("1.0")));
  CHECK_FALSE(Same(cpu(R"("2Gi")"), cpu(R"("2048Mi")")));
  CHECK(Same(R"({"flinkVersion":""})", "{}"));
  CHECK(Same(R"({"flinkVersion":null,"unknown":1})", "{}"));
  CHECK(Same(R"({"jobManager":{"ports":{},"extraPorts":null}})", R"({"jobManager":{}})"));
  CHECK_FALSE(Same(R"({"jobManager":{}})", "{}"));
  CHECK_FALSE(Same(R"({"jobManager":{"extraPorts":[]}})", R"({"jobManager":{}})"));
  CHECK_FALSE(Same(R"({"flinkProperties":{}})", "{}"));
  CHECK(
      Same(R"({"flinkProperties":{"a":"1","b":"2"}})", R"({"flinkProperties":{"b":"2","a":"1"}})"));
  CHECK_FALSE(Same(R"({"flinkProperties":{"a":"1"}})", R"({"flinkProperties":{"b":"1"}})"));
  CHECK_FALSE(Same(R"({"job":{"cancelRequested":false}})", R"({"job":{}})"));
  CHECK(Same(R"({"job":{"cancelRequested":true}})", R"({"job":{}})", "cancelRequested"));
  CHECK_FALSE(Same(R"({"job":{"cancelRequested":true}})", "{}", "cancelRequested"));
}

TEST_CASE("what the operator's types cannot hold") {
  const auto bad = [](const std::string& spec) {
    const auto document = test::Json(spec);
    return spotify::Undecodable(&document.root()).size();
  };
  CHECK(bad(R"({"flinkVersion":1.18})") == 1);
  CHECK(bad(R"({"flinkVersion":null,"unknown":{"a":1}})") == 0);
  CHECK(bad(R"({"job":[]})") == 1);
  CHECK(bad(R"({"job":{"args":[1,"a",true],"parallelism":2.5}})") == 3);
  CHECK(bad(R"({"jobManager":{"ports":{"rpc":2147483648,"ui":1.0}}})") == 2);
  CHECK(bad(R"({"jobManager":{"memoryOffHeapMin":"1 Gi","resources":{"limits":{"cpu":true}}}})") ==
        2);
  CHECK(bad(R"({"jobManager":{"livenessProbe":{"tcpSocket":{"port":"rpc"}}}})") == 0);
  CHECK(
      bad(R"({"jobManager":{"memoryOffHeapMin":"\t1Gi"},"taskManager":{"memoryOffHeapMin":"1Gi\n"}})") ==
      2);
  CHECK(bad(R"({"podDisruptionBudget":[],"job":{"volumes":{},"affinity":"x"}})") == 3);
  CHECK(bad(R"({"taskManager":{"sidecars":[{"env":[{"valueFrom":1}],"lifecycle":[]}]}})") == 2);
  CHECK(bad(R"({"job":{"initContainers":[{"restartPolicyRules":[
      {"exitCodes":{"values":[1,2.5,2147483648]}}]}]}})") == 2);
  CHECK(bad("[]") == 1);
}

}  // namespace
}  // namespace sluice::flink
