// SPDX-License-Identifier: Apache-2.0
// Tests of policies as files: a suite's requests take the whole way of a request, mutating webhook
// first, then the validating one, and what the cluster would answer is held against assertions.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sluice/doc/reader.h"
#include "sluice/flink/config_file.h"
#include "sluice/policy/policy.h"
#include "sluice/rulebook/rulebook.h"

namespace sluice::verify {

// How files are read. Paths are already resolved against the suite's folder.
struct Files {
  std::function<base::Result<std::string>(const std::string& path)> read;
  // The policy files of a folder, or the one file.
  std::function<base::Result<std::vector<policy::Source>>(const std::string& path)> read_policies;
  // The operator's default configuration.
  std::function<base::Result<flink::FlatConfiguration>(const std::string& path)>
      read_operator_config;
};

// A loaded suite: everything it names is read. Immutable.
struct Suite;

// Reads one document of kind Suite; null when there are errors among `complaints`. `file` is the
// path that paths in the suite are relative to.
// Rules that assertions name must be the rulebook's.
std::shared_ptr<const Suite> Load(const doc::Document& document, const doc::Value& root,
                                  const std::string& file, const rulebook::Rulebook& rulebook,
                                  const Files& files, doc::Complaints& complaints);

// Whether a document is of this kind, or means to be.
bool IsSuite(const doc::Value& root);

enum class Status : std::uint8_t { kPassed, kFailed };

struct CaseResult {
  std::string test, name;
  doc::Spot spot;
  Status status = Status::kPassed;
  std::vector<std::string> failures;  // what did not hold, each "file:line:column: words"
  std::chrono::microseconds took{0};

  [[nodiscard]] std::string FullName() const { return test + "/" + name; }
};

struct SuiteResult {
  std::string file;
  std::vector<CaseResult> cases;
  std::vector<base::Error> errors;  // why it could not be run: policies that do not load
  std::chrono::microseconds took{0};

  [[nodiscard]] std::size_t failed() const;
};

// How often a rule of the selected policies found something, and how often it looked and did not.
struct RuleCoverage {
  std::string rule;
  std::size_t failing = 0;
  std::size_t passing = 0;
};

struct Report {
  std::vector<SuiteResult> suites;
  std::vector<base::Error> errors;     // of suites that could not be loaded
  std::vector<RuleCoverage> coverage;  // by rule id; every rule that some test's policies switch on
  bool wants_coverage = false;

  [[nodiscard]] std::size_t cases() const;
  [[nodiscard]] std::size_t failed() const;
  [[nodiscard]] bool broken() const;  // something could not be loaded
};

struct Options {
  // A regular expression (RE2) over "<test>/<case>"; empty = all.
  std::string run;
  // The moment of requests that name none.
  base::Time now;
  std::function<std::chrono::steady_clock::time_point()> clock = &std::chrono::steady_clock::now;
};

// Whether `run` is an expression that RE2 takes; the error says what is wrong with it.
base::Result<void> CheckExpression(const std::string& run);

// Runs the cases of one suite that `options.run` selects and adds to the report.
void Run(const Suite& suite, const std::shared_ptr<const rulebook::Rulebook>& rulebook,
         const Options& options, Report& report);

struct TextOptions {
  bool verbose = false;  // passed cases too
};
std::string ToText(const Report& report, const TextOptions& options);  // as `go test` prints
std::string ToJson(const Report& report);
std::string ToJunit(const Report& report);

}  // namespace sluice::verify
