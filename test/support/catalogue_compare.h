// SPDX-License-Identifier: Apache-2.0
// Compares the compiled option catalogue with a reference extraction.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::test {

struct Mismatch {
  std::string where;  // version and key
  std::string expected;
  std::string got;
};

struct Comparison {
  int passed = 0;
  int failed = 0;
  int explained = 0;  // differences that tools/options/DIFFERENCES.md accounts for; not failures
  std::vector<Mismatch> mismatches;
};

// `json`: the text of one file of ../shared/vectors/catalogue: a Flink version, an operator
// version, or diff.json. Each option there is one row: its declaration must be in our catalogue for
// that version with the same type, list flag, enum constants, default (both renderings), fallback
// and deprecated keys in the same order; an option of ours that the file lacks is a failed row.
// Each entry of diff.json is one row too. `explained` holds "<version> <key>".
Comparison CompareCatalogue(std::string_view json, const std::set<std::string>& explained);

// The rows of DIFFERENCES.md: lines "- `<version>` `<key>`: why". Empty when there is no such file.
std::set<std::string> ReadDifferences(const std::string& path);

}  // namespace sluice::test
