// SPDX-License-Identifier: Apache-2.0
// The profiles and policies that come with the project load and say what they should.
#include "sluice/policy/policy.h"
#include "sluice/rulebook/all.h"
#include "support/catch.h"

namespace sluice::policy {
namespace {

std::string FirstError(const tl::expected<PolicySet, std::vector<base::Error>>& set) {
  return set ? "" : set.error().front().ToString();
}

TEST_CASE("Every shipped profile binds to the shipped rules") {
  const auto book = rulebook::BuildShipped();
  REQUIRE(book);
  const std::vector<Source> shipped = ShippedProfiles();
  REQUIRE_FALSE(shipped.empty());
  for (const char* profile : {"baseline", "production", "best-practice", "restricted"}) {
    const auto set = PolicySet::ForProfile(*book, shipped, profile);
    INFO(profile);
    CHECK(FirstError(set) == "");
    if (set) CHECK(set->Select({.kind = "FlinkDeployment"}).enforces);
  }
}

TEST_CASE("The shipped policy files load, and audit.yaml never denies") {
  const auto book = rulebook::BuildShipped();
  REQUIRE(book);
  const auto sources = ReadFolder(std::filesystem::path(SLUICE_SOURCE_DIR) / "policies");
  REQUIRE(sources);
  CHECK(FirstError(PolicySet::Load(*book, ShippedProfiles(), *sources)) == "");
  for (const Source& source : *sources) {
    if (!source.file.ends_with("/policies/audit.yaml")) continue;
    const auto set = PolicySet::Load(*book, ShippedProfiles(), {&source, 1});
    CHECK(FirstError(set) == "");
    if (set) CHECK_FALSE(set->Select({.kind = "FlinkDeployment"}).enforces);
  }
}

}  // namespace
}  // namespace sluice::policy
