// SPDX-License-Identifier: Apache-2.0
// The best-practice article, row by row: what of it Sluice asks for, adds, or refuses. The rows and
// the figures are those of docs/best-practice.md.
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "sluice/engine/engine.h"
#include "sluice/rulebook/all.h"
#include "support/catch.h"

namespace sluice::engine {
namespace {

using Json = nlohmann::json;
constexpr std::int64_t kMi = 1 << 20;

Json Yaml(const std::string& text) {
  const auto documents = doc::ReadYaml(text, {});
  if (!documents) throw std::runtime_error(documents.error().ToString());
  return Json::parse(doc::ToJson(documents->at(0).root()));
}

// The object of test/fixtures/base that passes every rule, with a difference (a merge patch).
Json With(const std::string& difference, const std::string& base = "flinkdeployment") {
  std::ostringstream text;
  text << std::ifstream(std::string(SLUICE_SOURCE_DIR) + "/test/fixtures/base/" + base + ".yaml")
              .rdbuf();
  Json object = Yaml(text.str());
  if (!difference.empty()) object.merge_patch(Yaml(difference));
  return object;
}

Json Set(const std::string& configuration) {
  return With("spec: {flinkConfiguration: {" + configuration + "}}");
}

// Everything by one shipped profile; `more` are further lines of the policy's spec.
Snapshot Under(const std::string& profile, const std::string& more = "") {
  Snapshot snapshot;
  auto book = rulebook::BuildShipped();
  if (!book) throw std::runtime_error(book.error().message);
  snapshot.rulebook = std::make_shared<const rulebook::Rulebook>(*std::move(book));
  const policy::Source source{
      .file = "all.yaml",
      .text =
          "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {name: all}\n"
          "spec:\n  profile: " +
          profile + "\n" + more};
  auto set = policy::PolicySet::Load(*snapshot.rulebook, policy::ShippedProfiles(), {&source, 1});
  if (!set) throw std::runtime_error(set.error().front().ToString());
  snapshot.policies = std::make_shared<const policy::PolicySet>(*std::move(set));
  return snapshot;
}

k8s::AdmissionRequest Request(const Json& object, const Json& more = Json::object()) {
  Json request = {
      {"uid", "u"},
      {"kind",
       {{"group", "flink.apache.org"}, {"version", "v1beta1"}, {"kind", object.value("kind", "")}}},
      {"resource",
       {{"group", "flink.apache.org"}, {"version", "v1beta1"}, {"resource", "flinkdeployments"}}},
      {"name", "orders"},
      {"namespace", "shop"},
      {"operation", "CREATE"},
      {"userInfo", {{"username", "alice"}}},
      {"object", object},
      {"oldObject", nullptr}};
  request.update(more);
  auto decoded = k8s::DecodeReview(
      Json{{"kind", "AdmissionReview"}, {"apiVersion", "admission.k8s.io/v1"}, {"request", request}}
          .dump(),
      {});
  if (!decoded) throw std::runtime_error(decoded.error().error.message);
  return *std::move(decoded);
}

struct Judged {
  bool allowed = true;
  std::set<std::string> rules, denying;
  std::string details;
};

Judged Judge(const Snapshot& snapshot, const k8s::AdmissionRequest& request) {
  const Outcome outcome = Validate(snapshot, request);
  Judged judged{.allowed = outcome.verdict.allowed};
  const Verdict& verdict = outcome.verdict;
  for (const auto* group : {&verdict.denials, &verdict.warnings, &verdict.audits}) {
    for (const JudgedFinding& found : *group) {
      const std::string id(found.finding.rule->meta.id);
      judged.rules.insert(id);
      if (group == &verdict.denials) judged.denying.insert(id);
      judged.details += id + ": " + found.finding.detail + "\n";
    }
  }
  return judged;
}

Judged Judge(const Json& object, const std::string& profile = "best-practice",
             const std::string& more = "") {
  return Judge(Under(profile, more), Request(object));
}

bool Speaks(const Json& object, const std::string& rule, const std::string& more = "") {
  return Judge(object, "best-practice", more).rules.contains(rule);
}

// The object as the defaults of best-practice leave it.
Json Completed(const Json& object, const std::string& more = "") {
  const Outcome outcome = Default(Under("best-practice", more), Request(object));
  const std::string& patch = outcome.response.patch_json;
  return patch.empty() ? object : object.patch(Json::parse(patch));
}

Json Configuration(const Json& object) { return object.at("spec").at("flinkConfiguration"); }

flink::Parsed<flink::TaskManagerMemory> Memory(const Json& object) {
  const auto document = doc::ReadJson(object.dump(), {});
  const flink::Subject subject = flink::Understand({.object = &document->root(),
                                                    .group = "flink.apache.org",
                                                    .version = "v1beta1",
                                                    .kind = "FlinkDeployment",
                                                    .namespace_name = "shop",
                                                    .name = "orders"},
                                                   flink::Knowledge());
  return subject.task_manager_memory.value();
}

// A task manager of this size, and with Flink's part of it when `flink` is given.
Json Sized(int process_mi, int flink_mi = 0, const std::string& more = "") {
  const std::string flink =
      flink_mi == 0 ? "" : "taskmanager.memory.flink.size: " + std::to_string(flink_mi) + "m, ";
  return With("spec: {taskManager: {resource: {memory: " + std::to_string(process_mi) +
              "m}}, flinkConfiguration: {" + flink + more + "}}");
}

TEST_CASE("The base passes, so that what the cases show is all there is") {
  CHECK(Judge(With("")).rules.empty());
}

TEST_CASE("A1 Two job managers alone are no high availability: denied without, fine with it") {
  const Json two = With("spec: {jobManager: {replicas: 2}}");
  CHECK_FALSE(Judge(two).denying.contains("jm-replicas-without-ha"));
  Json without = two;
  without["spec"]["flinkConfiguration"].erase("high-availability.type");
  CHECK(Judge(without).denying.contains("jm-replicas-without-ha"));
  // One job manager with high availability is enough, and nobody's replicas are raised.
  CHECK(Judge(With("")).allowed);
  CHECK(Completed(With(""))["spec"]["jobManager"]["replicas"] == 1);
}

TEST_CASE("A1 High availability is what best-practice adds") {
  Json bare = With("");
  bare["spec"]["flinkConfiguration"].erase("high-availability.type");
  bare["spec"]["flinkConfiguration"].erase("high-availability.storageDir");
  const Json completed = Configuration(Completed(bare));
  CHECK(completed.at("high-availability.type") == "kubernetes");
  CHECK(completed.at("high-availability.storageDir").get<std::string>().starts_with("s3://"));
}

TEST_CASE("A3 flink.size at 70 % of process.size: starts at 4096m, not at 8192m nor at 1400m") {
  CHECK(Memory(Sized(4096, 2867)).has_value());
  CHECK(Memory(Sized(1493, 1045)).has_value());
  CHECK(Memory(Sized(4266, 2986)).has_value());
  for (const int process : {1400, 4267 + 1, 5120, 6144, 8192, 16384}) {
    INFO(process);
    const Json object = Sized(process, process * 7 / 10);
    CHECK_FALSE(Memory(object).has_value());
    CHECK(Judge(object).denying.contains("tm-memory-infeasible"));
  }
  CHECK_FALSE(Configuration(Completed(Sized(8192))).contains("taskmanager.memory.flink.size"));
}

TEST_CASE("A4 flink.size holds network and managed memory too: 1177 MiB of 2867 are task heap") {
  const auto memory = Memory(Sized(4096, 2867));
  REQUIRE(memory.has_value());
  CHECK(memory->task_heap / kMi == 1177);
  CHECK(memory->managed / kMi == 1146);
  CHECK(memory->network / kMi == 286);
  CHECK(memory->jvm_overhead / kMi == 973);
}

TEST_CASE("A5 A session cluster is noted, and denied in production") {
  const Json session = With("spec: {job: null}");
  CHECK(Speaks(session, "session-cluster-in-prod"));
  CHECK(Judge(session, "production").denying.contains("session-cluster-in-prod"));
  CHECK_FALSE(Speaks(With(""), "session-cluster-in-prod"));
}

TEST_CASE("A6 Checkpoints go to durable storage of any kind, and are added below the bucket") {
  CHECK(Judge(Set("execution.checkpointing.dir: file:///tmp/c"))
            .denying.contains("checkpoint-dir-not-durable"));
  for (const char* durable : {"gs://b/c", "abfss://c@a.dfs.core.windows.net/x", "hdfs:///c"}) {
    CHECK(Judge(Set(std::string("execution.checkpointing.dir: '") + durable + "'")).allowed);
  }
  Json bare = Set("execution.checkpointing.dir: null, execution.checkpointing.interval: null");
  CHECK(Judge(bare).denying.contains("checkpoint-dir-missing"));
  const Json completed = Configuration(Completed(bare));
  CHECK(completed.at("execution.checkpointing.dir")
            .get<std::string>()
            .starts_with("s3://flink-state/"));
  CHECK(completed.contains("execution.checkpointing.interval"));
}

TEST_CASE("A7 A part size in the query of the directory is no option and is said to be none") {
  CHECK(Speaks(Set("execution.checkpointing.dir: 's3://b/x?partSize=104857600'"),
               "storage-uri-malformed"));
}

TEST_CASE("A8 Timeouts: interval 5 min with timeout 10 min is fine, five seconds is not") {
  const Json articles = Set("execution.checkpointing.interval: 5 min");
  CHECK_FALSE(Speaks(articles, "checkpoint-timeout-unreasonable"));
  CHECK(Speaks(Set("execution.checkpointing.timeout: 5 s"), "checkpoint-timeout-unreasonable"));
  Json without = Set("execution.checkpointing.timeout: null");
  CHECK(Configuration(Completed(without)).contains("execution.checkpointing.timeout"));
}

TEST_CASE("A9 Concurrent checkpoints: one is added; two warn; two with unaligned ones are denied") {
  CHECK(
      Configuration(Completed(With(""))).at("execution.checkpointing.max-concurrent-checkpoints") ==
      "1");
  const std::string two = "execution.checkpointing.max-concurrent-checkpoints: 2";
  CHECK(Speaks(Set(two), "concurrent-checkpoints"));
  CHECK(Judge(Set(two)).allowed);
  CHECK(Judge(Set(two + ", execution.checkpointing.unaligned.enabled: 'true'"))
            .denying.contains("checkpoint-options-contradict"));
}

TEST_CASE("A10 Slots beyond the cores: twice is noted, five times warned about, nothing patched") {
  CHECK(Speaks(Set("taskmanager.numberOfTaskSlots: '4'"), "slots-vs-cpu"));
  CHECK(Judge(Set("taskmanager.numberOfTaskSlots: '10'")).allowed);
  CHECK_FALSE(Speaks(With(""), "slots-vs-cpu"));
  CHECK(Configuration(Completed(Set("taskmanager.numberOfTaskSlots: null")))
            .value("taskmanager.numberOfTaskSlots", "none") == "none");
}

TEST_CASE("A11 RocksDB's memory is managed by default; turning that off is found") {
  CHECK_FALSE(Speaks(With(""), "rocksdb-memory-unbounded"));
  CHECK(Speaks(Set("state.backend.rocksdb.memory.managed: 'false'"), "rocksdb-memory-unbounded"));
}

TEST_CASE("A12 A write buffer ratio is fine as long as the parts fit into the whole") {
  CHECK(Judge(Set("state.backend.rocksdb.memory.write-buffer-ratio: '0.6'")).allowed);
  CHECK(Judge(Set("state.backend.rocksdb.memory.write-buffer-ratio: '0.9', "
                  "state.backend.rocksdb.memory.high-prio-pool-ratio: '0.5'"))
            .denying.contains("rocksdb-ratios-invalid"));
}

TEST_CASE(
    "A13 128m of network memory: not where Flink derives more, not where it breaks the start") {
  const auto added = [](int process) {
    return Configuration(Completed(Sized(process))).contains("taskmanager.memory.network.min");
  };
  CHECK_FALSE(added(4096));
  const std::string literal = "taskmanager.memory.network.min: 128m";
  CHECK_FALSE(Memory(Sized(1088, 0, literal)).has_value());
  REQUIRE(Memory(Sized(1089, 0, literal)).has_value());
  CHECK(Memory(Sized(1089, 0, literal))->task_heap / kMi == 0);
  for (int process = 982; process < 1800; process += 17) {
    INFO(process);
    const Json completed = Completed(Sized(process));
    const auto memory = Memory(completed);
    REQUIRE(memory.has_value());
    if (Configuration(completed).contains("taskmanager.memory.network.min")) {
      CHECK(memory->task_heap >= 128 * kMi);
      CHECK(memory->network >= 128 * kMi);
    }
  }
}

TEST_CASE(
    "A14 The host's network: Flink's own option, never for standalone, denied in restricted") {
  CHECK(Configuration(Completed(With(""))).at("kubernetes.hostnetwork.enabled") == "true");
  CHECK_FALSE(Configuration(Completed(With("spec: {mode: standalone}")))
                  .contains("kubernetes.hostnetwork.enabled"));
  CHECK(Judge(Set("kubernetes.hostnetwork.enabled: 'true'"), "restricted")
            .denying.contains("host-network"));
  CHECK(Speaks(
      With("spec: {podTemplate: {spec: {hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet}}}"),
      "host-network-dns-policy"));
}

TEST_CASE("A15 The job manager's service is not reachable from outside") {
  CHECK(Judge(Set("kubernetes.rest-service.exposed.type: NodePort"))
            .denying.contains("rest-service-exposed"));
  CHECK(Judge(Set("kubernetes.rest-service.exposed.type: ClusterIP")).allowed);
}

TEST_CASE("A16 Parallelism divides the number of partitions, which an annotation tells") {
  const auto partitions = [](const std::string& count) {
    return With("metadata: {annotations: {sluice.dev/kafka-partitions: '" + count + "'}}");
  };
  CHECK_FALSE(Speaks(partitions("12"), "kafka-partition-mismatch"));
  CHECK(Speaks(partitions("3"), "kafka-partition-mismatch"));  // the article's "multiple" is this
  CHECK(Speaks(Set("parallelism.default: '8'"), "parallelism-default-ignored"));
}

TEST_CASE("A17 kubectl patch: replicas decide the parallelism; an unlike job.parallelism is said") {
  CHECK(Speaks(With("spec: {taskManager: {replicas: 3}}"), "replicas-override-parallelism"));
  const std::string bound = "  parameters: {maximumTaskManagers: 10}\n";
  CHECK(Speaks(With("spec: {taskManager: {replicas: 11}}"), "replicas-out-of-bounds", bound));
}

TEST_CASE("A17 kubectl scale: the request shows only a number, which stays within the bounds") {
  const Snapshot snapshot = Under("best-practice",
                                  "  parameters: {maximumTaskManagers: 10}\n"
                                  "  rules: [{id: replicas-out-of-bounds, actions: [Deny]}]\n");
  const auto object = [](const char* spec) {
    return Json{{"apiVersion", "autoscaling/v1"},
                {"kind", "Scale"},
                {"metadata", {{"name", "orders"}, {"namespace", "shop"}}},
                {"spec", Json::parse(spec)}};
  };
  const auto scale = [&](const char* spec) {
    return Judge(
        snapshot,
        Request(object(spec),
                {{"operation", "UPDATE"},
                 {"subResource", "scale"},
                 {"oldObject", object(R"({"replicas": 2})")},
                 {"kind", {{"group", "autoscaling"}, {"version", "v1"}, {"kind", "Scale"}}}}));
  };
  CHECK(scale(R"({"replicas": 10})").rules.empty());
  CHECK(scale(R"({"replicas": 11})").denying == std::set<std::string>{"replicas-out-of-bounds"});
  CHECK(scale("{}").denying == std::set<std::string>{"replicas-out-of-bounds"});  // zero
}

TEST_CASE(
    "A18 Configuration in the operator's ConfigMap counts as what stands under the resource") {
  Snapshot snapshot = Under("best-practice");
  Json bare = With("");
  bare["spec"]["flinkConfiguration"].erase("high-availability.type");
  CHECK(Judge(snapshot, Request(bare)).denying.contains("ha-disabled"));
  auto knowledge = std::make_shared<flink::Knowledge>();
  knowledge->operator_configuration = {{"high-availability.type", "kubernetes"}};
  snapshot.knowledge = knowledge;
  CHECK(Judge(snapshot, Request(bare)).allowed);
}

TEST_CASE("A19 Metrics: a reporter is added, and its absence is found") {
  const Json without = Set("metrics.reporter.prom.factory.class: null");
  CHECK(Speaks(without, "metrics-reporter-missing"));
  const Json completed = Completed(without);
  CHECK(Configuration(completed).contains("metrics.reporter.prom.factory.class"));
  CHECK_FALSE(Speaks(completed, "metrics-reporter-missing"));
}

TEST_CASE("A20 The operator's autoscaler and a fixed number of task managers exclude each other") {
  const std::string fixed =
      "spec: {mode: standalone, taskManager: {replicas: 2}, "
      "flinkConfiguration: {job.autoscaler.enabled: 'true'}}";
  CHECK(Speaks(With(fixed), "two-autoscalers"));
  CHECK_FALSE(Speaks(Set("job.autoscaler.enabled: 'true'"), "two-autoscalers"));
}

TEST_CASE("A21 A region is a label that a policy may ask for; it places nothing") {
  const std::string region = "  parameters: {labels: [region]}\n";
  CHECK(Speaks(With(""), "required-labels", region));
  CHECK_FALSE(Speaks(With("metadata: {labels: {region: us}}"), "required-labels", region));
  CHECK_FALSE(Speaks(With(""), "required-labels"));
}

TEST_CASE("A21 Entry classes per namespace") {
  const std::string classes = "  parameters: {classes: ['com.example.*']}\n";
  CHECK_FALSE(Speaks(With(""), "allowed-entry-classes", classes));
  CHECK(
      Speaks(With("spec: {job: {entryClass: org.other.Main}}"), "allowed-entry-classes", classes));
}

TEST_CASE("A21 Flink 1.18, 1.19 and 2.x get the keys that they read") {
  for (const auto& [version, key] :
       std::vector<std::pair<std::string, std::string>>{{"v1_18", "state.checkpoints.dir"},
                                                        {"v1_19", "state.checkpoints.dir"},
                                                        {"v1_20", "execution.checkpointing.dir"},
                                                        {"v2_0", "execution.checkpointing.dir"},
                                                        {"v2_1", "execution.checkpointing.dir"}}) {
    INFO(version);
    const Json object = With("spec: {flinkVersion: " + version +
                             ", image: null, flinkConfiguration: {execution.checkpointing.dir: "
                             "null, execution.checkpointing.savepoint-dir: null}}");
    const Json completed = Configuration(Completed(object));
    CHECK(completed.contains(key));
    CHECK_FALSE(completed.contains(key == "state.checkpoints.dir" ? "execution.checkpointing.dir"
                                                                  : "state.checkpoints.dir"));
  }
}

TEST_CASE("A22 memory: 2048m is 2048 MiB in the resource and two bytes in a pod template") {
  const auto memory = Memory(Sized(2048));
  REQUIRE(memory.has_value());
  CHECK(memory->process_size() == 2048 * kMi);
  CHECK_FALSE(Speaks(Sized(2048), "memory-unit-trap"));
  CHECK(Speaks(With("spec: {podTemplate: {spec: {containers: [{name: sidecar, resources: {limits: "
                    "{memory: 2048m}}}]}}}"),
               "memory-unit-trap"));
}

TEST_CASE("A23 A quota is the namespace's; what the object alone shows is that it can start") {
  CHECK(Judge(Sized(981)).denying.contains("tm-memory-infeasible"));
  CHECK(Memory(Sized(982)).has_value());
  CHECK(Memory(Sized(1024))->task_heap / kMi == 25);
  CHECK(Speaks(Sized(1024, 0, "state.backend.type: hashmap"), "tm-task-heap-small"));
}

}  // namespace
}  // namespace sluice::engine
