// SPDX-License-Identifier: Apache-2.0
// Cases to results: what was asserted against what was answered.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sluice/base/text.h"
#include "verify/ask.h"
#include "verify/expression.h"
#include "verify/json.h"
#include "verify/suite.h"

namespace sluice::verify {
namespace {

constexpr std::size_t kMostShown = 10;
constexpr std::size_t kLineBytes = 240;

// "rule x, action Deny, message /y/": which findings an assertion is about.
std::string Filters(const Assertion& assertion) {
  std::string text;
  const auto add = [&](std::string_view what, std::string_view value) {
    if (!value.empty()) text += fmt::format("{}{} {}", text.empty() ? " with " : ", ", what, value);
  };
  add("rule", assertion.rule);
  add("severity", assertion.severity);
  add("action", assertion.action);
  add("lift", assertion.lift);
  add("field", assertion.field);
  if (!assertion.message.empty()) add("message", fmt::format("/{}/", assertion.message));
  return text;
}

bool Fits(const Seen& seen, const Assertion& assertion, const Expression& message) {
  const auto same = [](const std::string& wanted, const std::string& is) {
    return wanted.empty() || wanted == is;
  };
  return same(assertion.rule, seen.rule) && same(assertion.severity, seen.severity) &&
         same(assertion.action, seen.action) && same(assertion.lift, seen.lift) &&
         same(assertion.field, seen.field) && message.Matches(seen.line);
}

// What did not hold, each with the lines that explain it.
class Verdicts {
 public:
  explicit Verdicts(CaseResult& result) : result_(result) {}

  void Fail(const doc::Spot& spot, const std::string& words,
            const std::vector<std::string>& explained = {}) {
    std::string text =
        base::Error{
            .message = words, .file = spot.file, .line = spot.mark.line, .column = spot.mark.column}
            .ToString();
    for (std::size_t i = 0; i < explained.size() && i < kMostShown; ++i) {
      text += "\n    " + explained[i];
    }
    if (explained.size() > kMostShown) {
      text += fmt::format("\n    and {} more", explained.size() - kMostShown);
    }
    result_.failures.push_back(std::move(text));
    result_.status = Status::kFailed;
  }

 private:
  CaseResult& result_;
};

std::vector<std::string> Lines(const std::vector<Seen>& seen) {
  std::vector<std::string> lines;
  for (const Seen& one : seen) {
    const std::string lift = one.lift.empty() ? "" : fmt::format(" ({})", one.lift);
    lines.push_back(
        base::Printable(fmt::format("{}{} {}", one.action, lift, one.line), kLineBytes));
  }
  return lines;
}

void CheckViolations(const Assertion& assertion, const Expression& message, const Answer& answer,
                     Verdicts& verdicts) {
  const auto found = static_cast<std::size_t>(
      std::count_if(answer.seen.begin(), answer.seen.end(),
                    [&](const Seen& seen) { return Fits(seen, assertion, message); }));
  if (assertion.violations->Holds(found)) return;
  verdicts.Fail(assertion.spot,
                fmt::format("violations{}: expected {}, got {}", Filters(assertion),
                            assertion.violations->ToString(), found),
                Lines(answer.seen));
}

void CheckWarnings(const Assertion& assertion, const Expression& message, const Answer& answer,
                   Verdicts& verdicts) {
  const auto found = static_cast<std::size_t>(
      std::count_if(answer.warnings.begin(), answer.warnings.end(),
                    [&](const std::string& warning) { return message.Matches(warning); }));
  if (assertion.warnings->Holds(found)) return;
  verdicts.Fail(assertion.spot,
                fmt::format("warnings{}: expected {}, got {}", Filters(assertion),
                            assertion.warnings->ToString(), found),
                answer.warnings);
}

void CheckAllowed(const Assertion& assertion, const Expression& message, const Answer& answer,
                  Verdicts& verdicts) {
  if (*assertion.allowed != answer.allowed) {
    verdicts.Fail(
        assertion.spot,
        fmt::format("expected the request to be {}, and it is {}",
                    *assertion.allowed ? "allowed" : "denied",
                    answer.allowed ? "allowed" : "denied"),
        answer.denial.empty() ? Lines(answer.seen) : std::vector<std::string>{answer.denial});
  }
  const bool about_denial = !assertion.violations && !assertion.warnings;
  if (!about_denial || answer.allowed || message.Matches(answer.denial)) return;
  verdicts.Fail(assertion.spot, fmt::format("the denial does not match /{}/", assertion.message),
                {answer.denial});
}

void CheckAssertion(const Assertion& assertion, const Answer& answer, Verdicts& verdicts) {
  const auto message = Expression::Compile(assertion.message);
  if (!message) return verdicts.Fail(assertion.spot, message.error().message);
  if (assertion.violations) CheckViolations(assertion, *message, answer, verdicts);
  if (assertion.warnings) CheckWarnings(assertion, *message, answer, verdicts);
  if (assertion.allowed) CheckAllowed(assertion, *message, answer, verdicts);
}

CaseResult RunCase(const engine::Snapshot& snapshot, const Test& test, const Case& one,
                   const Options& options, Answer& answer) {
  CaseResult result{.test = test.name, .name = one.name, .spot = one.spot};
  Verdicts verdicts(result);
  const auto start = options.clock();
  answer = Ask(snapshot, test, one, options.now);
  result.took = std::chrono::duration_cast<std::chrono::microseconds>(options.clock() - start);
  if (!answer.error.empty()) {
    verdicts.Fail(one.spot, "the request cannot be judged: " + answer.error);
    return result;
  }
  for (const Assertion& assertion : one.assertions) CheckAssertion(assertion, answer, verdicts);
  if (!one.patched) return result;
  const std::vector<std::string> differences = Differences(one.patched->json, answer.object);
  if (!differences.empty()) {
    verdicts.Fail(one.patched->spot, "patchedObject differs from the object after the defaults",
                  differences);
  }
  return result;
}

// Rules by id; kept sorted in the report between suites.
void Count(const Answer& answer, std::vector<RuleCoverage>& coverage) {
  const auto row = [&](const std::string& rule) {
    return std::find_if(coverage.begin(), coverage.end(),
                        [&](const RuleCoverage& one) { return one.rule == rule; });
  };
  const auto holds = [](const auto& list, const std::string& rule) {
    return std::find(list.begin(), list.end(), rule) != list.end();
  };
  for (const std::string& rule : answer.looked) {
    const auto at = row(rule);
    if (at == coverage.end()) continue;
    const bool found = std::any_of(answer.seen.begin(), answer.seen.end(),
                                   [&](const Seen& seen) { return seen.rule == rule; });
    if (found) {
      ++at->failing;
    } else if (!holds(answer.skipped, rule)) {
      ++at->passing;
    }
  }
}

void AddRules(const policy::PolicySet& policies, std::vector<RuleCoverage>& coverage) {
  for (const rulebook::Rule* rule : policies.bound_rules()) {
    const auto at = std::lower_bound(
        coverage.begin(), coverage.end(), rule->meta.id,
        [](const RuleCoverage& one, std::string_view id) { return one.rule < id; });
    if (at != coverage.end() && at->rule == rule->meta.id) continue;
    coverage.insert(at, {.rule = std::string(rule->meta.id)});
  }
}

using Errors = std::vector<base::Error>;

tl::expected<policy::PolicySet, Errors> LoadPolicies(const rulebook::Rulebook& rulebook,
                                                     const Test& test) {
  const std::vector<policy::Source> shipped = policy::ShippedProfiles();
  if (!test.profile.empty()) {
    return policy::PolicySet::ForProfile(rulebook, shipped, test.profile);
  }
  return policy::PolicySet::Load(rulebook, shipped, test.policies);
}

tl::expected<engine::Snapshot, Errors> LoadSnapshot(
    std::shared_ptr<const rulebook::Rulebook> rulebook, const Test& test) {
  engine::Snapshot snapshot;
  auto policies = LoadPolicies(*rulebook, test);
  if (!policies) return tl::unexpected(std::move(policies).error());
  snapshot.policies = std::make_shared<const policy::PolicySet>(*std::move(policies));
  if (!test.exceptions.empty()) {
    auto exceptions = policy::ExceptionSet::Load(*rulebook, *snapshot.policies, test.exceptions);
    if (!exceptions) return tl::unexpected(std::move(exceptions).error());
    snapshot.exceptions = std::make_shared<const policy::ExceptionSet>(*std::move(exceptions));
  }
  if (test.operator_config) {
    auto known = std::make_shared<flink::Knowledge>(snapshot.policies->knowledge());
    known->operator_configuration = *test.operator_config;
    snapshot.knowledge = std::move(known);
  }
  snapshot.rulebook = std::move(rulebook);
  return snapshot;
}

}  // namespace

void Run(const Suite& suite, const std::shared_ptr<const rulebook::Rulebook>& rulebook,
         const Options& options, Report& report) {
  SuiteResult result{.file = suite.file};
  const auto selects = Expression::Compile(options.run);
  const auto start = options.clock();
  for (const Test& test : suite.tests) {
    const auto snapshot = LoadSnapshot(rulebook, test);
    if (!snapshot) {
      result.errors.insert(result.errors.end(), snapshot.error().begin(), snapshot.error().end());
      continue;
    }
    AddRules(*snapshot->policies, report.coverage);
    for (const Case& one : test.cases) {
      if (!selects || !selects->Matches(test.name + "/" + one.name)) continue;
      Answer answer;
      result.cases.push_back(RunCase(*snapshot, test, one, options, answer));
      Count(answer, report.coverage);
    }
  }
  result.took = std::chrono::duration_cast<std::chrono::microseconds>(options.clock() - start);
  report.suites.push_back(std::move(result));
}

std::size_t SuiteResult::failed() const {
  return static_cast<std::size_t>(
      std::count_if(cases.begin(), cases.end(),
                    [](const CaseResult& one) { return one.status != Status::kPassed; }));
}

std::size_t Report::cases() const {
  std::size_t count = 0;
  for (const SuiteResult& suite : suites) count += suite.cases.size();
  return count;
}

std::size_t Report::failed() const {
  std::size_t count = 0;
  for (const SuiteResult& suite : suites) count += suite.failed();
  return count;
}

bool Report::broken() const {
  return !errors.empty() || std::any_of(suites.begin(), suites.end(), [](const SuiteResult& suite) {
    return !suite.errors.empty();
  });
}

}  // namespace sluice::verify
