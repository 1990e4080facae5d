// SPDX-License-Identifier: Apache-2.0
// Whatever Sluice says about a resource, it never says its secrets: the objects of all fixtures,
// with canaries in every secret place, go through every door, and no output holds one.
#include "app/captured.h"
#include "app/commands.h"
#include "app/process.h"
#include "canary/plant.h"
#include "fixtures/fixture.h"
#include "webhook/fixture.h"

namespace sluice::canary {
namespace {

namespace fs = std::filesystem;
using fixtures::Fixture;
using test::TempFolder;

const fs::path& Folder() {
  static const fs::path folder = fs::path(SLUICE_SOURCE_DIR) / "test" / "fixtures";
  return folder;
}

std::vector<Fixture> AllFixtures() {
  std::vector<Fixture> all;
  for (const char* kind : {"rules", "defaults"}) {
    for (const auto& entry : fs::directory_iterator(Folder() / kind)) {
      for (const char* suffix : {".pass.yaml", ".fail.yaml", ".in.yaml"}) {
        for (const fs::path& path : fixtures::FilesOf(entry.path(), suffix)) {
          all.push_back(fixtures::Read(Folder() / "base", path));
        }
      }
    }
  }
  return all;
}

// One request: an object, and what it was.
struct Case {
  std::string name;
  Json object;
  Json old;  // null on CREATE
};

// Every fixture twice: with canaries added, and with credentials in its URIs as well.
std::vector<Case> Cases(Planter& planter) {
  std::vector<Case> cases;
  for (const Fixture& fixture : AllFixtures()) {
    for (const bool tainted : {false, true}) {
      Case one{.name = fixture.path.filename().string() + (tainted ? " with credentials" : ""),
               .object = fixture.object,
               .old = fixture.old ? *fixture.old : Json()};
      for (Json* object : {&one.object, &one.old}) {
        if (!object->is_object()) continue;
        planter.Add(*object);
        if (tainted) planter.Taint(*object);
      }
      cases.push_back(std::move(one));
    }
  }
  return cases;
}

// Every rule with one action, every default on.
std::string PolicyOf(const std::string& action) {
  const auto book = rulebook::BuildShipped();
  REQUIRE(book);
  std::string text =
      "apiVersion: policy.sluice.dev/v1alpha1\nkind: FlinkPolicy\nmetadata: {name: all}\nspec:\n"
      "  profile: baseline\n  parameters: {storageRoot: \"s3://flink-state\", serviceAccount: "
      "flink, "
      "maxSlots: 64, addLabels: [team=shop], labels: [owner], "
      "allowedRegistries: [registry.example.com/other]}\n  rules:\n";
  for (const rulebook::Rule* rule : book->rules()) {
    text += "    - {id: " + std::string(rule->meta.id) + ", actions: [" + action + "]}\n";
  }
  text += "  defaults:\n";
  for (const rulebook::Default* def : book->defaults()) {
    text += "    - {id: " + std::string(def->meta.id) + ", enabled: true}\n";
  }
  return text;
}

std::string ReviewOf(const Case& one) {
  const std::string version = one.object.value("apiVersion", "");
  const std::size_t slash = version.find('/');
  Json review = test::UnsafeReview();
  Json& request = review["request"];
  request["kind"] = {{"group", version.substr(0, slash)},
                     {"version", version.substr(slash + 1)},
                     {"kind", one.object.value("kind", "")}};
  request["resource"] = {{"group", version.substr(0, slash)},
                         {"version", version.substr(slash + 1)},
                         {"resource", "flinks"}};
  const Json& metadata = one.object.at("metadata");
  request["name"] = metadata.value("name", "");
  request["namespace"] = metadata.value("namespace", "");
  request["operation"] = one.old.is_null() ? "CREATE" : "UPDATE";
  request["object"] = one.object;
  request["oldObject"] = one.old;
  return test::Wire(review);
}

// Fails with the place when `text` holds a canary.
void CheckSilent(const Planter& planter, const std::string& text, const std::string& what) {
  const std::size_t at = text.find(kMark);
  if (at == std::string::npos) {
    SUCCEED();
    return;
  }
  const std::size_t begin = at < 200 ? 0 : at - 200;
  FAIL_CHECK(what << " tells " << planter.PlaceIn(text.substr(at)) << ": ..."
                  << text.substr(begin, 300));
}

TEST_CASE("No answer of the webhooks, no log line and no metric holds a secret") {
  Planter planter;
  const std::vector<Case> cases = Cases(planter);
  CHECK(cases.size() >= 200);
  CHECK(planter.places() >= 40);
  std::size_t denied = 0;
  std::size_t allowed = 0;
  for (const std::string action : {"Deny", "Warn", "Audit"}) {
    test::TestWebhook hook(test::MakeSnapshot(PolicyOf(action)));
    for (const Case& one : cases) {
      const std::string review = ReviewOf(one);
      const std::string verdict = hook.Validate(review).body;
      (verdict.find("\"allowed\":false") != std::string::npos ? denied : allowed) += 1;
      CheckSilent(planter, verdict, one.name + ", validated by " + action);
      CheckSilent(planter, hook.Mutate(review).body, one.name + ", defaulted");
    }
    CheckSilent(planter, hook.AllText(), "the log or a metric, " + action);
  }
  CHECK(denied >= 200);
  CHECK(allowed >= 200);
}

TEST_CASE("A review that cannot be read keeps its secrets") {
  Planter planter;
  Case one{.name = "broken", .object = fixtures::ReadYaml(Folder() / "base/flinkdeployment.yaml")};
  planter.Add(one.object);
  const std::string good = ReviewOf(one);
  test::TestWebhook hook(test::MakeSnapshot(PolicyOf("Deny")));
  // Cut, with a stray byte, and with a member twice, at many places each.
  for (std::size_t at = 0; at < good.size(); at += 97) {
    std::string stray = good;
    stray[at] = '\x01';
    std::string twice = good;
    if (const std::size_t comma = good.find(",\"", at); comma != std::string::npos) {
      const std::size_t end = good.find(',', comma + 1);
      twice.insert(comma, good.substr(comma, end - comma));
    }
    for (const std::string& bad : {good.substr(0, at), stray, twice}) {
      CheckSilent(planter, hook.Validate(bad).body, "an answer to a broken review");
      CheckSilent(planter, hook.Mutate(bad).body, "an answer to a broken review");
    }
  }
  CheckSilent(planter, hook.AllText(), "the log");
}

// The objects as files, every other one as JSON.
void WriteAll(const std::vector<Case>& cases, const fs::path& folder, bool old) {
  fs::create_directories(folder);
  std::size_t count = 0;
  for (const Case& one : cases) {
    ++count;
    if (old && one.old.is_null()) continue;
    Json object = old ? one.old : one.object;
    // A namespace of its own: rules that compare neighbours would compare all of them.
    object["metadata"]["namespace"] = "n" + std::to_string(count);
    object["metadata"]["name"] = "o" + std::to_string(count);
    const std::string name = "o" + std::to_string(count);
    if (count % 2 == 0) {
      test::WriteWhole(folder / (name + ".json"), object.dump(count % 4 == 0 ? 2 : -1));
    } else {
      test::WriteWhole(folder / (name + ".yaml"),
                       fixtures::DifferenceAsYaml(Json::object(), object));
    }
  }
}

// A suite that expects of every object what it is not, so that all of it is explained.
void WriteSuite(std::size_t count, const fs::path& folder) {
  std::string text =
      "apiVersion: test.sluice.dev/v1alpha1\nkind: Suite\ntests:\n  - name: all\n"
      "    policies: [policies]\n    cases:\n";
  for (std::size_t i = 1; i <= count; ++i) {
    const std::string name = "o" + std::to_string(i);
    const std::string file = name + (i % 2 == 0 ? ".json" : ".yaml");
    text += "      - name: " + name + "\n        object: new/" + file + "\n";
    if (fs::exists(folder / "old" / file)) text += "        oldObject: old/" + file + "\n";
    text += "        allowed: true\n        assertions: [{violations: 0}]\n";
  }
  test::WriteWhole(folder / "suite.yaml", text);
}

template <typename Command>
std::string Printed(Command command) {
  const test::Captured captured;
  command();
  return captured.text() + captured.errors();
}

TEST_CASE("No report of the command line holds a secret") {
  Planter planter;
  const std::vector<Case> cases = Cases(planter);
  const TempFolder folder;
  WriteAll(cases, folder.path / "new", false);
  WriteAll(cases, folder.path / "old", true);
  fs::create_directories(folder.path / "policies");
  test::WriteWhole(folder.path / "policies/p.yaml", PolicyOf("Deny"));
  const std::string policies = (folder.path / "policies").string();
  for (const char* format : {"text", "json"}) {
    app::CheckFlags check;
    check.paths = {(folder.path / "new").string()};
    check.policy.policy_dir = policies;
    check.format = format;
    const std::string text = Printed([&check] { RunCheck(check); });
    CHECK(text.size() > 100'000);
    CheckSilent(planter, text, std::string("check, ") + format);

    app::DiffFlags diff;
    diff.old_path = (folder.path / "old").string();
    diff.new_path = (folder.path / "new").string();
    diff.policy.policy_dir = policies;
    diff.format = format;
    const std::string compared = Printed([&diff] { RunDiff(diff); });
    CHECK(compared.size() > 10'000);
    CheckSilent(planter, compared, std::string("diff, ") + format);
  }
  const std::string exceptions = (folder.path / "exceptions").string();
  fs::create_directories(exceptions);
  app::BaselineFlags baseline;
  baseline.paths = {(folder.path / "new").string()};
  baseline.policy.policy_dir = policies;
  baseline.expires = "30d";
  baseline.owner = "shop";
  baseline.reason = "before the policy";
  const std::string excepted = Printed([&baseline] { RunBaseline(baseline); });
  INFO(excepted.substr(0, 500));
  CHECK(excepted.size() > 100'000);
  CheckSilent(planter, excepted, "baseline");
  baseline.output = exceptions + "/baseline.yaml";
  Printed([&baseline] { RunBaseline(baseline); });
  for (const char* format : {"text", "json"}) {
    app::ExplainFlags explain;
    explain.paths = baseline.paths;
    explain.policy.policy_dir = policies;
    explain.policy.exception_dirs = {exceptions};
    explain.namespace_name = "n1";
    explain.format = format;
    const std::string text = Printed([&explain] { RunExplain(explain); });
    CHECK(text.find("baseline-n1-") != std::string::npos);
    CheckSilent(planter, text, std::string("policy explain, ") + format);
  }
  WriteSuite(cases.size(), folder.path);
  for (const char* format : {"text", "json", "junit"}) {
    app::VerifyFlags verify;
    verify.paths = {(folder.path / "suite.yaml").string()};
    verify.format = format;
    verify.verbose = true;
    const std::string text = Printed([&verify] { RunVerify(verify); });
    CHECK(text.size() > 100'000);
    CheckSilent(planter, text, std::string("verify, ") + format);
  }
  for (const char* format : {"text", "json", "yaml"}) {
    app::ConfigFlags config;
    config.path = (folder.path / "new").string();
    config.policy.policy_dir = policies;
    config.format = format;
    config.changed = true;
    const std::string text = Printed([&config] { RunConfig(config); });
    CHECK(text.size() > 100'000);
    CheckSilent(planter, text, std::string("config, ") + format);
  }
}

}  // namespace
}  // namespace sluice::canary
