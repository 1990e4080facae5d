// SPDX-License-Identifier: Apache-2.0
// The compiled catalogue against the reference extraction of ../shared.
#include <filesystem>
#include <iostream>

#include "support/catalogue_compare.h"
#include "support/catch.h"
#include "support/gz.h"
#include "support/shared.h"

namespace sluice::test {

TEST_CASE("the catalogue equals the reference extraction") {
  const auto folder = SharedFolder("vectors/catalogue");
  if (!folder) return;
  const auto explained =
      ReadDifferences(std::string(SLUICE_SOURCE_DIR) + "/tools/options/DIFFERENCES.md");
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    INFO(entry.path().filename().string());
    const auto text = ReadMaybeGz(entry.path());
    REQUIRE(text.has_value());
    const Comparison result = CompareCatalogue(*text, explained);
    for (const Mismatch& row : result.mismatches) {
      UNSCOPED_INFO(row.where << ": expected " << row.expected << ", got " << row.got);
    }
    CHECK(result.failed == 0);
    CHECK(result.passed > 30);
    ++files;
  }
  CHECK(files >= 10);
}

TEST_CASE("the comparison notices what differs") {
  const auto compare = [](const std::string& options) {
    return CompareCatalogue(R"({"flinkVersion": "1.20.5", "options": [)" + options + "]}", {});
  };
  const Comparison nothing = compare("");
  CHECK(nothing.passed == 0);
  CHECK(nothing.failed > 1000);  // all of ours are extra
  const std::string slots = R"("key": "taskmanager.numberOfTaskSlots", "type": "Integer",
      "class": "o.a.f.configuration.TaskManagerOptions", "field": "NUM_TASK_SLOTS")";
  CHECK(compare("{" + slots + R"(, "default": "1"})").passed == 1);
  CHECK(compare("{" + slots + R"(, "default": "2"})").passed == 0);
  CHECK(compare("{" + slots + R"(, "default": "1", "list": true})").passed == 0);
  CHECK(CompareCatalogue("{", {}).failed == 1);
  CHECK(CompareCatalogue(R"({"flinkVersion": "9.9", "options": []})", {}).failed == 1);
  const std::string wrong = R"({"1.19->1.20": {"added": ["pipeline.name"], "gone": [],
      "demotedToFallback": {}, "typeChanged": {}, "defaultChanged": {}, "enumChanged": {}}})";
  CHECK(CompareCatalogue(wrong, {}).failed == 1);
  CHECK(CompareCatalogue(wrong, {"1.19->1.20 pipeline.name"}).explained == 1);
}

}  // namespace sluice::test
