// SPDX-License-Identifier: Apache-2.0
// What Flink could start before the defaults of best-practice, it can start after them; and they
// add nothing the second time. Over manifests of public repositories.
#include <iostream>

#include "app/input.h"
#include "sluice/engine/engine.h"
#include "sluice/rulebook/all.h"
#include "support/catch.h"
#include "support/shared.h"

namespace sluice::engine {
namespace {

Snapshot BestPractice(const std::string& parameters) {
  Snapshot snapshot;
  auto book = rulebook::BuildShipped();
  if (!book) throw std::runtime_error(book.error().message);
  snapshot.rulebook = std::make_shared<const rulebook::Rulebook>(*std::move(book));
  const policy::Source source{.file = "all.yaml",
                              .text =
                                  "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\n"
                                  "metadata: {name: all}\nspec:\n  profile: best-practice\n" +
                                  parameters};
  auto set = policy::PolicySet::Load(*snapshot.rulebook, policy::ShippedProfiles(), {&source, 1});
  if (!set) throw std::runtime_error(set.error().front().ToString());
  snapshot.policies = std::make_shared<const policy::PolicySet>(*std::move(set));
  return snapshot;
}

std::string_view Text(const doc::Value& object, std::initializer_list<std::string_view> path) {
  const doc::Value* node = object.FindPath(path);
  return node == nullptr ? std::string_view() : node->text();
}

flink::Question QuestionOf(const doc::Value& object) {
  const std::string_view version = Text(object, {"apiVersion"});
  const std::size_t slash = std::min(version.find('/'), version.size());
  const std::string_view named = Text(object, {"metadata", "namespace"});
  return {.object = &object,
          .group = version.substr(0, slash),
          .version = version.substr(std::min(slash + 1, version.size())),
          .kind = Text(object, {"kind"}),
          .namespace_name = named.empty() ? "default" : named,
          .name = Text(object, {"metadata", "name"})};
}

// Both roles' memory can be laid out: what Flink needs to start its processes.
bool Starts(const flink::Subject& subject) {
  return subject.task_manager_memory && *subject.task_manager_memory &&
         subject.job_manager_memory && *subject.job_manager_memory;
}

bool Starts(const Snapshot& snapshot, const doc::Value& object) {
  return Starts(flink::Understand(QuestionOf(object), snapshot.Known()));
}

// The operator can build the configuration and write it as a file.
bool Deploys(const Snapshot& snapshot, const doc::Value& object) {
  const flink::Subject subject = flink::Understand(QuestionOf(object), snapshot.Known());
  return subject.config.operator_failures().empty() && !subject.config.PrefixClash();
}

struct Tally {
  int objects = 0, started = 0, patched = 0;
};

void CheckObject(const Snapshot& snapshot, const app::InputObject& input, Tally& tally) {
  const doc::Document object = doc::Subtree(*input.document, *input.object);
  const flink::Question question = QuestionOf(object.root());
  if (question.group != "flink.apache.org" || question.kind != "FlinkDeployment") return;
  INFO(input.file << " " << input.item << " " << question.name);
  ++tally.objects;
  const bool started = Starts(snapshot, object.root());
  tally.started += started ? 1 : 0;
  const policy::Selection selection =
      snapshot.policies->Select({.namespace_name = question.namespace_name, .kind = question.kind});
  const Mutation mutation = Mutate(snapshot, selection, question, object);
  if (mutation.additions.empty()) return;
  ++tally.patched;
  std::vector<doc::Addition> additions;
  for (const rulebook::Addition& addition : mutation.additions) {
    additions.push_back({.tokens = addition.tokens, .value_json = addition.value_json});
  }
  const auto patched = doc::WithAdded(object, additions);
  REQUIRE(patched.has_value());
  if (started) CHECK(Starts(snapshot, patched->root()));
  if (Deploys(snapshot, object.root())) CHECK(Deploys(snapshot, patched->root()));
  const Mutation again = Mutate(snapshot, selection, QuestionOf(patched->root()), *patched);
  CHECK(again.additions.empty());
  CHECK(again.patch_json.empty());
}

TEST_CASE("Whatever Flink could start, it can start after the defaults of best-practice") {
  const auto folder = test::SharedFolder("corpus/manifests");
  if (!folder) return;
  const app::Input input = app::ReadInput({folder->string()});
  for (const char* parameters : {"", "  parameters: {storageRoot: 's3://flink-state'}\n"}) {
    const Snapshot snapshot = BestPractice(parameters);
    Tally tally;
    for (const app::InputObject& object : input.objects) CheckObject(snapshot, object, tally);
    std::cout << "best-practice" << (*parameters == '\0' ? "" : " with storageRoot") << ": "
              << tally.objects << " FlinkDeployments, " << tally.started << " could start, "
              << tally.patched << " patched\n";
    CHECK(tally.started > 50);
    CHECK(tally.patched > 60);
  }
}

// The test can fail: an article's literal 70 % breaks what a careful default leaves alone.
TEST_CASE("The measure of starting knows a layout that does not fit") {
  const Snapshot snapshot = BestPractice("");
  const auto starts = [&](const std::string& configuration) {
    const auto documents = doc::ReadYaml(
        "apiVersion: flink.apache.org/v1beta1\nkind: FlinkDeployment\nmetadata: {name: a}\nspec:\n"
        "  flinkVersion: v1_20\n  jobManager: {resource: {memory: 2048m}}\n"
        "  taskManager: {resource: {memory: 8192m}}\n  flinkConfiguration: {" +
            configuration + "}\n",
        {});
    REQUIRE(documents.has_value());
    return Starts(snapshot, documents->front().root());
  };
  CHECK(starts(""));
  CHECK_FALSE(starts("taskmanager.memory.flink.size: 5734m"));
}

}  // namespace
}  // namespace sluice::engine
