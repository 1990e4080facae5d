// SPDX-License-Identifier: Apache-2.0
// Suite `catalogue`: files of ../shared/vectors/catalogue, each option one row. Differences that
// tools/options/DIFFERENCES.md accounts for are neither passed nor failed.
#include "conformance/suite.h"
#include "support/catalogue_compare.h"

namespace sluice::conformance {

base::Result<void> RunCatalogue(const Path& file, Report& report) {
  SLUICE_TRY(const std::string json, ReadFile(file));
  const auto explained =
      test::ReadDifferences(std::string(SLUICE_SOURCE_DIR) + "/tools/options/DIFFERENCES.md");
  const test::Comparison compared = test::CompareCatalogue(json, explained);
  for (int row = 0; row < compared.passed; ++row) report.Pass();
  for (const test::Mismatch& row : compared.mismatches) {
    report.Fail(row.where, row.expected, row.got);
  }
  return {};
}

}  // namespace sluice::conformance
