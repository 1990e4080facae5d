// SPDX-License-Identifier: Apache-2.0
// The conformance runner: recorded rows of the real Flink and operators, compared with Sluice.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/doc/document.h"
#include "sluice/flink/value.h"
#include "sluice/flink/version.h"

namespace sluice::conformance {

// What has been compared so far. Prints mismatches to stdout, at most `kShown` of them.
class Report {
 public:
  static constexpr std::size_t kShown = 50;

  void Pass() { ++passed_; }
  // `where` names the row and version, both values are shown as JSON, cut at 1,000 bytes.
  void Fail(const std::string& where, const nlohmann::json& expected, const nlohmann::json& got);
  // The row differs in a way that docs/parity.md lists under this id, and in no other.
  void Deviate(std::string_view id) { ++deviations_[std::string(id)]; }
  // Passes when both are equal.
  void Compare(const std::string& where, const nlohmann::json& expected, const nlohmann::json& got);

  [[nodiscard]] std::size_t passed() const { return passed_; }
  [[nodiscard]] std::size_t failed() const { return failed_; }
  // By id, how many rows.
  [[nodiscard]] const std::map<std::string, std::size_t>& deviations() const { return deviations_; }

 private:
  std::size_t passed_ = 0;
  std::size_t failed_ = 0;
  std::map<std::string, std::size_t> deviations_;
};

using Path = std::filesystem::path;

// The whole content of a file; a name that ends in .gz is unpacked.
base::Result<std::string> ReadFile(const Path& file);
// The JSON value of each line that is not empty.
base::Result<std::vector<nlohmann::json>> ReadRows(const Path& file);

// Calls `use` with each line that is not blank, and with what Sluice reads of it, numbers as
// written. The first error ends it.
using UseRow = std::function<base::Result<void>(std::string_view line, const doc::Document& row)>;
base::Result<void> ForEachRow(const Path& file, const UseRow& use);

// The same with the line as JSON to compare with, whose numbers are doubles.
using UseRecording =
    std::function<base::Result<void>(const nlohmann::json& recorded, const doc::Document& row)>;
base::Result<void> ForEachRecording(const Path& file, const UseRecording& use);

// A cause chain as the recorder writes it: [[type, message], ...], at most six.
nlohmann::json ToJson(const flink::JavaError& error);

// Compares chains. Where the recorded message names a class of the recorder (its enums) or of the
// JVM (class casts), only the type counts; so does it for a message of ours behind such a type.
bool SameChain(const nlohmann::json& expected, const nlohmann::json& got);

// A suite compares one file. Its error means that the file could not be used.
using Suite = base::Result<void> (*)(const Path& file, Report& report);

base::Result<void> RunCatalogue(const Path& file, Report& report);
base::Result<void> RunMemory(const Path& file, Report& report);
base::Result<void> RunParse(const Path& file, Report& report);
base::Result<void> RunOperator(const Path& file, Report& report);
base::Result<void> RunOperatorConfig(const Path& file, Report& report);
base::Result<void> RunFlinkCluster(const Path& file, Report& report);

}  // namespace sluice::conformance
