// SPDX-License-Identifier: Apache-2.0
#include "app/exceptions.h"

#include <iterator>

namespace sluice::app {
namespace {

using policy::ExceptionState;

constexpr std::chrono::hours kDay{24};

telemetry::Gauge& States(telemetry::Metrics& metrics, ExceptionState state) {
  return metrics.AddGauge(
      "sluice_exceptions",
      "Exceptions by state; unused ones, which have lifted nothing since the start, are counted "
      "among active and expiring too.",
      {{"state", std::string(ToString(state))}});
}

}  // namespace

base::Result<std::vector<policy::Source>> ReadExceptions(const std::vector<std::string>& folders) {
  std::vector<policy::Source> all;
  for (const std::string& folder : folders) {
    SLUICE_TRY(std::vector<policy::Source> sources, policy::ReadFolder(folder));
    all.insert(all.end(), std::make_move_iterator(sources.begin()),
               std::make_move_iterator(sources.end()));
  }
  return all;
}

ExceptionWatch::ExceptionWatch(base::Time::duration soon, const webhook::ExceptionUse& use,
                               telemetry::Log& log, telemetry::Metrics& metrics)
    : soon_(soon),
      use_(use),
      log_(log),
      active_(States(metrics, ExceptionState::kActive)),
      expiring_(States(metrics, ExceptionState::kExpiring)),
      expired_(States(metrics, ExceptionState::kExpired)),
      unused_(metrics.AddGauge("sluice_exceptions", "", {{"state", "unused"}})) {}

void ExceptionWatch::Say(const policy::Exception& exception, std::string_view state,
                         telemetry::Level level) {
  telemetry::Line line = log_.Begin(level, "exception");
  log_.Send(line.Text("state", state)
                .Text("exception", exception.name)
                .Text("expires_at", base::FormatTime(exception.expires))
                .Text("owner", exception.owner)
                .Text("file", exception.file)
                .Number("line", exception.line));
}

void ExceptionWatch::SayLoaded(const policy::ExceptionSet& set) {
  telemetry::Line line = log_.Begin(telemetry::Level::kInfo, "exceptions_loaded");
  log_.Send(line.Number("exceptions", static_cast<std::int64_t>(set.all().size())));
  for (const std::string& note : set.notes()) {
    telemetry::Line remark = log_.Begin(telemetry::Level::kWarn, "exception_note");
    log_.Send(remark.Text("message", note));
  }
}

void ExceptionWatch::Look(const std::shared_ptr<const policy::ExceptionSet>& set, base::Time now) {
  const bool fresh = set != set_;
  set_ = set;
  if (set == nullptr) return;
  const bool first = last_daily_ == base::Time{};
  const bool daily = !first && now - last_daily_ >= kDay;
  if (first || daily) last_daily_ = now;
  if (fresh) SayLoaded(*set);
  std::map<std::string, ExceptionState> states;
  double counts[3] = {0, 0, 0};
  double unused = 0;
  for (const policy::Exception& exception : set->all()) {
    const ExceptionState state = StateOf(exception, now, soon_);
    ++counts[static_cast<std::size_t>(state)];
    const auto said = said_.find(exception.name);
    const bool changed = said == said_.end() || said->second != state;
    if (state != ExceptionState::kActive && (changed || daily)) {
      Say(exception, ToString(state), telemetry::Level::kWarn);
    }
    if (state != ExceptionState::kExpired && !use_.Used(exception.name)) {
      ++unused;
      if (daily) Say(exception, "unused", telemetry::Level::kInfo);
    }
    states.emplace(exception.name, state);
  }
  said_ = std::move(states);
  active_.Set(counts[0]);
  expiring_.Set(counts[1]);
  expired_.Set(counts[2]);
  unused_.Set(unused);
}

}  // namespace sluice::app
