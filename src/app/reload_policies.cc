// SPDX-License-Identifier: Apache-2.0
#include "app/exceptions.h"
#include "app/operator_config.h"
#include "app/reload.h"

namespace sluice::app {
namespace {

constexpr std::size_t kMaxErrorLines = 20;  // of one bad set
constexpr const char* kInfo = "sluice_policy_info";

bool Same(const std::vector<policy::Source>& a, const std::vector<policy::Source>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const policy::Source& x, const policy::Source& y) {
                      return x.file == y.file && x.text == y.text;
                    });
}

bool SameErrors(const std::vector<base::Error>& a, const std::vector<base::Error>& b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(),
      [](const base::Error& x, const base::Error& y) { return x.ToString() == y.ToString(); });
}

telemetry::Counter& Reloads(telemetry::Metrics& metrics, const char* result) {
  return metrics.AddCounter("sluice_policy_reload_total", "Policy sets that were read.",
                            {{"result", result}});
}

telemetry::Gauge& Successful(telemetry::Metrics& metrics) {
  return metrics.AddGauge("sluice_policy_last_reload_successful",
                          "0 while the policy files are not the policies in force.");
}

}  // namespace

PolicyLoader::PolicyLoader(PolicyFiles files, std::shared_ptr<const rulebook::Rulebook> rulebook,
                           telemetry::Log& log, telemetry::Metrics& metrics)
    : files_(std::move(files)), rulebook_(std::move(rulebook)), log_(log), metrics_(metrics) {
  Reloads(metrics, "success");
  Reloads(metrics, "failure");
  Successful(metrics);
}

base::Result<void> PolicyLoader::Read(std::vector<policy::Source>& sources,
                                      std::vector<policy::Source>& exceptions,
                                      std::string& operator_text) const {
  SLUICE_TRY(sources, policy::ReadFolder(files_.folder));
  SLUICE_TRY(exceptions, ReadExceptions(files_.exception_folders));
  if (files_.operator_config.empty()) return {};
  SLUICE_TRY(operator_text, ReadOperatorText(files_.operator_config));
  return {};
}

void PolicyLoader::Poll(webhook::SnapshotBox& box) {
  std::vector<policy::Source> sources;
  std::vector<policy::Source> exceptions;
  std::string operator_text;
  const auto read = Read(sources, exceptions, operator_text);
  if (!read) {
    sources_.clear();
    tried_ = false;
    if (!SameErrors(errors_, {read.error()})) Reject({read.error()});
    return;
  }
  if (tried_ && Same(sources, sources_) && Same(exceptions, exceptions_) &&
      operator_text == operator_text_) {
    return;
  }
  // A folder that is being swapped may have been read half before and half after: only what reads
  // the same twice counts, the rest waits for the next poll.
  std::vector<policy::Source> sources_again;
  std::vector<policy::Source> exceptions_again;
  std::string operator_again;
  if (!Read(sources_again, exceptions_again, operator_again) || !Same(sources, sources_again) ||
      !Same(exceptions, exceptions_again) || operator_text != operator_again) {
    return;
  }
  sources_ = std::move(sources);
  exceptions_ = std::move(exceptions);
  operator_text_ = std::move(operator_text);
  tried_ = true;
  Load(box);
}

void PolicyLoader::Load(webhook::SnapshotBox& box) {
  const std::vector<policy::Source> shipped = policy::ShippedProfiles();
  auto set = policy::PolicySet::Load(*rulebook_, shipped, sources_);
  if (!set) return Reject(set.error());
  engine::Snapshot snapshot;
  snapshot.rulebook = rulebook_;
  snapshot.policies = std::make_shared<const policy::PolicySet>(*std::move(set));
  if (!files_.exception_folders.empty()) {
    auto exceptions = policy::ExceptionSet::Load(*rulebook_, *snapshot.policies, exceptions_);
    if (!exceptions) return Reject(exceptions.error());
    snapshot.exceptions = std::make_shared<const policy::ExceptionSet>(*std::move(exceptions));
  }
  if (!files_.operator_config.empty()) {
    auto configuration = ParseOperatorConfig(files_.operator_config, operator_text_);
    if (!configuration) return Reject({configuration.error()});
    snapshot.knowledge =
        WithOperatorConfig(snapshot.policies->knowledge(), *std::move(configuration));
  }
  const std::string failed = webhook::SelfTest(webhook::EngineJudges(), snapshot);
  if (!failed.empty()) {
    return Reject({{.code = base::Code::kInternal, .message = "self-test: " + failed}});
  }
  Accept(box, std::move(snapshot));
}

void PolicyLoader::Accept(webhook::SnapshotBox& box, engine::Snapshot snapshot) {
  const policy::PolicySet& set = *snapshot.policies;
  telemetry::Line line = log_.Begin(telemetry::Level::kInfo, "policies_loaded");
  log_.Send(line.Text("policy_digest", snapshot.Digest())
                .Number("policies", static_cast<std::int64_t>(set.policies()))
                .Number("files", static_cast<std::int64_t>(sources_.size())));
  for (const std::string& note : set.notes()) {
    telemetry::Line remark = log_.Begin(telemetry::Level::kWarn, "policy_note");
    log_.Send(remark.Text("message", note));
  }
  Reloads(metrics_, "success").Increment();
  Successful(metrics_).Set(1);
  metrics_.AddGauge("sluice_policies", "Policies in force.")
      .Set(static_cast<double>(set.policies()));
  metrics_
      .AddGauge("sluice_policy_last_reload_success_timestamp_seconds",
                "When the policies in force were loaded.")
      .SetToCurrentTime();
  telemetry::Gauge& info = metrics_.AddGauge(kInfo, "The policies in force, by their digest.",
                                             {{"digest", snapshot.Digest()}});
  info.Set(1);
  if (info_ != nullptr && info_ != &info) metrics_.RemoveGauge(kInfo, *info_);
  info_ = &info;
  box.Set(std::make_shared<const engine::Snapshot>(std::move(snapshot)));
  errors_.clear();
  loaded_ = true;
}

void PolicyLoader::Reject(std::vector<base::Error> errors) {
  Reloads(metrics_, "failure").Increment();
  Successful(metrics_).Set(0);
  for (std::size_t i = 0; i < errors.size() && i < kMaxErrorLines; ++i) {
    telemetry::Line line = log_.Begin(telemetry::Level::kError, "policies_rejected");
    line.Text("message", errors[i].ToString());
    if (!errors[i].file.empty()) line.Text("file", errors[i].file);
    if (errors[i].line != 0) {
      line.Number("line", errors[i].line).Number("column", errors[i].column);
    }
    log_.Send(line.Number("errors", static_cast<std::int64_t>(errors.size()))
                  .Text("consequence", loaded_ ? "the last good policies stay in force"
                                               : "not ready until the policies are good"));
  }
  errors_ = std::move(errors);
}

}  // namespace sluice::app
