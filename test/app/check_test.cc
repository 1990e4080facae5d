// SPDX-License-Identifier: Apache-2.0
// `sluice check` and `sluice review` as functions: exit codes, reports, and the flags that change
// them.
#include <nlohmann/json.hpp>

#include "app/captured.h"
#include "app/commands.h"
#include "app/process.h"
#include "support/catch.h"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using test::Captured;
using test::TempFolder;
using test::WriteWhole;

struct Ran {
  int code = -1;
  std::string text, errors;
};

Ran Check(CheckFlags flags) {
  const Captured captured;
  const int code = RunCheck(flags);
  return {code, captured.text(), captured.errors()};
}

std::string Good() {
  return test::ReadWhole(fs::path(SLUICE_SOURCE_DIR) / "test/fixtures/base/flinkdeployment.yaml");
}

std::string Replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  if (at == std::string::npos) throw std::runtime_error("no " + what);
  return text.replace(at, what.size(), by);
}

// Without high availability: baseline warns, production denies.
std::string WithoutHa() { return Replaced(Good(), "    high-availability.type: kubernetes\n", ""); }

CheckFlags Of(const fs::path& path, const std::string& profile = "production") {
  CheckFlags flags;
  flags.paths = {path.string()};
  flags.policy.profile = profile;
  flags.no_defaults = true;
  return flags;
}

TEST_CASE("Exit 0 for an object without findings, 1 for a denial, 2 for what cannot be read") {
  const TempFolder folder;
  WriteWhole(folder.path / "good.yaml", Good());
  CHECK(Check(Of(folder.path / "good.yaml")).code == kExitFine);
  WriteWhole(folder.path / "bad.yaml", WithoutHa());
  CHECK(Check(Of(folder.path / "bad.yaml")).code == kExitFindings);
  WriteWhole(folder.path / "broken.yaml", "a: [\n");
  const Ran broken = Check(Of(folder.path / "broken.yaml"));
  CHECK(broken.code == kExitUsage);
  CHECK((broken.text + broken.errors).find("broken.yaml:") != std::string::npos);
  // The folder holds all three: the highest wins, and the good ones are judged all the same.
  CheckFlags all = Of(folder.path);
  all.format = "json";
  const Ran ran = Check(all);
  CHECK(ran.code == kExitUsage);
  CHECK(Json::parse(ran.text).at("summary").at("objects") == 2);
}

TEST_CASE("A policy for some users holds until it is said who asks") {
  const TempFolder folder;
  WriteWhole(folder.path / "bad.yaml", WithoutHa());
  fs::create_directory(folder.path / "policies");
  WriteWhole(folder.path / "policies/p.yaml",
             "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {name: staff}\n"
             "spec:\n  profile: production\n  match: {users: [alice], groups: [ops]}\n");
  CheckFlags flags = Of(folder.path / "bad.yaml", "");
  flags.policy.policy_dir = (folder.path / "policies").string();
  const Ran unknown = Check(flags);
  CHECK(unknown.code == kExitFindings);
  CHECK(unknown.text.find("note: policy staff holds for some users only") != std::string::npos);
  flags.requester.user = "bob";
  CHECK(Check(flags).code == kExitFindings);  // his groups are not known
  flags.requester.groups = {"dev"};
  const Ran bob = Check(flags);
  CHECK(bob.code == kExitFine);
  CHECK(bob.text.find("note:") == std::string::npos);
  flags.requester.groups = {"dev", "ops"};
  CHECK(Check(flags).code == kExitFindings);
  flags.format = "json";
  CHECK(Json::parse(Check(flags).text).at("policyDigest").get<std::string>().size() == 16);
}

TEST_CASE("An unknown file, an unknown profile and an empty input end with 2 and say why") {
  const TempFolder folder;
  const Ran absent = Check(Of(folder.path / "absent.yaml"));
  CHECK(absent.code == kExitUsage);
  CHECK((absent.text + absent.errors).find("absent.yaml") != std::string::npos);
  WriteWhole(folder.path / "good.yaml", Good());
  const Ran profile = Check(Of(folder.path / "good.yaml", "productoin"));
  CHECK(profile.code == kExitUsage);
  CHECK(profile.errors.find("production") != std::string::npos);
  WriteWhole(folder.path / "none.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n");
  CheckFlags none = Of(folder.path / "none.yaml");
  const Ran empty = Check(none);
  CHECK(empty.code == kExitUsage);
  CHECK(empty.errors.find("--allow-empty") != std::string::npos);
  none.allow_empty = true;
  CHECK(Check(none).code == kExitFine);
  WriteWhole(folder.path / "nothing.yaml", "");
  CHECK(Check(Of(folder.path / "nothing.yaml")).code == kExitUsage);
}

TEST_CASE("--fail-on names the weakest action that counts") {
  const TempFolder folder;
  WriteWhole(folder.path / "a.yaml", WithoutHa());
  CheckFlags flags = Of(folder.path / "a.yaml", "baseline");
  flags.format = "json";
  const Json summary = Json::parse(Check(flags).text).at("summary");
  REQUIRE(summary.at("denied") == 0);
  REQUIRE(summary.at("warned") > 0);
  CHECK(Check(flags).code == kExitFine);
  flags.fail_on = "warn";
  CHECK(Check(flags).code == kExitFindings);
  flags.fail_on = "audit";
  CHECK(Check(flags).code == kExitFindings);
  flags = Of(folder.path / "a.yaml", "production");
  flags.fail_on = "never";
  CHECK(Check(flags).code == kExitFine);
}

TEST_CASE("A List is taken apart, and a finding says which item and line it is about") {
  const TempFolder folder;
  Json item = {{"apiVersion", "flink.apache.org/v1beta1"},
               {"kind", "FlinkDeployment"},
               {"metadata", {{"name", "a"}, {"namespace", "shop"}}},
               {"spec",
                {{"image", "flink:1.20.2"},
                 {"flinkVersion", "v1_20"},
                 {"serviceAccount", "flink"},
                 {"jobManager", {{"replicas", 2}, {"resource", {{"memory", "2048m"}}}}},
                 {"taskManager", {{"resource", {{"memory", "4096m"}}}}}}}};
  const Json list = {{"apiVersion", "v1"}, {"kind", "List"}, {"items", {item, item}}};
  WriteWhole(folder.path / "list.json", list.dump(1));
  CheckFlags flags = Of(folder.path / "list.json");
  flags.format = "json";
  const Ran ran = Check(flags);
  CHECK(ran.code == kExitFindings);
  const Json report = Json::parse(ran.text);
  REQUIRE(report.at("objects").size() == 2);
  CHECK(report["objects"][1]["item"] == "items[1]");
  const Json& findings = report["objects"][1]["findings"];
  const auto replicas = std::find_if(findings.begin(), findings.end(), [](const Json& finding) {
    return finding["rule"] == "jm-replicas-without-ha";
  });
  REQUIRE(replicas != findings.end());
  CHECK((*replicas)["action"] == "Deny");
  CHECK((*replicas)["line"].get<int>() > 20);
  CHECK((*replicas)["pointer"] == "/spec/jobManager/replicas");
  CHECK_FALSE((*replicas)["fix"].get<std::string>().empty());
}

TEST_CASE("A session job is judged with the cluster it names, when the input holds it") {
  const TempFolder folder;
  const auto base = [](const char* name) {
    return test::ReadWhole(fs::path(SLUICE_SOURCE_DIR) / "test/fixtures/base" / name);
  };
  std::string job = base("flinksessionjob.yaml");
  for (const char* gone :
       {"    execution.checkpointing.savepoint-dir: s3://flink-state/shop/clicks/savepoints\n"}) {
    job = Replaced(job, gone, "");
  }
  WriteWhole(folder.path / "job.yaml", job);
  CheckFlags flags = Of(folder.path);
  flags.format = "json";
  const auto skips = [](const Ran& ran) {
    const Json report = Json::parse(ran.text);
    std::size_t count = 0;
    for (const Json& object : report.at("objects")) {
      for (const Json& skip : object.at("skipped")) {
        count += skip.at("rule") == "savepoint-dir-missing" ? 1 : 0;
      }
    }
    return count;
  };
  CHECK(skips(Check(flags)) == 1);
  WriteWhole(folder.path / "cluster.yaml",
             Replaced(base("flinkdeployment.yaml"), "name: orders", "name: session"));
  CHECK(skips(Check(flags)) == 0);
}

TEST_CASE("--output writes the same report to a file") {
  const TempFolder folder;
  WriteWhole(folder.path / "a.yaml", WithoutHa());
  CheckFlags flags = Of(folder.path / "a.yaml");
  flags.format = "json";
  const std::string text = Check(flags).text;
  flags.output = (folder.path / "report").string();
  const Ran ran = Check(flags);
  CHECK(ran.text.empty());
  CHECK(ran.code == kExitFindings);
  CHECK(test::ReadWhole(flags.output) == text);
  flags.output = (folder.path / "absent/report").string();
  CHECK(Check(flags).code == kExitUsage);
}

TEST_CASE("--operator-config stands under every resource") {
  const TempFolder folder;
  WriteWhole(folder.path / "a.yaml", WithoutHa());
  WriteWhole(folder.path / "flink-conf.yaml", "high-availability.type: kubernetes\n");
  CheckFlags flags = Of(folder.path / "a.yaml");
  REQUIRE(Check(flags).code == kExitFindings);
  flags.policy.operator_config = (folder.path / "flink-conf.yaml").string();
  CHECK(Check(flags).code == kExitFine);
  WriteWhole(folder.path / "config.yaml", "a:\n");
  flags.policy.operator_config = (folder.path / "config.yaml").string();
  const Ran ran = Check(flags);
  CHECK(ran.code == kExitUsage);
  CHECK(ran.errors.find("config.yaml") != std::string::npos);
}

TEST_CASE("review answers with the operator's configuration in mind, and refuses what is none") {
  const TempFolder folder;
  WriteWhole(folder.path / "flink-conf.yaml", "high-availability.type: kubernetes\n");
  const Json object = {{"apiVersion", "flink.apache.org/v1beta1"},
                       {"kind", "FlinkDeployment"},
                       {"metadata", {{"name", "a"}, {"namespace", "shop"}}},
                       {"spec",
                        {{"flinkVersion", "v1_20"},
                         {"jobManager", {{"replicas", 2}, {"resource", {{"memory", "2048m"}}}}},
                         {"taskManager", {{"resource", {{"memory", "4096m"}}}}}}}};
  const Json review = {
      {"kind", "AdmissionReview"},
      {"apiVersion", "admission.k8s.io/v1"},
      {"request",
       {{"uid", "u"},
        {"kind",
         {{"group", "flink.apache.org"}, {"version", "v1beta1"}, {"kind", "FlinkDeployment"}}},
        {"resource",
         {{"group", "flink.apache.org"}, {"version", "v1beta1"}, {"resource", "flinkdeployments"}}},
        {"name", "a"},
        {"namespace", "shop"},
        {"operation", "CREATE"},
        {"userInfo", {{"username", "alice"}}},
        {"object", object},
        {"oldObject", nullptr}}}};
  WriteWhole(folder.path / "review.json", review.dump());
  ReviewFlags flags;
  flags.policy.profile = "production";
  flags.path = (folder.path / "review.json").string();
  const auto ask = [&flags] {
    const Captured captured;
    CHECK(RunReview(flags) == kExitFine);
    return captured.text();
  };
  CHECK(ask().find("jm-replicas-without-ha") != std::string::npos);
  flags.policy.operator_config = (folder.path / "flink-conf.yaml").string();
  CHECK(ask().find("jm-replicas-without-ha") == std::string::npos);
  WriteWhole(folder.path / "review.json", "{}");
  const Captured captured;
  CHECK(RunReview(flags) == kExitUsage);
}

}  // namespace
}  // namespace sluice::app
