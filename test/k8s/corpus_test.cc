// SPDX-License-Identifier: Apache-2.0
// Recorded reviews of a real API server: all are read, none of their beginnings is.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "sluice/k8s/review.h"
#include "support/catch.h"
#include "support/shared.h"

namespace sluice::k8s {
namespace {

std::vector<std::string> Bodies() {
  std::vector<std::string> out;
  const auto folder = test::SharedFolder("corpus/reviews");
  if (!folder) return out;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    out.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return out;
}

// What the reader leaves out, taken from another parser's tree.
void DropBookkeeping(nlohmann::ordered_json& node) {
  if (node.is_object() && node.contains("metadata") && node["metadata"].is_object()) {
    auto& metadata = node["metadata"];
    metadata.erase("managedFields");
    if (metadata.contains("annotations") && metadata["annotations"].is_object()) {
      metadata["annotations"].erase("kubectl.kubernetes.io/last-applied-configuration");
    }
  }
  if (!node.is_structured()) return;  // a scalar would be its own only child
  for (auto& child : node) DropBookkeeping(child);
}

TEST_CASE("every recorded review is read, and the tree is what another parser sees") {
  for (const std::string& body : Bodies()) {
    const auto request = DecodeReview(body, {});
    REQUIRE(request);
    CHECK(request->uid == nlohmann::json::parse(body)["request"]["uid"].get<std::string>());
    auto expected = nlohmann::ordered_json::parse(body);
    DropBookkeeping(expected);
    CHECK(nlohmann::ordered_json::parse(doc::ToJson(request->document.root())) == expected);
    const auto whole = doc::ReadJson(body, {.positions = true});
    REQUIRE(whole);
    CHECK(nlohmann::ordered_json::parse(doc::ToJson(whole->root())) ==
          nlohmann::ordered_json::parse(body));
  }
}

TEST_CASE("no beginning of a review is a review") {
  const std::vector<std::string> bodies = Bodies();
  const std::size_t step = std::max<std::size_t>(1, bodies.size() / 20);
  for (std::size_t i = 0; i < bodies.size(); i += step) {
    const std::string& body = bodies[i];
    const std::size_t end = body.find_last_of('}');
    for (std::size_t length = 0; length < end + 1; ++length) {
      const auto request = DecodeReview(std::string_view(body).substr(0, length), {});
      if (request || request.error().by_user || !request.error().uid.empty()) {
        FAIL("a review cut at byte " << length << " was read");
      }
    }
    CHECK(DecodeReview(std::string_view(body).substr(0, end + 1), {}));
  }
}

}  // namespace
}  // namespace sluice::k8s
