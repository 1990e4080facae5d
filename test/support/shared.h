// SPDX-License-Identifier: Apache-2.0
// Where the recorded ground truth (`../shared`) is, for tests that need it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>

namespace sluice::test {

// The folder `sub` of the shared ground truth, or nothing when this machine has none: then the
// reason is printed so that ctest shows the test as skipped. With SLUICE_REQUIRE_SHARED=1 (set
// by .ci/run) an absent folder is a failure instead.
inline std::optional<std::filesystem::path> SharedFolder(const std::string& sub) {
  const char* given = std::getenv("SLUICE_SHARED");
  const std::filesystem::path root =
      given != nullptr ? std::filesystem::path(given)
                       : std::filesystem::path(SLUICE_SOURCE_DIR) / ".." / "shared";
  if (std::filesystem::exists(root / sub)) return root / sub;
  const char* required = std::getenv("SLUICE_REQUIRE_SHARED");
  if (required != nullptr && std::string(required) == "1") {
    throw std::runtime_error("the shared folder '" + sub + "' is required and absent");
  }
  std::cout << "SKIPPED: no shared folder '" << sub << "' on this machine\n";
  return std::nullopt;
}

}  // namespace sluice::test
