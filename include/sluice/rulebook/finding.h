// SPDX-License-Identifier: Apache-2.0
// Finding: one mistake of the user, with the place and the words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/flink/subject.h"

namespace sluice::rulebook {

struct Rule;

// What a policy does with a finding, weakest first.
enum class Action : std::uint8_t { kAudit, kWarn, kDeny };
std::string_view ToString(Action action);  // "Audit", "Warn", "Deny"

// A rule's weight, the enum of PolicyReports.
enum class Severity : std::uint8_t { kInfo, kLow, kMedium, kHigh, kCritical };
std::string_view ToString(Severity severity);  // "info" ... "critical"

// Where a finding stands: an existing node of the user's object, plus the names that are missing
// below it.
struct Place {
  const doc::Value* node = nullptr;  // null = the root
  std::vector<std::string> missing;  // e.g. {"flinkConfiguration", "high-availability.type"}
};

struct Finding {
  const Rule* rule = nullptr;
  Severity severity = Severity::kMedium;  // the rule's, unless this finding weighs less
  Action at_most = Action::kDeny;         // a ceiling of this finding, whatever the policy says
  std::string pointer;                    // RFC 6901, to the nearest existing node
  std::string missing;  // what is missing below it, "flinkConfiguration[high-availability.type]"
  std::string field;    // Kubernetes field path of the whole place
  std::string detail;   // the exact reason with the value: "state.checkpoints.dir is file:///tmp"
  std::string fix;  // an order to carry out; the rule's remediation unless the check knew better
  const doc::Value* node = nullptr;  // of the pointer, for positions; lives with the object
  // How far past the threshold, in the rule's own unit, larger is worse; nothing where a value is
  // simply wrong. An UPDATE that leaves a finding at its place with no larger measure has not made
  // things worse.
  std::optional<double> measure;
};

// A rule that could not judge, and why: shown as `skip`, never a denial.
struct Skip {
  const Rule* rule = nullptr;
  std::string reason;
};

// Limits or words of one finding.
struct FindingOptions {
  std::string fix;  // empty = the rule's remediation
  Action at_most = Action::kDeny;
  Severity severity = Severity::kCritical;  // capped by the rule's own
  std::optional<double> measure;            // Finding::measure
};

// Where a check writes. Made by the engine for one subject and one rule at a time.
class Findings {
 public:
  explicit Findings(const flink::Subject& subject) : subject_(subject) {}
  void SetRule(const Rule& rule) { rule_ = &rule; }

  // A user can make one rule speak as often as his object has keys, and each finding costs a walk
  // over the object; so a rule keeps this many, those that may deny before those that may only
  // warn.
  static constexpr std::size_t kMostPerRule = 50;

  // `detail` names the value; at most 400 bytes are kept, control characters are made harmless.
  void Add(const Place& place, std::string_view detail, const FindingOptions& options = {});
  void Unknown(std::string_view reason);

  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  [[nodiscard]] const std::vector<Skip>& skips() const { return skips_; }
  [[nodiscard]] std::vector<Finding> TakeFindings() { return std::move(findings_); }

 private:
  // Whether one more finding with that ceiling is kept; drops a weaker one for it.
  bool MakeRoom(Action at_most);

  const flink::Subject& subject_;
  const Rule* rule_ = nullptr;
  std::vector<Finding> findings_;
  std::vector<Skip> skips_;
};

// Places that checks use.
Place At(const doc::Value& node);
Place At(const flink::Field& field, const flink::Subject& subject,
         std::initializer_list<std::string_view> path_when_absent);
// The line that decides an option: the user's entry, or the resource field, else "missing" below
// the resource's configuration under the key that is right for its version.
Place OptionPlace(const flink::Subject& subject, flink::options::OptionId option);
// A field of the spec that is absent: SpecPlace(subject, {"job", "upgradeMode"}); existing parents
// are found.
Place SpecPlace(const flink::Subject& subject, std::initializer_list<std::string_view> path);

// The key under which a user of this version should write `option`, and what he wrote if he did.
std::string_view KeyFor(const flink::Subject& subject, flink::options::OptionId option);

}  // namespace sluice::rulebook
