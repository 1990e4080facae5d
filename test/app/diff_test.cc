// SPDX-License-Identifier: Apache-2.0
// `sluice diff` as a function.
#include <nlohmann/json.hpp>

#include "app/captured.h"
#include "app/commands.h"
#include "app/process.h"
#include "support/catch.h"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string Base() {
  return test::ReadWhole(fs::path(SLUICE_SOURCE_DIR) / "test/fixtures/base/flinkdeployment.yaml");
}

std::string Replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  if (at == std::string::npos) throw std::runtime_error("no " + what);
  return text.replace(at, what.size(), by);
}

struct Ran {
  int code = -1;
  std::string text, errors;
};

Ran Diff(const std::string& before, const std::string& after, const std::string& format = "text",
         const std::string& fail_on = "deny") {
  const test::TempFolder folder;
  test::WriteWhole(folder.path / "old.yaml", before);
  test::WriteWhole(folder.path / "new.yaml", after);
  DiffFlags flags;
  flags.old_path = (folder.path / "old.yaml").string();
  flags.new_path = (folder.path / "new.yaml").string();
  flags.policy.profile = "production";
  flags.format = format;
  flags.fail_on = fail_on;
  const test::Captured captured;
  const int code = RunDiff(flags);
  return {code, captured.text(), captured.errors()};
}

// Without the line breaks of a terminal.
std::string Flowing(std::string text) {
  for (std::size_t at = text.find("\n      "); at != std::string::npos;
       at = text.find("\n      ")) {
    text.replace(at, 7, " ");
  }
  return text;
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("Equal objects differ in nothing") {
  const Ran ran = Diff(Base(), Base());
  CHECK(ran.code == kExitFine);
  CHECK(Has(ran.text, "FlinkDeployment shop/orders: changed\n  nothing changes in the spec\n"));
  CHECK(Has(ran.text, "1 changed, 0 added, 0 removed"));
}

TEST_CASE("A change of the image restarts the job from a savepoint") {
  const Ran ran = Diff(Base(), Replaced(Base(), "orders:1.20.2-7", "orders:1.20.2-8"));
  CHECK(ran.code == kExitFine);
  CHECK(Has(Flowing(ran.text),
            "  upgrade   spec.image: registry.example.com/flink/orders:1.20.2-7 -> "
            "registry.example.com/flink/orders:1.20.2-8\n"));
  CHECK(Has(Flowing(ran.text),
            "the job restarts from a savepoint: upgradeMode is savepoint (because of spec.image); "
            "its state is kept\n"));
}

TEST_CASE("What memory field changes is shown as Flink gets it") {
  const Ran ran = Diff(Base(), Replaced(Base(), "memory: 4096m", "memory: 8192m"));
  CHECK(Has(ran.text, "spec.taskManager.resource.memory: 4096m -> 8192m"));
  CHECK(Has(ran.text, "  so        taskmanager.memory.process.size ("));
}

TEST_CASE("A change that loses state is denied, and the answer names what and why") {
  const std::string after =
      Replaced(Replaced(Base(), "state.backend.type: rocksdb", "state.backend.type: hashmap"),
               "upgradeMode: savepoint", "upgradeMode: last-state");
  const Ran ran = Diff(Base(), after);
  CHECK(ran.code == kExitFindings);
  CHECK(Has(ran.text, "state.backend.type: rocksdb -> hashmap"));
  CHECK(Has(ran.text, "state-losing-update"));
  CHECK(Diff(Base(), after, "text", "never").code == kExitFine);

  const Json json = Json::parse(Diff(Base(), after, "json").text);
  const Json& object = json.at("objects").at(0);
  CHECK(object.at("change") == "changed");
  CHECK(object.at("class") == "upgrade");
  CHECK(object.at("restarts") == true);
  CHECK(object.at("allowed") == false);
  CHECK(object.at("findings").at(0).at("rule") == "state-losing-update");
  CHECK(json.at("summary").at("denied") == 1);
}

TEST_CASE("What the old object has already is counted, not repeated") {
  const std::string before = Replaced(Base(), "    metrics.reporter.prom.factory.class", "    a");
  const Ran ran = Diff(before, Replaced(before, "orders:1.20.2-7", "orders:1.20.2-8"));
  CHECK_FALSE(Has(ran.text, "metrics-reporter-missing"));
  CHECK(Has(ran.text, " of the new object stood in the old one, too"));
}

TEST_CASE("A secret is never shown, nor what a list or object holds") {
  const std::string before = Replaced(Base(), "    state.backend.type",
                                      "    s3.secret-key: canary1\n    state.backend.type");
  const std::string after = Replaced(Replaced(before, "canary1", "canary2"), "    entryClass",
                                     "    args: [--password, canary3]\n    entryClass");
  for (const char* format : {"text", "json"}) {
    const Ran ran = Diff(before, after, format, "never");
    CHECK_FALSE(Has(ran.text, "canary"));
    CHECK(Has(ran.text, "s3.secret-key"));
    CHECK(Has(ran.text, "spec.job.args"));
  }
}

TEST_CASE("Objects of one side are added or removed") {
  const std::string other = Replaced(Base(), "name: orders", "name: clicks");
  const Ran ran = Diff(Base(), other);
  CHECK(Has(ran.text, "FlinkDeployment shop/clicks: added"));
  CHECK(Has(ran.text, "FlinkDeployment shop/orders: removed"));
  CHECK(Has(ran.text, "0 changed, 1 added, 1 removed"));
}

TEST_CASE("An exception counts until the moment that --now names") {
  const test::TempFolder folder;
  fs::create_directory(folder.path / "policies");
  fs::create_directory(folder.path / "exceptions");
  test::WriteWhole(folder.path / "policies/p.yaml",
                   "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\n"
                   "metadata: {name: shop}\nspec: {profile: production}\n");
  test::WriteWhole(folder.path / "exceptions/e.yaml",
                   "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicyException\n"
                   "metadata: {name: e}\nspec:\n  policyRefs: [{policy: shop, rules: "
                   "[rest-service-exposed]}]\n  match: {namespaces: [shop]}\n  reason: r\n"
                   "  owner: o\n  expiresAt: 2027-01-01T00:00:00Z\n");
  test::WriteWhole(folder.path / "old.yaml", Base());
  test::WriteWhole(folder.path / "new.yaml",
                   Replaced(Base(), "    state.backend.type",
                            "    kubernetes.rest-service.exposed.type: NodePort\n"
                            "    state.backend.type"));
  DiffFlags flags;
  flags.old_path = (folder.path / "old.yaml").string();
  flags.new_path = (folder.path / "new.yaml").string();
  flags.policy.policy_dir = (folder.path / "policies").string();
  flags.policy.exception_dirs = {(folder.path / "exceptions").string()};
  const test::Captured captured;
  flags.now = "2026-12-31T23:59:59Z";
  CHECK(RunDiff(flags) == kExitFine);
  flags.now = "2027-01-01T00:00:00Z";
  CHECK(RunDiff(flags) == kExitFindings);
  flags.now = "tomorrow";
  CHECK(RunDiff(flags) == kExitUsage);
}

TEST_CASE("What cannot be compared is wrong use") {
  CHECK(Diff("a: [\n", Base()).code == kExitUsage);
  const Ran nothing = Diff("kind: ConfigMap\n", "kind: ConfigMap\n");
  CHECK(nothing.code == kExitUsage);
  CHECK(Has(nothing.errors, "nothing was compared"));
}

}  // namespace
}  // namespace sluice::app
