// SPDX-License-Identifier: Apache-2.0
// Where findings stand: pointers to what exists, and the names of what is missing below.
#include <algorithm>

#include "sluice/doc/document.h"
#include "sluice/flink/options/ids.h"
#include "sluice/rulebook/rule.h"
#include "support/catch.h"

namespace sluice::rulebook {
namespace {

namespace options = flink::options;

constexpr Rule kRule{
    .meta = {.id = "toy", .title = "t", .severity = Severity::kMedium, .remediation = "Do it."}};

// An object understood; keeps the document that the subject points into.
struct Understood {
  doc::Document document;
  flink::Subject subject;

  Understood(std::string_view kind, std::string_view group, const std::string& spec) {
    auto read = doc::ReadJson(R"({"metadata": {"name": "o"}, "spec": )" + spec + "}", {});
    REQUIRE(read);
    document = *std::move(read);
    const flink::Knowledge knowledge;
    subject = flink::Understand(
        {.object = &document.root(), .group = group, .version = "v1beta1", .kind = kind},
        knowledge);
  }
  explicit Understood(const std::string& spec)
      : Understood("FlinkDeployment", "flink.apache.org", spec) {}
};

Finding AddAt(const flink::Subject& subject, const Place& place) {
  Findings findings(subject);
  findings.SetRule(kRule);
  findings.Add(place, "detail");
  return findings.findings().front();
}

TEST_CASE("A finding points to the line that decides an option") {
  const Understood flat(
      R"({"flinkVersion": "v1_18", "flinkConfiguration": {"high-availability": "NONE"}})");
  const Finding finding =
      AddAt(flat.subject, OptionPlace(flat.subject, options::kHighAvailabilityType));
  CHECK(finding.pointer == "/spec/flinkConfiguration/high-availability");
  CHECK(finding.missing.empty());
  CHECK(finding.field == "spec.flinkConfiguration[high-availability]");

  const Understood nested(R"({"flinkConfiguration": {"high-availability": {"type": "NONE"}}})");
  CHECK(
      AddAt(nested.subject, OptionPlace(nested.subject, options::kHighAvailabilityType)).pointer ==
      "/spec/flinkConfiguration/high-availability/type");
}

TEST_CASE("A rule keeps fifty findings, those that may deny first") {
  const Understood understood("null");
  Findings findings(understood.subject);
  findings.SetRule(kRule);
  for (int i = 0; i < 500; ++i) findings.Add({}, "mild", {.at_most = Action::kAudit});
  for (int i = 0; i < 30; ++i) findings.Add({}, "grave");
  for (int i = 0; i < 500; ++i) findings.Add({}, "mild", {.at_most = Action::kWarn});
  CHECK(findings.findings().size() == Findings::kMostPerRule);
  CHECK(std::ranges::count(findings.findings(), "grave", &Finding::detail) == 30);
}

TEST_CASE("What is missing is named under the key that is right for the version") {
  const auto field = [](const std::string& spec) {
    const Understood understood(spec);
    const Finding finding = AddAt(
        understood.subject, OptionPlace(understood.subject, options::kExecutionCheckpointingDir));
    return finding.pointer + " + " + finding.missing + " = " + finding.field;
  };
  CHECK(field(R"({"flinkVersion": "v1_19", "flinkConfiguration": {}})") ==
        "/spec/flinkConfiguration + [state.checkpoints.dir] = "
        "spec.flinkConfiguration[state.checkpoints.dir]");
  CHECK(field(R"({"flinkVersion": "v1_20"})") ==
        "/spec + flinkConfiguration[execution.checkpointing.dir] = "
        "spec.flinkConfiguration[execution.checkpointing.dir]");
  CHECK(field("null") ==
        "/spec + flinkConfiguration[execution.checkpointing.dir] = "
        "spec.flinkConfiguration[execution.checkpointing.dir]");
}

TEST_CASE("A blue/green template keeps its own spec") {
  const Understood understood("FlinkBlueGreenDeployment", "flink.apache.org",
                              R"({"template": {"spec": {"flinkVersion": "v1_20"}}})");
  const Finding finding =
      AddAt(understood.subject, SpecPlace(understood.subject, {"job", "upgradeMode"}));
  CHECK(finding.pointer == "/spec/template/spec");
  CHECK(finding.field == "spec.template.spec.job.upgradeMode");
}

TEST_CASE("The key for a user: his own, else his version's, and Spotify's literal one") {
  const Understood own(
      R"({"flinkVersion": "v1_18", "flinkConfiguration": {"recovery.mode": "x"}})");
  CHECK(KeyFor(own.subject, options::kHighAvailabilityType) == "recovery.mode");
  const Understood none(R"({"flinkVersion": "v1_16"})");
  CHECK(KeyFor(none.subject, options::kHighAvailabilityType) == "high-availability");
  const Understood next(R"({"flinkVersion": "v1_17"})");
  CHECK(KeyFor(next.subject, options::kHighAvailabilityType) == "high-availability.type");
  const Understood spotify("FlinkCluster", "flinkoperator.k8s.io", R"({"flinkVersion": "1.18"})");
  CHECK(KeyFor(spotify.subject, options::kHighAvailabilityType) == "high-availability");
}

TEST_CASE("A finding never weighs more than its rule, and its words are harmless") {
  const Understood understood("{}");
  Findings findings(understood.subject);
  findings.SetRule(kRule);
  findings.Add(SpecPlace(understood.subject, {"job"}), "a\nb\x1b" + std::string(500, 'x'));
  findings.Add(At(understood.document.root()), "low",
               {.fix = "Do that.", .at_most = Action::kWarn, .severity = Severity::kLow});
  findings.Unknown("not known");
  REQUIRE(findings.findings().size() == 2);
  const Finding& first = findings.findings()[0];
  CHECK(first.severity == Severity::kMedium);
  CHECK(first.fix == "Do it.");
  CHECK(first.detail.size() <= 400);
  CHECK(first.detail.find('\n') == std::string::npos);
  CHECK(first.detail.find('\x1b') == std::string::npos);
  const Finding& second = findings.findings()[1];
  CHECK(second.severity == Severity::kLow);
  CHECK(second.at_most == Action::kWarn);
  CHECK(second.fix == "Do that.");
  CHECK(second.pointer.empty());
  REQUIRE(findings.skips().size() == 1);
  CHECK(findings.skips()[0].reason == "not known");
}

}  // namespace
}  // namespace sluice::rulebook
