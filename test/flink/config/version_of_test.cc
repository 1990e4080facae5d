// SPDX-License-Identifier: Apache-2.0
#include "flink/config/resolver.h"
#include "flink/json.h"
#include "support/catch.h"

namespace sluice::flink {
namespace {

std::pair<FlinkVersion, VersionOrigin> Of(std::string_view spec, const Knowledge& knowledge = {}) {
  const auto document =
      test::Json(R"({"apiVersion":"flink.apache.org/v1beta1","kind":"FlinkCluster","spec":)" +
                 std::string(spec) + "}");
  return VersionOf(Read(document.root()).resource, knowledge);
}

TEST_CASE("the field decides the version") {
  CHECK(Of(R"({"flinkVersion":"v1_19","image":"flink:1.18"})") ==
        std::pair(FlinkVersion::k1_19, VersionOrigin::kField));
  CHECK(Of(R"({"flinkVersion":"1.20.1"})").first == FlinkVersion::k1_20);
  CHECK(Of(R"({"flinkVersion":"v1.18"})").first == FlinkVersion::k1_18);
  CHECK(Of(R"({"flinkVersion":"2.0-preview1"})").first == FlinkVersion::k2_0);
  CHECK(Of(R"({"flinkVersion":"1.8"})").first == FlinkVersion::k1_13);
  CHECK(Of(R"({"flinkVersion":"2.9"})").first == FlinkVersion::k2_4);
}

TEST_CASE("else the image's tag") {
  CHECK(Of(R"({"image":"flink:1.18"})") ==
        std::pair(FlinkVersion::k1_18, VersionOrigin::kImageTag));
  CHECK(Of(R"({"image":"r.example:5000/x/flink:1.20.1-scala_2.12-java17@sha256:ab"})").first ==
        FlinkVersion::k1_20);
  CHECK(Of(R"({"image":"r.example/job:7-flink-2.1"})").first == FlinkVersion::k2_1);
  CHECK(Of(R"({"image":"r.example:5000/flink"})").second == VersionOrigin::kNewestKnown);
  CHECK(Of(R"({"image":"flink:scala_2.12"})").second == VersionOrigin::kNewestKnown);
  CHECK(Of(R"({"image":"flink:latest"})").second == VersionOrigin::kNewestKnown);
}

TEST_CASE("else the assumption, else the newest known") {
  Knowledge knowledge;
  CHECK(Of("{}", knowledge) == std::pair(kNewestCatalogued, VersionOrigin::kNewestKnown));
  knowledge.assumed_flink_version = FlinkVersion::k1_17;
  CHECK(Of("{}", knowledge) == std::pair(FlinkVersion::k1_17, VersionOrigin::kAssumed));
  CHECK(Of(R"({"flinkVersion":"abc"})", knowledge).second == VersionOrigin::kAssumed);
}

}  // namespace
}  // namespace sluice::flink
