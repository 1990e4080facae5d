// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/subject.h"

#include <string>

#include "flink/json.h"
#include "support/catch.h"

namespace sluice::flink {
namespace {

std::string Deployment(const std::string& labels, const std::string& image) {
  return R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkDeployment","metadata":{"name":"a",
    "labels":{)" +
         labels + R"(}},"spec":{"flinkVersion":"v1_20","image":")" + image +
         R"(","jobManager":{"resource":{"memory":"2g"}},"taskManager":{"resource":{"memory":"4g"}}}})";
}

Question Asked(Change change, const doc::Document* object, const doc::Document* old_object) {
  Question question;
  question.change = change;
  question.object = object == nullptr ? nullptr : &object->root();
  question.old_object = old_object == nullptr ? nullptr : &old_object->root();
  question.group = "flink.apache.org";
  question.version = "v1beta1";
  question.kind = "FlinkDeployment";
  question.namespace_name = "prod";
  return question;
}

TEST_CASE("a deployment is understood with its memory") {
  const auto document = test::Json(Deployment("", "i"));
  const Subject subject = Understand(Asked(Change::kCreate, &document, nullptr), {});
  CHECK(subject.name == "a");
  CHECK(subject.namespace_name == "prod");
  CHECK(subject.resource.namespace_name == "prod");
  CHECK(subject.unreadable.empty());
  REQUIRE(subject.task_manager_memory.has_value());
  REQUIRE(subject.task_manager_memory->has_value());
  CHECK((*subject.task_manager_memory)->process_size() == 4294967296);
  REQUIRE(subject.job_manager_memory.has_value());
  CHECK((*subject.job_manager_memory)->process_size() == 2147483648);
}

TEST_CASE("the old configuration is resolved only when the spec changed") {
  const auto now = test::Json(Deployment(R"("a":"b")", "i"));
  const auto before = test::Json(Deployment("", "i"));
  const auto other = test::Json(Deployment("", "j"));
  const Subject same = Understand(Asked(Change::kUpdate, &now, &before), {});
  CHECK(same.old_resource.has_value());
  CHECK_FALSE(same.old_config.has_value());
  CHECK(Understand(Asked(Change::kUpdate, &now, &other), {}).old_config.has_value());
}

TEST_CASE("a deletion speaks of the old object") {
  const auto before = test::Json(Deployment("", "i"));
  const Subject subject = Understand(Asked(Change::kDelete, nullptr, &before), {});
  CHECK(&subject.root() == &before.root());
  CHECK(subject.name == "a");
}

TEST_CASE("a scale knows what it scales") {
  const auto document = test::Json(R"({"apiVersion":"autoscaling/v1","kind":"Scale",
    "metadata":{"name":"a"},"spec":{"replicas":3}})");
  Question question = Asked(Change::kUpdate, &document, nullptr);
  question.sub_resource = "scale";
  const Subject subject = Understand(question, {});
  REQUIRE(subject.scale.has_value());
  CHECK(subject.scale->parent == ResourceKind::kFlinkDeployment);
  CHECK(subject.scale->replicas.integer() == 3);
  CHECK(subject.config.entries().empty());
}

TEST_CASE("a request without an object is survived") {
  const Subject subject = Understand(Asked(Change::kCreate, nullptr, nullptr), {});
  CHECK(subject.root().IsNull());
  CHECK(subject.unreadable.size() == 1);
}

}  // namespace
}  // namespace sluice::flink
