// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/java_uri.h"

#include "support/catch.h"

namespace sluice::flink {
namespace {

std::string Error(std::string_view text) {
  const auto error = JavaUriError(text);
  return error ? error->chain.front().message : "";
}

TEST_CASE("URIs that java.net.URI takes") {
  for (const std::string_view good : {"local:///opt/x.jar", "s3://b/x%20y.jar", "https://h:1/p?q#f",
                                      "x.jar", "", "mailto:a@b", "s3://b/ü.jar"}) {
    CHECK(Error(good).empty());
  }
  CHECK(JavaUriScheme("local:///a") == "local");
  CHECK(JavaUriScheme("a/b:c").empty());
}

TEST_CASE("URIs that it refuses") {
  CHECK(Error("not a uri") == "Illegal character in path at index 3: not a uri");
  CHECK(Error("s3:") == "Expected scheme-specific part at index 3: s3:");
  CHECK(Error("s3://b/%zz") == "Malformed escape pair at index 7: s3://b/%zz");
  CHECK(Error(":a") == "Expected scheme name at index 0: :a");
}

}  // namespace
}  // namespace sluice::flink
