// SPDX-License-Identifier: Apache-2.0
#include "sluice/report/config_view.h"

#include <string>

#include "sluice/doc/document.h"
#include "support/catch.h"

namespace sluice::report {
namespace {

constexpr std::string_view kDeployment = R"({
  "apiVersion": "flink.apache.org/v1beta1", "kind": "FlinkDeployment",
  "metadata": {"name": "orders", "namespace": "prod"},
  "spec": {"flinkVersion": "v1_20", "image": "flink:1.20",
    "flinkConfiguration": {
      "state.checkpoints.dir": "s3://b/old",
      "execution.checkpointing.dir": "s3://b/new",
      "taskmanager.memory.process.size": "1g",
      "taskmanager.numberOfTaskSlots": "4",
      "execution.checkpointing.intervall": "60s",
      "s3.secret-key": "hush"
    },
    "jobManager": {"resource": {"memory": "2048m", "cpu": 1}},
    "taskManager": {"resource": {"memory": "TASK", "cpu": 2}},
    "job": {"jarURI": "local:///a.jar", "parallelism": 2, "upgradeMode": "stateless"}}})";

struct Shown {
  doc::Document document;
  flink::Knowledge knowledge;
  flink::Subject subject;
  explicit Shown(std::string_view task_memory) : document(Parse(task_memory)) {
    flink::Question question;
    question.object = &document.root();
    question.group = "flink.apache.org";
    question.version = "v1beta1";
    question.kind = "FlinkDeployment";
    subject = flink::Understand(question, knowledge);
  }
  static doc::Document Parse(std::string_view task_memory) {
    std::string text(kDeployment);
    text.replace(text.find("TASK"), 4, task_memory);
    return *doc::ReadJson(text, {.positions = true});
  }
  [[nodiscard]] std::string Text(const ConfigOptions& options) const {
    const ConfigView view{.file = "orders.json", .document = &document, .subject = &subject};
    return ConfigText({&view, 1}, options);
  }
  [[nodiscard]] std::string Json(const ConfigOptions& options) const {
    const ConfigView view{.document = &document, .subject = &subject};
    return ConfigJson({&view, 1}, options);
  }
  [[nodiscard]] std::string Yaml(const ConfigOptions& options) const {
    const ConfigView view{.document = &document, .subject = &subject};
    return ConfigYaml({&view, 1}, options);
  }
};

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("the text names values, origins, lines and components") {
  const std::string text = Shown("4096m").Text({.changed = true});
  INFO(text);
  CHECK(Has(text, "FlinkDeployment prod/orders  Flink 1.20 (spec.flinkVersion)  orders.json"));
  CHECK(Has(text, "user         7  execution.checkpointing.dir"));
  CHECK(Has(text, "<- spec.taskManager.resource.memory"));
  CHECK(Has(text, "Task manager  4 GiB, 4 slots, cpu 2"));
  CHECK(Has(text, "managed memory"));
  CHECK(Has(text, "-XX:MaxMetaspaceSize=268435456"));
  CHECK(Has(text, "spec.flinkConfiguration[state.checkpoints.dir] (line 6) is not read:"));
  CHECK(Has(text, "did you mean execution.checkpointing.interval?"));
  CHECK_FALSE(Has(text, "web.timeout"));
  CHECK_FALSE(Has(text, "\x1b["));
}

TEST_CASE("secrets are masked in every format") {
  const Shown shown("4096m");
  for (const std::string& text : {shown.Text({}), shown.Json({}), shown.Yaml({})}) {
    CHECK_FALSE(Has(text, "hush"));
    CHECK(Has(text, "******"));
  }
}

TEST_CASE("Flink's defaults are shown unless only changes are asked for") {
  const Shown shown("4096m");
  CHECK(Has(shown.Text({}), "web.timeout"));
  CHECK(shown.Text({}).size() > 10 * shown.Text({.changed = true}).size());
}

TEST_CASE("a process that cannot start is told with Flink's reason and the nearest size") {
  const std::string text = Shown("600m").Text({.changed = true});
  INFO(text);
  CHECK(Has(text, "Task manager  cannot start"));
  CHECK(Has(text, "Flink: "));
  CHECK(Has(text, "taskmanager.memory.process.size: 982m (982 MiB)."));
  CHECK(Has(text, "Job manager  2 GiB, cpu 1"));
}

TEST_CASE("lines stay within the width, values apart") {
  const std::string text = Shown("600m").Text({.changed = true});
  const std::size_t memory = text.find("\nMemory\n");
  REQUIRE(memory != std::string::npos);
  std::size_t columns = 0;
  for (const char c : text.substr(memory)) {
    const bool continuation = (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
    columns = c == '\n' ? 0 : columns + (continuation ? 0 : 1);
    CHECK(columns <= 100);
  }
}

TEST_CASE("JSON is JSON and holds bytes") {
  const Shown shown("4096m");
  const auto document = doc::ReadJson(shown.Json({.changed = true}), {});
  REQUIRE(document.has_value());
  const doc::Value& resource = document->root().Find("resources")->items()[0];
  const doc::Value* tasks = resource.FindPath({"memory", "taskManager"});
  REQUIRE(tasks != nullptr);
  CHECK(tasks->Find("processSize")->text() == "4294967296");
  CHECK(tasks->Find("sizedBy")->text() == "spec.taskManager.resource.memory");
  CHECK(tasks->Find("managed") == nullptr);
  CHECK(tasks->Find("managedMemory") != nullptr);
  CHECK(tasks->Find("jvmMetaspace")->text() == "268435456");
}

TEST_CASE("YAML holds the same tree") {
  const Shown shown("600m");
  const std::string yaml = shown.Yaml({.changed = true});
  INFO(yaml);
  CHECK(yaml.starts_with("resources:\n  - kind: \"FlinkDeployment\"\n    namespace: \"prod\"\n"));
  CHECK(Has(yaml, "\n    memory:\n      jobManager:\n        starts: true\n"));
  CHECK(Has(yaml, "\n          bytes: 1029701632\n"));
}

TEST_CASE("colour is asked for") { CHECK(Has(Shown("4g").Text({.color = true}), "\x1b[1")); }

}  // namespace
}  // namespace sluice::report
