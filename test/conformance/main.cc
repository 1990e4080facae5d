// SPDX-License-Identifier: Apache-2.0
// conformance SUITE FILE...: exit 0 when all rows agree, 1 when some do not, 2 for wrong usage or
// an unusable file.
#include <array>
#include <exception>
#include <iostream>
#include <span>
#include <string_view>

#include "conformance/suite.h"

namespace {

using sluice::conformance::Report;

struct Entry {
  std::string_view name;
  sluice::conformance::Suite run;
};

constexpr std::array kSuites = {
    Entry{"catalogue", sluice::conformance::RunCatalogue},
    Entry{"flinkcluster", sluice::conformance::RunFlinkCluster},
    Entry{"memory", sluice::conformance::RunMemory},
    Entry{"operator", sluice::conformance::RunOperator},
    Entry{"operator-config", sluice::conformance::RunOperatorConfig},
    Entry{"parse", sluice::conformance::RunParse},
};

int Usage(std::string_view problem) {
  std::cerr << problem << "\nUsage: conformance SUITE FILE...\nSuites:";
  for (const Entry& suite : kSuites) std::cerr << " " << suite.name;
  std::cerr << "\n";
  return 2;
}

int RunSuite(const Entry& suite, std::span<char*> files) {
  Report report;
  for (const char* file : files) {
    if (const auto done = suite.run(file, report); !done) {
      std::cerr << "conformance: " << done.error().ToString() << "\n";
      return 2;
    }
  }
  for (const auto& [id, rows] : report.deviations()) {
    std::cout << "deviation " << id << ": " << rows << " rows, see docs/parity.md\n";
  }
  std::cout << report.passed() << " passed, " << report.failed() << " failed\n";
  return report.failed() == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  if (arguments.size() < 3) return Usage("A suite and at least one file are needed.");
  for (const Entry& suite : kSuites) {
    if (suite.name != arguments[1]) continue;
    try {
      return RunSuite(suite, arguments.subspan(2));
    } catch (const std::exception& problem) {  // a row without a field it must have
      std::cerr << "conformance: " << problem.what() << "\n";
      return 2;
    }
  }
  return Usage("There is no suite '" + std::string(arguments[1]) + "'.");
}
