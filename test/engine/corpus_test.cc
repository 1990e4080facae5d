// SPDX-License-Identifier: Apache-2.0
// The recorded reviews of a real API server through the shipped profiles.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "engine/toys.h"
#include "sluice/rulebook/all.h"
#include "support/catch.h"
#include "support/shared.h"

namespace sluice::engine {
namespace {

namespace fs = std::filesystem;
using toys::Json;

Snapshot Shipped(const std::string& profile) {
  Snapshot snapshot;
  auto book = rulebook::BuildShipped();
  if (!book) throw std::runtime_error(book.error().message);
  snapshot.rulebook = std::make_shared<const rulebook::Rulebook>(*std::move(book));
  auto set = policy::PolicySet::ForProfile(*snapshot.rulebook, policy::ShippedProfiles(), profile);
  if (!set) throw std::runtime_error(set.error().front().ToString());
  snapshot.policies = std::make_shared<const policy::PolicySet>(*std::move(set));
  return snapshot;
}

std::vector<fs::path> Reviews(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string TextOf(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// The review with the object as the patch leaves it.
std::string WithPatch(const std::string& review, const std::string& patch) {
  Json json = Json::parse(review);
  json["request"]["object"] = json["request"]["object"].patch(Json::parse(patch));
  return json.dump();
}

void CheckAnswer(const Outcome& outcome, const k8s::AdmissionRequest& request) {
  CHECK(outcome.error.empty());
  for (const std::string& warning : outcome.response.warnings) {
    CHECK(warning.size() <= 256);
    CHECK(std::all_of(warning.begin(), warning.end(),
                      [](char c) { return static_cast<unsigned char>(c) >= 0x20; }));
  }
  CHECK(outcome.response.warnings.size() <= 6);
  for (const auto& [name, value] : outcome.response.audit_annotations) {
    CHECK_FALSE(value.empty());
    CHECK(value.size() <= (name == "audit-violations" ? 10U << 10U : 256U));
  }
  if (!outcome.response.denial) return;
  CHECK(request.operation != k8s::Operation::kDelete);
  CHECK(outcome.response.denial->code ==
        (request.operation == k8s::Operation::kCreate ? 422 : 403));
  CHECK(outcome.response.denial->message.size() <= 16U << 10U);
}

struct Tally {
  int reviews = 0, denied = 0, patched = 0;
  std::map<std::string, int> rules;
};

void RunReview(const Snapshot& snapshot, const std::string& review, Tally& tally) {
  const k8s::AdmissionRequest request = toys::Decoded(review);
  const Outcome mutated = Default(snapshot, request);
  CheckAnswer(mutated, request);
  CHECK_FALSE(mutated.response.denial);
  ++tally.reviews;
  std::string second = review;
  if (!mutated.response.patch_json.empty()) {
    ++tally.patched;
    second = WithPatch(review, mutated.response.patch_json);
    CHECK(toys::DefaultText(snapshot, second).response.patch_json.empty());
  }
  const Outcome judged = toys::ValidateText(snapshot, second);
  CheckAnswer(judged, request);
  tally.denied += judged.verdict.allowed ? 0 : 1;
  // A patch never adds a reason to deny.
  const Outcome plain = Validate(snapshot, request);
  if (plain.verdict.allowed) CHECK(judged.verdict.allowed);
  std::set<std::string> rules;
  for (const JudgedFinding& finding : judged.verdict.denials) {
    rules.insert(std::string(finding.finding.rule->meta.id));
  }
  for (const std::string& rule : rules) ++tally.rules[rule];
}

TEST_CASE("Every recorded review is answered within the contract, and a patch applies once") {
  const auto folder = test::SharedFolder("corpus/reviews");
  if (!folder) return;
  for (const char* profile : {"baseline", "production", "best-practice", "restricted"}) {
    const Snapshot snapshot = Shipped(profile);
    Tally tally;
    for (const fs::path& path : Reviews(*folder)) {
      INFO(profile << " " << path.filename().string());
      RunReview(snapshot, TextOf(path), tally);
    }
    CHECK(tally.reviews > 100);
    std::cout << profile << ": " << tally.reviews << " reviews, " << tally.patched << " patched, "
              << tally.denied << " denied\n";
    for (const auto& [rule, count] : tally.rules) std::cout << "  " << rule << " " << count << "\n";
  }
}

TEST_CASE("The article's own manifest is admitted by best-practice, with what it lacks") {
  const auto folder = test::SharedFolder("corpus/reviews");
  if (!folder) return;
  const Snapshot snapshot = Shipped("best-practice");
  const std::string review = TextOf(*folder / "article-flinkcluster.apply.json");
  const Outcome mutated = toys::DefaultText(snapshot, review);
  REQUIRE_FALSE(mutated.response.patch_json.empty());
  const Outcome judged =
      toys::ValidateText(snapshot, WithPatch(review, mutated.response.patch_json));
  CHECK(judged.verdict.allowed);
  for (const JudgedFinding& denial : judged.verdict.denials) {
    FAIL_CHECK(denial.finding.rule->meta.id << ": " << denial.finding.detail);
  }
  std::cout << mutated.response.patch_json << "\n";
  for (const std::string& warning : judged.response.warnings) std::cout << warning << "\n";
}

}  // namespace
}  // namespace sluice::engine
