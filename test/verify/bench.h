// SPDX-License-Identifier: Apache-2.0
// A folder of suites in memory, and what running one case of it says.
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "sluice/rulebook/all.h"
#include "sluice/verify/verify.h"
#include "support/catch.h"

namespace sluice::verify {

inline constexpr const char* kHead = "apiVersion: test.sluice.dev/v1alpha1\nkind: Suite\n";

// Small, and denied by profile production for many reasons; by baseline for none.
inline constexpr const char* kObject = R"(
apiVersion: flink.apache.org/v1beta1
kind: FlinkDeployment
metadata: {name: orders, namespace: shop}
spec:
  image: registry.example.com/flink/orders:1.20.2-7
  flinkVersion: v1_20
  serviceAccount: flink
  flinkConfiguration:
    high-availability.type: kubernetes
    high-availability.storageDir: s3://flink/ha
    execution.checkpointing.dir: s3://flink/checkpoints
    execution.checkpointing.interval: 60 s
  jobManager: {replicas: 1, resource: {cpu: 1, memory: 2048m}}
  taskManager: {resource: {cpu: 1, memory: 4096m}}
  job: {jarURI: local:///opt/flink/job.jar, parallelism: 1, upgradeMode: savepoint}
)";

inline std::shared_ptr<const rulebook::Rulebook> Book() {
  auto book = rulebook::BuildShipped();
  REQUIRE(book);
  return std::make_shared<const rulebook::Rulebook>(*std::move(book));
}

// A folder "/suites" in memory.
struct Bench {
  std::map<std::string, std::string> files = {{"/suites/orders.yaml", kObject}};
  std::shared_ptr<const rulebook::Rulebook> book = Book();
  doc::Complaints complaints;
  Report report;

  std::shared_ptr<const Suite> LoadText(const std::string& text) {
    const auto documents = doc::ReadYaml(text, {});
    REQUIRE(documents);
    REQUIRE(documents->size() == 1);
    const doc::Document& document = documents->front();
    const auto read = [this](const std::string& path) -> base::Result<std::string> {
      const auto at = files.find(path);
      if (at != files.end()) return at->second;
      return tl::unexpected(base::Error{.message = "there is no such file.", .file = path});
    };
    const auto read_policies =
        [read](const std::string& path) -> base::Result<std::vector<policy::Source>> {
      SLUICE_TRY(std::string content, read(path));
      return std::vector<policy::Source>{{path, std::move(content)}};
    };
    const auto read_operator_config =
        [read](const std::string& path) -> base::Result<flink::FlatConfiguration> {
      SLUICE_TRY(const std::string content, read(path));
      return flink::ReadLegacyConfig(content);
    };
    return Load(document, document.root(), "/suites/suite.yaml", *book,
                {.read = read,
                 .read_policies = read_policies,
                 .read_operator_config = read_operator_config},
                complaints);
  }

  std::string FirstComplaint(const std::string& text) {
    complaints = {};
    CHECK(LoadText(text) == nullptr);
    return complaints.errors.empty() ? "" : complaints.errors.front().ToString();
  }

  // The only case of a suite that must load.
  CaseResult RunText(const std::string& text, const Options& options = {}) {
    complaints = {};
    const auto suite = LoadText(text);
    for (const base::Error& error : complaints.errors) UNSCOPED_INFO(error.ToString());
    REQUIRE(suite != nullptr);
    report = {};
    Run(*suite, book, options, report);
    for (const base::Error& error : report.suites.front().errors) UNSCOPED_INFO(error.ToString());
    REQUIRE(report.cases() >= 1);
    return report.suites.front().cases.front();
  }

  // One case of one test, given as the lines of the case.
  CaseResult RunCase(const std::string& lines, const std::string& profile = "baseline") {
    return RunText(Wrapped(lines, profile));
  }

  static std::string Wrapped(const std::string& lines, const std::string& profile = "baseline") {
    std::string text = std::string(kHead) + "tests:\n- name: t\n  profile: " + profile +
                       "\n  cases:\n  - name: c\n";
    std::size_t start = 0;
    while (start < lines.size()) {
      const std::size_t end = std::min(lines.find('\n', start), lines.size());
      text += "    " + lines.substr(start, end - start) + "\n";
      start = end + 1;
    }
    return text;
  }
};

inline std::string Failures(const CaseResult& result) {
  std::string text;
  for (const std::string& failure : result.failures) text += failure + "\n";
  return text;
}

inline bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace sluice::verify
