// SPDX-License-Identifier: Apache-2.0
// Faces of a report: text as `go test` prints it, JSON, JUnit.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "sluice/base/text.h"
#include "sluice/verify/verify.h"

namespace sluice::verify {
namespace {

using Json = nlohmann::ordered_json;

double Seconds(std::chrono::microseconds time) { return static_cast<double>(time.count()) / 1e6; }

std::string Milliseconds(std::chrono::microseconds time) {
  return fmt::format("{}ms", (time.count() + 500) / 1000);
}

std::string Indented(const std::string& text) {
  std::string out;
  for (const std::string_view line : base::Split(text, '\n')) out += fmt::format("    {}\n", line);
  return out;
}

// Rules without one of the two sorts of cases.
struct Gaps {
  std::vector<std::string_view> no_failing, no_passing;
  std::size_t full = 0;
};

Gaps GapsOf(const Report& report) {
  Gaps gaps;
  for (const RuleCoverage& rule : report.coverage) {
    if (rule.failing == 0) gaps.no_failing.push_back(rule.rule);
    if (rule.passing == 0) gaps.no_passing.push_back(rule.rule);
    if (rule.failing > 0 && rule.passing > 0) ++gaps.full;
  }
  return gaps;
}

std::string CoverageText(const Report& report) {
  const Gaps gaps = GapsOf(report);
  std::string text =
      fmt::format("coverage: {} of {} rules of the policies have a failing and a passing case\n",
                  gaps.full, report.coverage.size());
  if (!gaps.no_failing.empty()) {
    text += fmt::format("  no failing case: {}\n", fmt::join(gaps.no_failing, ", "));
  }
  if (!gaps.no_passing.empty()) {
    text += fmt::format("  no passing case: {}\n", fmt::join(gaps.no_passing, ", "));
  }
  return text;
}

std::string SuiteText(const SuiteResult& suite, const TextOptions& options) {
  std::string text;
  for (const CaseResult& one : suite.cases) {
    const bool failed = one.status == Status::kFailed;
    if (!failed && !options.verbose) continue;
    text += fmt::format("--- {}: {} ({:.3f}s)\n", failed ? "FAIL" : "PASS", one.FullName(),
                        Seconds(one.took));
    for (const std::string& failure : one.failures) text += Indented(failure);
  }
  for (const base::Error& error : suite.errors) text += error.ToString() + "\n";
  if (!suite.errors.empty())
    return text + fmt::format("FAIL\t{}\t[policies do not load]\n", suite.file);
  if (suite.failed() > 0)
    return text + fmt::format("FAIL\t{}\t{}\n", suite.file, Milliseconds(suite.took));
  if (suite.cases.empty()) return text + fmt::format("?   \t{}\t[no cases to run]\n", suite.file);
  return text + fmt::format("ok  \t{}\t{}\n", suite.file, Milliseconds(suite.took));
}

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      default:
        // XML 1.0 has no other control characters.
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
  }
  return out;
}

std::string JunitCase(const SuiteResult& suite, const CaseResult& one) {
  const std::string head =
      fmt::format(R"(    <testcase classname="{}" name="{}" file="{}" line="{}" time="{:.6f}")",
                  Escaped(suite.file), Escaped(one.FullName()), Escaped(one.spot.file),
                  one.spot.mark.line, Seconds(one.took));
  if (one.status == Status::kPassed) return head + "/>\n";
  return head + fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                            Escaped(one.failures.front()),
                            Escaped(fmt::format("{}", fmt::join(one.failures, "\n"))));
}

}  // namespace

std::string ToText(const Report& report, const TextOptions& options) {
  std::string text;
  for (const base::Error& error : report.errors) text += error.ToString() + "\n";
  for (const SuiteResult& suite : report.suites) text += SuiteText(suite, options);
  if (report.wants_coverage) text += CoverageText(report);
  const bool good = report.failed() == 0 && !report.broken();
  return text + (good ? "PASS\n" : "FAIL\n");
}

std::string ToJson(const Report& report) {
  Json suites = Json::array();
  for (const SuiteResult& suite : report.suites) {
    Json cases = Json::array();
    for (const CaseResult& one : suite.cases) {
      cases.push_back({{"test", one.test},
                       {"case", one.name},
                       {"result", one.status == Status::kPassed ? "pass" : "fail"},
                       {"line", one.spot.mark.line},
                       {"seconds", Seconds(one.took)},
                       {"failures", one.failures}});
    }
    Json errors = Json::array();
    for (const base::Error& error : suite.errors) errors.push_back(error.ToString());
    suites.push_back({{"file", suite.file},
                      {"seconds", Seconds(suite.took)},
                      {"cases", std::move(cases)},
                      {"errors", std::move(errors)}});
  }
  Json errors = Json::array();
  for (const base::Error& error : report.errors) errors.push_back(error.ToString());
  Json whole = {{"summary", {{"cases", report.cases()}, {"failed", report.failed()}}},
                {"suites", std::move(suites)},
                {"errors", std::move(errors)}};
  if (report.wants_coverage) {
    Json rows = Json::array();
    for (const RuleCoverage& rule : report.coverage) {
      rows.push_back({{"rule", rule.rule}, {"failing", rule.failing}, {"passing", rule.passing}});
    }
    whole["coverage"] = std::move(rows);
  }
  return whole.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string ToJunit(const Report& report) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  text +=
      fmt::format("<testsuites tests=\"{}\" failures=\"{}\">\n", report.cases(), report.failed());
  for (const SuiteResult& suite : report.suites) {
    text +=
        fmt::format(R"(  <testsuite name="{}" tests="{}" failures="{}" errors="{}" time="{:.6f}">)"
                    "\n",
                    Escaped(suite.file), suite.cases.size(), suite.failed(), suite.errors.size(),
                    Seconds(suite.took));
    for (const CaseResult& one : suite.cases) text += JunitCase(suite, one);
    for (const base::Error& error : suite.errors) {
      text += fmt::format(
          "    <testcase classname=\"{0}\" name=\"policies\"><error message=\"{1}\"/>"
          "</testcase>\n",
          Escaped(suite.file), Escaped(error.ToString()));
    }
    text += "  </testsuite>\n";
  }
  if (!report.errors.empty()) {
    text += fmt::format("  <testsuite name=\"loading\" tests=\"{0}\" errors=\"{0}\">\n",
                        report.errors.size());
    for (const base::Error& error : report.errors) {
      text += fmt::format("    <testcase name=\"{0}\"><error message=\"{1}\"/></testcase>\n",
                          Escaped(error.file), Escaped(error.ToString()));
    }
    text += "  </testsuite>\n";
  }
  return text + "</testsuites>\n";
}

}  // namespace sluice::verify
