// SPDX-License-Identifier: Apache-2.0
// `sluice policy explain` as a function: the exceptions of a namespace, and whether they are used.
#include <nlohmann/json.hpp>

#include "app/captured.h"
#include "app/commands.h"
#include "app/process.h"
#include "support/catch.h"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using test::WriteWhole;

std::string Exception(const std::string& name, const std::string& rule, const std::string& expires,
                      const std::string& space = "shop") {
  return "---\napiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicyException\nmetadata: "
         "{name: " +
         name + "}\nspec:\n  policyRefs: [{policy: shop, rules: [" + rule +
         "]}]\n  match: {namespaces: [" + space +
         "]}\n  reason: r\n  owner: data-team\n  expiresAt: " + expires + "\n";
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Policies, exceptions and a manifest without high availability.
struct Site {
  test::TempFolder folder;
  ExplainFlags flags;

  Site() {
    for (const char* name : {"policies", "exceptions", "manifests"}) {
      fs::create_directory(folder.path / name);
    }
    WriteWhole(folder.path / "policies/p.yaml",
               "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {name: shop}\n"
               "spec: {profile: production}\n");
    WriteWhole(folder.path / "exceptions/e.yaml",
               Exception("ended", "ha-disabled", "2026-01-01T00:00:00Z") +
                   Exception("idle", "rest-service-exposed", "2027-01-01T00:00:00Z") +
                   Exception("needed", "ha-disabled", "2027-01-01T00:00:00Z") +
                   Exception("other", "ha-disabled", "2027-01-01T00:00:00Z", "lab") +
                   Exception("soon", "rest-service-exposed", "2026-02-03T00:00:00Z"));
    std::string manifest =
        test::ReadWhole(fs::path(SLUICE_SOURCE_DIR) / "test/fixtures/base/flinkdeployment.yaml");
    const std::string ha = "    high-availability.type: kubernetes\n";
    manifest.erase(manifest.find(ha), ha.size());
    WriteWhole(Manifest(), manifest);
    flags.namespace_name = "shop";
    flags.now = "2026-02-01T00:00:00Z";
    flags.policy.policy_dir = (folder.path / "policies").string();
    flags.policy.exception_dirs = {(folder.path / "exceptions").string()};
  }
  [[nodiscard]] fs::path Manifest() const { return folder.path / "manifests/orders.yaml"; }
  // What is printed for people, from the list of exceptions on.
  [[nodiscard]] std::string Exceptions(int expected = kExitFine) const {
    const test::Captured captured;
    CHECK(RunExplain(flags) == expected);
    if (expected != kExitFine) return captured.errors();
    const std::size_t at = captured.text().find("\nexceptions");
    return at == std::string::npos ? std::string() : captured.text().substr(at);
  }
};

TEST_CASE("Without manifests explain says states, and that it does not know the use") {
  const Site site;
  const std::string text = site.Exceptions();
  CHECK(Has(text, "\nexceptions; use is not known without manifests (name files or folders)\n"));
  CHECK(Has(text, "\n  expired: ended ("));
  CHECK(Has(text, "\n  active: idle ("));
  CHECK(Has(text, "\n  active: needed ("));
  CHECK(Has(text, "\n  expiring: soon ("));
  CHECK_FALSE(Has(text, "other"));
  CHECK_FALSE(Has(text, "unused"));
}

TEST_CASE("Manifests tell which exceptions are used") {
  Site site;
  site.flags.paths = {site.Manifest().parent_path().string()};
  site.flags.no_defaults = true;
  const std::string text = site.Exceptions();
  CHECK(Has(text, "\nexceptions; use is by 1 Flink object of the manifests\n"));
  CHECK(Has(text, "\n  expired: ended ("));
  CHECK(Has(text, "\n  active, unused: idle ("));
  CHECK(Has(text, "\n  active, lifts 1 finding: needed ("));
  CHECK(Has(text, "\n  expiring, unused: soon ("));

  site.flags.format = "json";
  const test::Captured captured;
  REQUIRE(RunExplain(site.flags) == kExitFine);
  const Json json = Json::parse(captured.text());
  CHECK(json.at("judgedObjects") == 1);
  REQUIRE(json.at("exceptions").size() == 4);
  CHECK(json["exceptions"][0].at("state") == "expired");
  CHECK(json["exceptions"][1].at("lifted") == 0);
  CHECK(json["exceptions"][2].at("lifted") == 1);
  CHECK(json["exceptions"][3].at("state") == "expiring");
}

TEST_CASE("In JSON a use that is not known is left out") {
  Site site;
  site.flags.format = "json";
  const test::Captured captured;
  REQUIRE(RunExplain(site.flags) == kExitFine);
  const Json json = Json::parse(captured.text());
  CHECK_FALSE(json.contains("judgedObjects"));
  CHECK_FALSE(json.at("exceptions").at(0).contains("lifted"));
}

TEST_CASE("Manifests that tell nothing are wrong use") {
  Site site;
  site.flags.paths = {(site.folder.path / "absent.yaml").string()};
  CHECK(Has(site.Exceptions(kExitUsage), "absent.yaml: there is no such file"));
  WriteWhole(site.Manifest(), "kind: ConfigMap\n");
  site.flags.paths = {site.Manifest().string()};
  CHECK(Has(site.Exceptions(kExitUsage), "no Flink object found in the manifests"));
  site.flags.policy.exception_dirs.clear();
  CHECK(Has(site.Exceptions(kExitUsage), "--exception-dir"));
}

}  // namespace
}  // namespace sluice::app
