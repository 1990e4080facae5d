// SPDX-License-Identifier: Apache-2.0
// Exceptions from the command line and in a running server: baseline and back, reload, and what is
// said of those that end.
#include "app/exceptions.h"

#include <nlohmann/json.hpp>

#include "app/captured.h"
#include "app/commands.h"
#include "app/process.h"
#include "app/reload.h"
#include "sluice/rulebook/all.h"
#include "support/catch.h"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using test::Captured;
using test::ReadWhole;
using test::TempFolder;
using test::WriteWhole;

std::string Manifest(const std::string& replicas, const std::string& image,
                     const std::string& more = "") {
  return "apiVersion: flink.apache.org/v1beta1\nkind: FlinkDeployment\nmetadata: {name: orders, "
         "namespace: shop}\nspec:\n  image: " +
         image +
         "\n  flinkVersion: v1_20\n  serviceAccount: flink\n"
         "  jobManager: {replicas: " +
         replicas +
         ", resource: {cpu: 1, memory: 2048m}}\n"
         "  taskManager: {resource: {cpu: 2, memory: 4096m}}\n"
         "  job: {jarURI: \"local:///job.jar\", parallelism: 4, upgradeMode: savepoint}\n"
         "  flinkConfiguration:\n    state.checkpoints.dir: file:///tmp/checkpoints\n"
         "    execution.checkpointing.interval: 60 s\n" +
         more;
}

// A folder with a manifest, and what the commands say of it under profile production.
struct Site {
  TempFolder folder;
  fs::path manifests = folder.path / "manifests";
  fs::path exceptions = folder.path / "exceptions";

  explicit Site(const std::string& manifest) {
    fs::create_directory(manifests);
    fs::create_directory(exceptions);
    Put(manifest);
  }
  void Put(const std::string& manifest) const { WriteWhole(manifests / "a.yaml", manifest); }

  int Check(const std::string& now, Json* report = nullptr) const {
    CheckFlags flags;
    flags.paths = {manifests.string()};
    flags.policy.profile = "production";
    flags.policy.exception_dirs = {exceptions.string()};
    flags.now = now;
    flags.format = "json";
    flags.output = (folder.path / "report.json").string();
    const Captured quiet;
    const int code = RunCheck(flags);
    if (report != nullptr) *report = Json::parse(ReadWhole(flags.output));
    return code;
  }
  BaselineFlags Flags() const {
    BaselineFlags flags;
    flags.paths = {manifests.string()};
    flags.policy.profile = "production";
    flags.expires = "30d";
    flags.owner = "data-team";
    flags.reason = "before the policy";
    flags.now = "2026-01-01T00:00:00Z";
    flags.output = (exceptions / "baseline.yaml").string();
    return flags;
  }
  static int Baseline(const BaselineFlags& flags) {
    const Captured quiet;
    return RunBaseline(flags);
  }
};

constexpr const char* kNow = "2026-01-02T00:00:00Z";

TEST_CASE("After a baseline check passes; a new mistake, another value and the end fail") {
  const std::string today = Manifest("1", "flink:1.20.1");
  const Site site(today);
  REQUIRE(site.Check(kNow) == kExitFindings);
  REQUIRE(Site::Baseline(site.Flags()) == kExitFine);
  Json report;
  CHECK(site.Check(kNow, &report) == kExitFine);
  CHECK(report["summary"]["denied"] == 0);
  CHECK(report["summary"]["exempted"].get<int>() > 0);
  CHECK(report["exceptions"][0]["state"] == "active");

  site.Put(Manifest("1", "flink:1.20.1", "    kubernetes.rest-service.exposed.type: NodePort\n"));
  CHECK(site.Check(kNow) == kExitFindings);
  std::string worse = today;
  worse.replace(worse.find("file:///tmp/checkpoints"), 23, "file:///var/checkpoints");
  site.Put(worse);
  CHECK(site.Check(kNow) == kExitFindings);
  std::string other = today;
  other.replace(other.find("name: orders"), 12, "name: orderz");
  site.Put(other);
  CHECK(site.Check(kNow) == kExitFindings);

  site.Put(today);
  CHECK(site.Check("2026-01-30T23:59:59Z", &report) == kExitFine);
  CHECK(report["exceptions"][0]["state"] == "expiring");
  CHECK(site.Check("2026-01-31T00:00:00Z", &report) == kExitFindings);
  CHECK(report["exceptions"][0]["state"] == "expired");
}

TEST_CASE("An object of a kind that Sluice does not know can be excepted") {
  const Site site(
      "apiVersion: flink.apache.org/v1beta1\nkind: FlinkMaterializedView\n"
      "metadata: {name: view, namespace: shop}\nspec: {}\n");
  fs::create_directory(site.folder.path / "policies");
  WriteWhole(site.folder.path / "policies/p.yaml",
             "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {name: p}\n"
             "spec: {profile: baseline, rules: [{id: kind-unknown, actions: [Deny]}]}\n");
  BaselineFlags flags = site.Flags();
  flags.policy.profile.clear();
  flags.policy.policy_dir = (site.folder.path / "policies").string();
  REQUIRE(Site::Baseline(flags) == kExitFine);
  CHECK(ReadWhole(flags.output).find("rules: [kind-unknown]") != std::string::npos);
}

TEST_CASE("A second baseline excepts only what the first does not") {
  const Site site(Manifest("1", "flink:1.20.1"));
  REQUIRE(Site::Baseline(site.Flags()) == kExitFine);
  BaselineFlags again = site.Flags();
  again.policy.exception_dirs = {site.exceptions.string()};
  again.output = (site.folder.path / "more.yaml").string();
  CHECK(Site::Baseline(again) == kExitFine);
  CHECK(ReadWhole(again.output).find("kind:") == std::string::npos);
  site.Put(Manifest("1", "flink:1.20.1", "    kubernetes.rest-service.exposed.type: NodePort\n"));
  CHECK(Site::Baseline(again) == kExitFine);
  const std::string more = ReadWhole(again.output);
  CHECK(more.find("rest-service-exposed") != std::string::npos);
  CHECK(more.find("checkpoint-dir-not-durable") == std::string::npos);
  WriteWhole(site.exceptions / "more.yaml", more);  // under another name than the first
  CHECK(site.Check(kNow) == kExitFine);
}

TEST_CASE("A baseline demands an end that lies ahead, an owner and a reason") {
  const Site site(Manifest("1", "flink:1.20.1"));
  for (const char* expires : {"", "soon", "0d", "-3d", "90", "2025-12-31T00:00:00Z"}) {
    INFO(expires);
    BaselineFlags flags = site.Flags();
    flags.expires = expires;
    CHECK(Site::Baseline(flags) == kExitUsage);
  }
  BaselineFlags flags = site.Flags();
  flags.owner.clear();
  CHECK(Site::Baseline(flags) == kExitUsage);
  flags = site.Flags();
  flags.paths = {(site.folder.path / "none").string()};
  CHECK(Site::Baseline(flags) == kExitUsage);
}

std::string Exception(const std::string& name, const std::string& expires) {
  return "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicyException\nmetadata: {name: " +
         name +
         "}\nspec:\n  policyRefs: [{policy: p, rules: [ha-disabled]}]\n"
         "  match: {namespaces: [shop]}\n  reason: r\n  owner: o\n  expiresAt: " +
         expires + "\n";
}

const char* const kPolicy =
    "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {name: p}\n"
    "spec: {profile: production}\n";

// A log whose lines are kept.
struct Logged {
  std::mutex mutex;
  std::string text;
  std::unique_ptr<telemetry::Log> log;

  Logged() {
    auto made = telemetry::Log::To({}, [this](std::string_view lines) {
      const std::lock_guard lock(mutex);
      text += lines;
      return true;
    });
    log = *std::move(made);
  }
  // Everything so far; the log is closed.
  std::string Close() {
    log.reset();
    return text;
  }
};

TEST_CASE("A server takes no larger configuration of the operator than the command line does") {
  const TempFolder folder;
  fs::create_directory(folder.path / "policies");
  WriteWhole(folder.path / "policies" / "p.yaml", kPolicy);
  const std::string file = (folder.path / "flink-conf.yaml").string();
  WriteWhole(file, std::string((1U << 20U) + 1, '#'));
  Logged logged;
  telemetry::Metrics metrics;
  webhook::SnapshotBox box;
  auto book = std::make_shared<const rulebook::Rulebook>(rulebook::BuildShipped().value());
  PolicyLoader loader({.folder = (folder.path / "policies").string(),
                       .operator_config = file,
                       .exception_folders = {}},
                      book, *logged.log, metrics);
  loader.Poll(box);
  REQUIRE(loader.errors().size() == 1);
  CHECK(loader.errors()[0].message.find("larger than 1 MiB") != std::string::npos);
  WriteWhole(file, "a.b: 1\n");
  loader.Poll(box);
  CHECK(loader.loaded());
}

TEST_CASE("A folder of exceptions is read again; a bad one leaves the last good set alone") {
  const TempFolder folder;
  fs::create_directory(folder.path / "policies");
  fs::create_directory(folder.path / "exceptions");
  WriteWhole(folder.path / "policies" / "p.yaml", kPolicy);
  Logged logged;
  telemetry::Metrics metrics;
  webhook::SnapshotBox box;
  auto book = std::make_shared<const rulebook::Rulebook>(rulebook::BuildShipped().value());
  PolicyLoader loader({.folder = (folder.path / "policies").string(),
                       .exception_folders = {(folder.path / "exceptions").string()}},
                      book, *logged.log, metrics);
  loader.Poll(box);
  REQUIRE(box.Get() != nullptr);
  const std::string digest = box.Get()->Digest();
  CHECK(box.Get()->exceptions->empty());

  const fs::path file = folder.path / "exceptions" / "e.yaml";
  WriteWhole(file, Exception("e", "2027-01-01T00:00:00Z"));
  loader.Poll(box);
  CHECK(box.Get()->exceptions->all().size() == 1);
  CHECK(box.Get()->Digest() != digest);

  WriteWhole(file, Exception("e", "never"));
  loader.Poll(box);
  CHECK(box.Get()->exceptions->all().size() == 1);
  REQUIRE(loader.errors().size() == 1);
  CHECK(loader.errors()[0].ToString().find("e.yaml:9:3: expiresAt must be") != std::string::npos);

  fs::remove(file);
  loader.Poll(box);
  CHECK(box.Get()->exceptions->empty());
  CHECK(box.Get()->Digest() == digest);
  fs::remove(folder.path / "exceptions");
  loader.Poll(box);
  CHECK(loader.errors().size() == 1);
  CHECK(logged.Close().find("policies_rejected") != std::string::npos);
}

std::shared_ptr<const policy::ExceptionSet> Two() {
  const auto book = rulebook::BuildShipped().value();
  const policy::Source policies{.file = "p.yaml", .text = kPolicy};
  const auto set = policy::PolicySet::Load(book, policy::ShippedProfiles(), {&policies, 1});
  const policy::Source source{.file = "e.yaml",
                              .text = Exception("first", "2026-02-01T00:00:00Z") + "---\n" +
                                      Exception("second", "2026-06-01T00:00:00Z")};
  return std::make_shared<const policy::ExceptionSet>(
      policy::ExceptionSet::Load(book, set.value(), {&source, 1}).value());
}

std::size_t Count(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
    ++count;
  }
  return count;
}

TEST_CASE("Exceptions that end are said when it happens and once a day, and counted") {
  Logged logged;
  telemetry::Metrics metrics;
  webhook::ExceptionUse use;
  ExceptionWatch watch(std::chrono::hours(24 * 7), use, *logged.log, metrics);
  const auto set = Two();
  const auto look = [&](const char* now) { watch.Look(set, base::ParseTime(now).value()); };
  const auto gauge = [&](const std::string& state) {
    const std::string text = metrics.Render();
    const std::string name = "sluice_exceptions{state=\"" + state + "\"} ";
    const std::size_t at = text.find(name);
    return at == std::string::npos ? std::string("none") : text.substr(at + name.size(), 1);
  };
  look("2026-01-01T00:00:00Z");
  look("2026-01-01T00:00:01Z");
  CHECK(gauge("active") == "2");
  CHECK(gauge("unused") == "2");
  look("2026-01-26T00:00:00Z");  // the first is expiring; a day has passed: both are unused
  CHECK(gauge("expiring") == "1");
  engine::Verdict verdict;
  verdict.exempted.push_back({.exception = &set->all()[0]});
  use.Note(verdict);
  look("2026-01-26T00:00:01Z");
  CHECK(gauge("unused") == "1");
  look("2026-02-01T00:00:00Z");
  CHECK(gauge("expired") == "1");
  CHECK(gauge("active") == "1");
  const std::string text = logged.Close();
  CHECK(Count(text, "exceptions_loaded") == 1);
  CHECK(Count(text, "\"state\":\"expiring\"") == 1);
  CHECK(Count(text, "\"state\":\"expired\"") == 1);
  CHECK(Count(text, "\"state\":\"unused\"") == 3);
}

}  // namespace
}  // namespace sluice::app
