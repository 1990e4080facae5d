// SPDX-License-Identifier: Apache-2.0
// The recorded rows of the Apache operator's memory strings that Flink itself did not read.
#include <nlohmann/json.hpp>

#include "sluice/base/text.h"
#include "sluice/k8s/quantity.h"
#include "support/catch.h"
#include "support/gz.h"
#include "support/shared.h"

namespace sluice::k8s {
namespace {

// What the operator does to a text before fabric8 sees it (operator.md 1.1).
std::string Prepared(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view(" \t\n\x0B\f\r").find(c) != std::string_view::npos) continue;
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (out.ends_with('B')) out.pop_back();
  if (out.ends_with('I')) out.back() = 'i';
  return out;
}

TEST_CASE("every recorded row") {
  const auto folder = test::SharedFolder("vectors/operator-config");
  if (!folder) return;
  const auto recorded = test::ReadMaybeGz(*folder / "quantity.jsonl.gz");
  REQUIRE(recorded);
  int rows = 0;
  for (const std::string_view line : base::Split(*recorded, '\n')) {
    if (line.empty()) continue;
    const auto row = nlohmann::json::parse(line);
    const auto out = row["r"].value("out", "");
    if (out.find(' ') != std::string::npos) continue;  // Flink's own MemorySize read it
    const auto text = row["in"].get<std::string>();
    CAPTURE(text);
    const auto amount = FabricAmount(Prepared(text));
    CHECK(amount.has_value() == row["r"].contains("out"));
    if (amount) CHECK(*amount == out);
    ++rows;
  }
  CHECK(rows > 200);
}

}  // namespace
}  // namespace sluice::k8s
