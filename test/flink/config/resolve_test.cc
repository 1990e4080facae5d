// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "flink/json.h"
#include "sluice/flink/config.h"
#include "sluice/flink/options/ids.h"
#include "support/catch.h"

namespace sluice::flink {
namespace {

// A FlinkDeployment of a spec, kept with what it was resolved from.
struct Resolved {
  doc::Document document;
  Resource resource;
  Knowledge knowledge;
  EffectiveConfig config;
  explicit Resolved(const std::string& spec, Knowledge given = {},
                    std::string_view kind = "FlinkDeployment")
      : document(
            test::Json(R"({"apiVersion":"flink.apache.org/v1beta1","kind":")" + std::string(kind) +
                       R"(","metadata":{"name":"app","namespace":"prod"},"spec":)" + spec + "}")),
        resource(Read(document.root()).resource),
        knowledge(std::move(given)),
        config(Resolve(resource, knowledge)) {}
  [[nodiscard]] std::string Value(std::string_view key) const {
    const Entry* entry = config.FindKey(key);
    return entry == nullptr ? "(absent)" : std::string(entry->value);
  }
  [[nodiscard]] const doc::Value* At(std::initializer_list<std::string_view> path) const {
    return document.root().FindPath(path);
  }
};

TEST_CASE("an option is found by any of its keys, in Flink's order") {
  const Resolved r(R"({"flinkVersion":"v1_20","flinkConfiguration":{
      "state.checkpoints.dir":"s3://old","execution.checkpointing.dir":"s3://new"}})");
  const Entry* entry = r.config.Find(options::kExecutionCheckpointingDir);
  REQUIRE(entry != nullptr);
  CHECK(entry->value == "s3://new");
  CHECK(entry->origin == Origin::kUser);
  CHECK(entry->node == r.At({"spec", "flinkConfiguration", "execution.checkpointing.dir"}));
  REQUIRE(r.config.Shadowed().size() == 1);
  CHECK(r.config.Shadowed()[0]->key == "state.checkpoints.dir");
}

TEST_CASE("a key that the version does not know decides nothing") {
  const std::string configuration =
      R"("flinkConfiguration":{"high-availability.type":"kubernetes"})";
  const Resolved old(R"({"flinkVersion":"v1_16",)" + configuration + "}");
  CHECK_FALSE(old.config.IsSet(options::kHighAvailabilityType));
  const Resolved new_one(R"({"flinkVersion":"v1_17",)" + configuration + "}");
  CHECK(new_one.config.IsSet(options::kHighAvailabilityType));
}

TEST_CASE("without a setting Flink's default of the version is the text") {
  const Resolved r(R"({"flinkVersion":"v1_20"})");
  CHECK(r.config.Find(options::kTaskmanagerNumberOfTaskSlots) == nullptr);
  CHECK(r.config.Text(options::kTaskmanagerNumberOfTaskSlots) == "1");
  CHECK_FALSE(r.config.Text(options::kExecutionCheckpointingInterval).has_value());
}

TEST_CASE("layers: operator, namespace, version and newer, exact version, assumption, user") {
  Knowledge knowledge;
  const std::string prefix = "kubernetes.operator.default-configuration.";
  knowledge.operator_configuration = {
      {"a", "operator"},
      {"b", "operator"},
      {"c", "operator"},
      {"d", "operator"},
      {prefix + "flink-version.v1_20.c", "exact"},
      {prefix + "flink-version.v1_18+.c", "plus"},
      {prefix + "flink-version.v1_19+.b", "plus 1.19"},
      {prefix + "flink-version.v1_18+.b", "plus 1.18"},
      {prefix + "flink-version.v2_0+.a", "too new"},
      {prefix + "namespace.prod.a", "namespace"},
      {prefix + "namespace.production.a", "other namespace"},
  };
  knowledge.assumed_configuration = {{"d", "assumed"}, {"e", "assumed"}};
  const Resolved r(R"({"flinkVersion":"v1_20","flinkConfiguration":{"e":"user"}})", knowledge);
  CHECK(r.Value("a") == "namespace");
  CHECK(r.Value("b") == "plus 1.19");
  CHECK(r.Value("c") == "exact");
  CHECK(r.Value("d") == "assumed");
  CHECK(r.Value("e") == "user");
  CHECK(r.config.FindKey("a")->origin == Origin::kOperatorDefault);
  CHECK(r.config.FindKey("d")->origin == Origin::kPolicyAssumption);
  CHECK(r.config.FindKey(prefix + "namespace.prod.a") != nullptr);
}

TEST_CASE("fields of the resource replace the configuration and say so") {
  const Resolved r(R"({"flinkVersion":"v1_20","image":"flink:1.20","serviceAccount":"sa",
      "flinkConfiguration":{"taskmanager.memory.process.size":"1g","parallelism.default":"9",
                            "taskmanager.numberOfTaskSlots":"4"},
      "jobManager":{"resource":{"memory":"2048m","cpu":1}},
      "taskManager":{"replicas":3,"resource":{"memory":"2Gi","cpu":0.5}},
      "job":{"jarURI":"local:///a.jar","parallelism":2}})");
  CHECK(r.Value("jobmanager.memory.process.size") == "2 gb");
  CHECK(r.Value("taskmanager.memory.process.size") == "2147483648");
  CHECK(r.Value("kubernetes.taskmanager.cpu.amount") == "0.5");
  CHECK(r.Value("parallelism.default") == "12");
  CHECK(r.Value("kubernetes.service-account") == "sa");
  CHECK(r.Value("kubernetes.container.image.ref") == "flink:1.20");
  CHECK(r.Value("pipeline.jars") == "local:///a.jar");
  CHECK(r.config.FindKey("parallelism.default")->node == r.At({"spec", "taskManager", "replicas"}));
  REQUIRE(r.config.overridden().size() == 2);
  CHECK(r.config.overridden()[0].key == "taskmanager.memory.process.size");
  CHECK(r.config.overridden()[0].value == "1g");
  CHECK(r.config.overridden()[1].key == "parallelism.default");
  for (const Entry& entry : r.config.entries()) CHECK_FALSE(entry.key.empty());
}

TEST_CASE("a setting that says the same as the field is not overridden") {
  const Resolved r(R"({"flinkVersion":"v1_20","flinkConfiguration":{"parallelism.default":"2",
      "execution.shutdown-on-application-finish":"true"},"job":{"parallelism":2}})");
  REQUIRE(r.config.overridden().size() == 1);
  CHECK(r.config.overridden()[0].key == "execution.shutdown-on-application-finish");
}

TEST_CASE("what the operator sets of its own accord") {
  const Resolved r(R"({"flinkVersion":"v1_20","jobManager":{},
      "flinkConfiguration":{"high-availability.type":"kubernetes","web.cancel.enable":"true"},
      "job":{"upgradeMode":"last-state"}})");
  CHECK(r.Value("kubernetes.rest-service.exposed.type") == "ClusterIP");
  CHECK(r.Value("web.cancel.enable") == "true");
  CHECK(r.Value("execution.checkpointing.interval") == "5 min");
  CHECK(r.Value("execution.checkpointing.externalized-checkpoint-retention") ==
        "RETAIN_ON_CANCELLATION");
  CHECK(r.Value("high-availability.cluster-id") == "app");
  CHECK(r.Value("kubernetes.cluster-id") == "app");
  CHECK(r.Value("kubernetes.jobmanager.replicas") == "1");
  CHECK(r.Value("execution.target") == "kubernetes-application");
  CHECK(Resolved(R"({"flinkVersion":"v1_20","job":{"upgradeMode":"savepoint"}})")
            .Value("execution.checkpointing.interval") == "(absent)");
}

TEST_CASE("memory that the operator cannot read is told and stays readable as text") {
  const Resolved bad(R"({"flinkVersion":"v1_20","taskManager":{"resource":{"memory":"abc"}}})");
  REQUIRE(bad.config.operator_failures().size() == 1);
  CHECK(bad.config.operator_failures()[0].node ==
        bad.At({"spec", "taskManager", "resource", "memory"}));
  CHECK(bad.Value("taskmanager.memory.process.size") == "abc");
  const Resolved fraction(
      R"({"flinkVersion":"v1_20","taskManager":{"resource":{"memory":"1.5Gi"}}})");
  CHECK(fraction.config.operator_failures().empty());
  CHECK(fraction.Value("taskmanager.memory.process.size") == "1610612736.0");
}

TEST_CASE("what the operator reads itself must be readable") {
  const auto failures = [](const std::string& spec) {
    return Resolved(R"({"flinkVersion":"v1_20",)" + spec + "}").config.operator_failures();
  };
  const auto slots = failures(R"("flinkConfiguration":{"taskmanager.numberOfTaskSlots":"x"},
      "taskManager":{"replicas":2},"job":{})");
  REQUIRE_FALSE(slots.empty());
  CHECK(slots[0].error.chain[0].message ==
        "Could not parse value 'x' for key 'taskmanager.numberOfTaskSlots'.");
  CHECK(failures(R"("imagePullPolicy":"always")").size() == 1);
  CHECK(failures(R"("imagePullPolicy":"Always")").empty());
  CHECK(failures(R"("taskManager":{"resource":{"ephemeralStorage":"1e3Gi"}})").size() == 1);
  CHECK(failures(R"("flinkConfiguration":{
      "kubernetes.operator.jm-deployment.startup.probe.enabled":"yes"})")
            .size() == 1);
}

TEST_CASE("the generation joins the user's annotations") {
  const auto annotations = [](const std::string& spec) {
    const auto document = test::Json(
        R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment",
            "metadata":{"generation":4},"spec":{"flinkVersion":"v1_20","flinkConfiguration":{)" +
        spec + "}}}");
    const Resource resource = Read(document.root()).resource;
    const EffectiveConfig config = Resolve(resource, {});
    CHECK(config.FindKey("kubernetes.jobmanager.annotations.x") == nullptr);
    return std::string(config.FindKey("kubernetes.jobmanager.annotations")->value);
  };
  constexpr std::string_view kGeneration = "flinkdeployment.flink.apache.org/generation:4";
  CHECK(annotations("") == kGeneration);
  CHECK(annotations(R"("kubernetes.jobmanager.annotations":"a:b")") ==
        "a:b," + std::string(kGeneration));
  CHECK(annotations(R"("kubernetes.jobmanager.annotations.x":"y")") ==
        "x:y," + std::string(kGeneration));
}

TEST_CASE("two spellings of one key: the later wins and the earlier is kept") {
  const Resolved r(R"({"flinkVersion":"v1_20","flinkConfiguration":{
      "taskmanager.numberOfTaskSlots":"2","taskmanager":{"numberOfTaskSlots":3},"x":{"y":1},"x.y":2}})");
  CHECK(r.Value("taskmanager.numberOfTaskSlots") == "3");
  CHECK(r.Value("x.y") == "2");
  REQUIRE(r.config.duplicates().size() == 2);
  CHECK(r.config.duplicates()[0].value == "2");
  CHECK(r.config.duplicates()[1].value == "1");
  CHECK(r.config.nested_style());
}

TEST_CASE("many unknown keys are found too") {
  std::string configuration;
  for (int i = 0; i < 40; ++i) {
    configuration +=
        (i == 0 ? "" : ",") + ("\"my.key." + std::to_string(i)) + "\":" + std::to_string(i);
  }
  const Resolved r(R"({"flinkVersion":"v1_20","flinkConfiguration":{)" + configuration +
                   R"(,"my":{"key":{"7":"again"}}}})");
  CHECK(r.Value("my.key.0") == "0");
  CHECK(r.Value("my.key.7") == "again");
  CHECK(r.Value("my.key.39") == "39");
  CHECK(r.Value("my.key.40") == "(absent)");
  CHECK(r.config.duplicates().size() == 1);
}

TEST_CASE("typed readings follow the type of the version") {
  const std::string configuration = R"("flinkConfiguration":{"heartbeat.interval":"10 s",
      "execution.checkpointing.interval":"5min","taskmanager.memory.managed.size":"1g",
      "taskmanager.memory.managed.fraction":"0.4","web.cancel.enable":"yes"})";
  const Resolved r(R"({"flinkVersion":"v1_20",)" + configuration + "}");
  CHECK((*r.config.DurationOf(options::kHeartbeatInterval))->ToMillis() == 10'000);
  CHECK((*r.config.DurationOf(options::kExecutionCheckpointingInterval))->ToMillis() == 300'000);
  CHECK(**r.config.Bytes(options::kTaskmanagerMemoryManagedSize) == 1073741824);
  CHECK(**r.config.Number(options::kTaskmanagerMemoryManagedFraction) == static_cast<double>(0.4F));
  CHECK_FALSE(r.config.Bool(options::kWebCancelEnable)->has_value());
  CHECK_FALSE(r.config.IsTrue(options::kWebCancelEnable));
  const Resolved old(R"({"flinkVersion":"v1_19",)" + configuration + "}");
  CHECK_FALSE(old.config.DurationOf(options::kHeartbeatInterval)->has_value());
}

TEST_CASE("a dotted prefix of another key clashes from 2.0 on") {
  const std::string configuration =
      R"("flinkConfiguration":{"state.backend":"rocksdb","state.backend.incremental":"true"}})";
  const Resolved r(R"({"flinkVersion":"v2_0",)" + configuration);
  const auto clash = r.config.PrefixClash();
  REQUIRE(clash.has_value());
  CHECK(clash->first->key == "state.backend");
  CHECK(clash->second->key == "state.backend.incremental");
  CHECK_FALSE(Resolved(R"({"flinkVersion":"v1_20",)" + configuration).config.PrefixClash());
  CHECK_FALSE(
      Resolved(R"({"flinkVersion":"v2_0","flinkConfiguration":{"a-b":"1","a":"1","a-c.d":"2"}})")
          .config.PrefixClash());
}

TEST_CASE("a session job stands on its cluster's configuration") {
  const auto cluster_document = test::Json(
      R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment",
          "metadata":{"name":"c"},"spec":{"flinkVersion":"v1_18",
          "flinkConfiguration":{"a":"cluster","b":"cluster"}}})");
  const Resource cluster = Read(cluster_document.root()).resource;
  const auto job_document = test::Json(
      R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkSessionJob","metadata":{"name":"j"},
          "spec":{"deploymentName":"c","flinkConfiguration":{"b":"job"},"job":{"parallelism":4}}})");
  const Resource job = Read(job_document.root()).resource;
  const EffectiveConfig config = Resolve(job, {}, &cluster);
  CHECK(config.version() == FlinkVersion::k1_18);
  CHECK(config.FindKey("a")->origin == Origin::kSessionCluster);
  CHECK(config.FindKey("b")->value == "job");
  CHECK(config.FindKey("parallelism.default")->value == "4");
  CHECK(Resolve(job, {}).FindKey("a") == nullptr);
}

TEST_CASE("the article's memory is process size in Flink's units") {
  const Resolved r(
      R"({"image":"flink:1.18","jobManager":{"replicas":2,"resources":{"memory":"2048m"}},
      "taskManager":{"resources":{"memory":"4096m"}}})",
      {}, "FlinkCluster");
  CHECK(r.config.version() == FlinkVersion::k1_18);
  CHECK(r.Value("jobmanager.memory.process.size") == "2 gb");
  CHECK(r.Value("taskmanager.memory.process.size") == "4 gb");
  CHECK(r.Value("kubernetes.jobmanager.replicas") == "2");
}

TEST_CASE("an empty configuration answers") {
  const EffectiveConfig config;
  CHECK(config.Find(options::kHighAvailabilityType) == nullptr);
  CHECK(config.FindKey("a") == nullptr);
  CHECK_FALSE(config.PrefixClash());
}

}  // namespace
}  // namespace sluice::flink
