// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "app/check.h"
#include "app/exceptions.h"
#include "app/input.h"
#include "app/operator_config.h"
#include "sluice/base/text.h"
#include "sluice/rulebook/all.h"

namespace sluice::app {
namespace {

// Prints the errors of what was loaded ("policies") and folds them into one.
tl::unexpected<base::Error> LoadErrors(const std::vector<base::Error>& errors,
                                       std::string_view what) {
  for (const base::Error& error : errors) std::cerr << error.ToString() << "\n";
  return base::Fail(base::Code::kInvalid, fmt::format("{} error{} in the {}.", errors.size(),
                                                      errors.size() == 1 ? "" : "s", what));
}

int CheckExit(const report::CheckReport& report, const CheckFlags& flags) {
  if (!report.problems.empty()) return kExitUsage;
  if (report.objects.empty() && !flags.allow_empty) {
    std::cerr
        << "sluice: no Flink object found; nothing was checked (--allow-empty accepts that).\n";
    return kExitUsage;
  }
  return ExitFor(Summarise(report), flags.fail_on);
}

}  // namespace

int ExitFor(const report::CheckSummary& summary, const std::string& fail_on) {
  std::size_t counted = 0;
  if (fail_on != "never") counted += summary.denied;
  if (fail_on == "warn" || fail_on == "audit") counted += summary.warned;
  if (fail_on == "audit") counted += summary.audited;
  return counted == 0 ? kExitFine : kExitFindings;
}

int Fail(const base::Error& error) {
  std::cerr << "sluice: " << error.ToString() << "\n";
  return error.code == base::Code::kInternal ? kExitInternal : kExitUsage;
}

int UnknownRule(const rulebook::Rulebook& rulebook, const std::string& id) {
  std::string_view near = rulebook.NearestRule(id);
  if (near.empty()) near = rulebook.NearestDefault(id);
  std::cerr << fmt::format("sluice: there is no rule or default '{}'{}; see: sluice rules list\n",
                           base::Printable(id, 100),
                           near.empty() ? "" : fmt::format(", did you mean '{}'?", near));
  return kExitUsage;
}

bool WantsColor() { return std::getenv("NO_COLOR") == nullptr && isatty(STDOUT_FILENO) == 1; }

int Write(const std::string& text, const std::string& path) {
  if (path.empty()) {
    std::cout << text << std::flush;
    return std::cout ? kExitFine : kExitUsage;
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text << std::flush;
  if (file) return kExitFine;
  return Fail(
      {.code = base::Code::kUnavailable, .message = "cannot write this file.", .file = path});
}

base::Result<engine::Snapshot> LoadSnapshot(const PolicyChoice& choice, std::string* label) {
  SLUICE_TRY(rulebook::Rulebook rulebook, rulebook::BuildShipped());
  engine::Snapshot snapshot;
  snapshot.rulebook = std::make_shared<const rulebook::Rulebook>(std::move(rulebook));
  const std::string profile = choice.profile.empty() ? "baseline" : choice.profile;
  std::vector<policy::Source> sources;
  if (!choice.policy_dir.empty()) {
    SLUICE_TRY(sources, policy::ReadFolder(choice.policy_dir));
  }
  auto set =
      choice.policy_dir.empty()
          ? policy::PolicySet::ForProfile(*snapshot.rulebook, policy::ShippedProfiles(), profile)
          : policy::PolicySet::Load(*snapshot.rulebook, policy::ShippedProfiles(), sources);
  if (!set) return LoadErrors(set.error(), "policies");
  snapshot.policies = std::make_shared<const policy::PolicySet>(*std::move(set));
  if (!choice.operator_config.empty()) {
    SLUICE_TRY(auto configuration, ReadOperatorConfig(choice.operator_config));
    snapshot.knowledge =
        WithOperatorConfig(snapshot.policies->knowledge(), std::move(configuration));
  }
  if (!choice.exception_dirs.empty()) {
    SLUICE_TRY(const auto exceptions, ReadExceptions(choice.exception_dirs));
    auto loaded = LoadExceptions(exceptions, snapshot);
    if (!loaded) return tl::unexpected(loaded.error());
  }
  if (label != nullptr) {
    *label = choice.policy_dir.empty() ? "profile " + profile : "policies of " + choice.policy_dir;
  }
  return snapshot;
}

base::Result<void> LoadExceptions(const std::vector<policy::Source>& sources,
                                  engine::Snapshot& snapshot) {
  auto set = policy::ExceptionSet::Load(*snapshot.rulebook, *snapshot.policies, sources);
  if (!set) return LoadErrors(set.error(), "exceptions");
  snapshot.exceptions = std::make_shared<const policy::ExceptionSet>(*std::move(set));
  return {};
}

base::Result<base::Time> MomentOf(const std::string& now) {
  if (now.empty()) return std::chrono::system_clock::now();
  if (const auto time = base::ParseTime(now)) return *time;
  return base::Fail(base::Code::kInvalid, "--now must be a moment such as 2026-12-31T00:00:00Z.");
}

int RunCheck(const CheckFlags& flags) {
  const auto now = MomentOf(flags.now);
  if (!now) return Fail(now.error());
  std::string label;
  auto snapshot = LoadSnapshot(flags.policy, &label);
  if (!snapshot) return Fail(snapshot.error());
  const Input input = ReadInput(flags.paths);
  const report::CheckReport report = Check(input, *snapshot,
                                           {.defaults = !flags.no_defaults,
                                            .namespace_name = flags.namespace_name,
                                            .complete = flags.complete,
                                            .requester = flags.requester,
                                            .now = *now},
                                           label);
  const std::string text =
      flags.format == "json"
          ? report::ToJson(report)
          : report::ToText(report, {.color = flags.output.empty() && WantsColor()});
  const int written = Write(text, flags.output);
  return written != kExitFine ? written : CheckExit(report, flags);
}

int RunReview(const ReviewFlags& flags) {
  const auto now = MomentOf(flags.now);
  if (!now) return Fail(now.error());
  auto snapshot = LoadSnapshot(flags.policy, nullptr);
  if (!snapshot) return Fail(snapshot.error());
  auto body = ReadText(flags.path);
  if (!body) return Fail(body.error());
  auto request = k8s::DecodeReview(*body, {});
  if (!request && !(request.error().by_user && !request.error().uid.empty())) {
    base::Error error = request.error().error;
    error.file = flags.path == "-" ? "<stdin>" : flags.path;
    return Fail(error);
  }
  if (!request) {
    engine::Outcome outcome = engine::Refuse(request.error());
    engine::Stamp(*snapshot, outcome);
    return Write(
        k8s::EncodeReview({.uid = request.error().uid, .api_version = request.error().api_version},
                          outcome.response) +
            "\n",
        "");
  }
  request->now = *now;
  const engine::Outcome outcome = flags.webhook == "mutate" ? engine::Default(*snapshot, *request)
                                                            : engine::Validate(*snapshot, *request);
  return Write(k8s::EncodeReview(k8s::SubjectOf(*request), outcome.response) + "\n", "");
}

}  // namespace sluice::app
