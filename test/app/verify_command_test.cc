// SPDX-License-Identifier: Apache-2.0
// `sluice verify` and `sluice schema` as a person calls them: exit codes and files.
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/process.h"
#include "support/catch.h"

namespace sluice::app {
namespace {

using test::ReadWhole;
using test::TempFolder;
using test::WriteWhole;

std::string SuiteText(const std::string& allowed) {
  return "apiVersion: test.sluice.dev/v1alpha1\nkind: Suite\ntests:\n- name: t\n  profile: "
         "baseline\n"
         "  cases:\n  - name: c\n    object: {apiVersion: flink.apache.org/v1beta1, kind: "
         "FlinkDeployment, metadata: {name: a}}\n    allowed: " +
         allowed + "\n";
}

// A folder with suites that pass and fail, and a report beside it.
struct Desk {
  TempFolder folder;
  TempFolder out;

  [[nodiscard]] std::string Path(const std::string& name) const {
    return (folder.path / name).string();
  }
  void Write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder.path / name).parent_path());
    WriteWhole(folder.path / name, text);
  }
  int Verify(std::vector<std::string> paths, VerifyFlags flags = {}) const {
    flags.paths = std::move(paths);
    flags.output = (out.path / "report").string();
    return RunVerify(flags);
  }
  [[nodiscard]] std::string Report() const { return ReadWhole(out.path / "report"); }
};

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// An empty object is denied by baseline: it names no service account.
constexpr const char* kHolds = "false";
constexpr const char* kFails = "true";

TEST_CASE("verify: 0 when all cases hold, 1 when one does not") {
  const Desk desk;
  desk.Write("a/good.yaml", SuiteText(kHolds));
  CHECK(desk.Verify({desk.Path("a/good.yaml")}) == kExitFine);
  CHECK(Has(desk.Report(), "ok  \t"));
  CHECK(desk.Verify({desk.Path("a/...")}) == kExitFine);
  desk.Write("a/bad.yaml", SuiteText(kFails));
  CHECK(desk.Verify({desk.Path("a")}) == kExitFindings);
  CHECK(Has(desk.Report(), "--- FAIL: t/c ("));
  CHECK(desk.Verify({desk.Path("a")}, {.format = "junit"}) == kExitFindings);
  CHECK(Has(desk.Report(), "<testsuites tests=\"2\" failures=\"1\">"));
  CHECK(desk.Verify({desk.Path("a")}, {.format = "json"}) == kExitFindings);
  CHECK(nlohmann::json::parse(desk.Report())["summary"]["failed"] == 1);
}

TEST_CASE("verify: 2 when nothing was tested") {
  const Desk desk;
  desk.Write("a/good.yaml", SuiteText(kHolds));
  desk.Write("none/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n");
  CHECK(desk.Verify({desk.Path("none")}) == kExitUsage);
  CHECK(desk.Verify({desk.Path("none")}, {.allow_empty = true}) == kExitFine);
  CHECK(desk.Verify({desk.Path("a")}, {.run = "nothing"}) == kExitUsage);
  CHECK(desk.Verify({desk.Path("a"), desk.Path("none")}) == kExitFine);
  CHECK(desk.Verify({desk.Path("a"), desk.Path("none")}, {.require_tests = true}) == kExitUsage);
  CHECK(desk.Verify({desk.Path("missing")}) == kExitUsage);
  CHECK(desk.Verify({desk.Path("a")}, {.run = "("}) == kExitUsage);
}

TEST_CASE("verify: 2 when a suite or a policy cannot be loaded, whatever else passes") {
  const Desk desk;
  desk.Write("a/good.yaml", SuiteText(kHolds));
  desk.Write("a/broken-sample.yaml", "a: [1\n");
  CHECK(desk.Verify({desk.Path("a")}) == kExitFine);
  CHECK(desk.Verify({desk.Path("a/broken-sample.yaml")}) == kExitUsage);
  desk.Write("b/broken.yaml", "apiVersion: test.sluice.dev/v1alpha1\nkind: [Suite\n");
  CHECK(desk.Verify({desk.Path("a"), desk.Path("b")}) == kExitUsage);
  desk.Write("c/typo.yaml", SuiteText("perhaps"));
  CHECK(desk.Verify({desk.Path("a"), desk.Path("c")}) == kExitUsage);
  CHECK(Has(desk.Report(), "typo.yaml:9:5: allowed must be true or false"));
  std::string policy = SuiteText(kHolds);
  policy.replace(policy.find("profile: baseline"), 17, "policies: [policies]");
  desk.Write("d/suite.yaml", policy);
  desk.Write("d/policies/p.yaml",
             "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\n"
             "metadata: {name: p}\nspec: {profile: none}\n");
  CHECK(desk.Verify({desk.Path("d/suite.yaml")}) == kExitUsage);
  CHECK(Has(desk.Report(), "p.yaml:4:"));
}

TEST_CASE("A suite in a policy folder is refused in words") {
  const Desk desk;
  desk.Write("suite.yaml", SuiteText(kHolds));
  const auto sources = policy::ReadFolder(desk.folder.path);
  REQUIRE(sources);
  const auto book = rulebook::Rulebook::Build({}, {});
  REQUIRE(book);
  const auto set = policy::PolicySet::Load(*book, {}, *sources);
  REQUIRE_FALSE(set);
  CHECK(Has(set.error().front().ToString(), "suite.yaml:1:1: this is a suite of tests"));
}

TEST_CASE("schema: one for each kind, one for all, and a guess for others") {
  const TempFolder out;
  const std::string path = (out.path / "schema.json").string();
  for (const char* kind : {"FlinkPolicy", "FlinkProfile", "FlinkPolicyException", "Suite", ""}) {
    CHECK(RunSchema(kind, path) == kExitFine);
    const auto schema = nlohmann::json::parse(ReadWhole(path));
    CHECK(schema["$schema"] == "http://json-schema.org/draft-07/schema#");
    CHECK(schema["type"] == "object");
  }
  CHECK(RunSchema("FlinkPolcy", path) == kExitUsage);
}

}  // namespace
}  // namespace sluice::app
