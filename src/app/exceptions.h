// SPDX-License-Identifier: Apache-2.0
// Exceptions of a running server: where they come from, and who is told what becomes of them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/policy/exception.h"
#include "sluice/telemetry/log.h"
#include "sluice/telemetry/metrics.h"
#include "sluice/webhook/webhook.h"

namespace sluice::app {

// The files of all folders that --exception-dir names, in their order. A folder may be empty, but
// must be there.
base::Result<std::vector<policy::Source>> ReadExceptions(const std::vector<std::string>& folders);

// Says in the log and the metrics which exceptions are about to end, have ended, or lift nothing:
// at load, when that changes, and once a day. Used by one thread.
class ExceptionWatch {
 public:
  ExceptionWatch(base::Time::duration soon, const webhook::ExceptionUse& use, telemetry::Log& log,
                 telemetry::Metrics& metrics);

  // Looks at the exceptions in force (null = none).
  void Look(const std::shared_ptr<const policy::ExceptionSet>& set, base::Time now);

 private:
  void Say(const policy::Exception& exception, std::string_view state, telemetry::Level level);
  void SayLoaded(const policy::ExceptionSet& set);

  const base::Time::duration soon_;
  const webhook::ExceptionUse& use_;
  telemetry::Log& log_;
  telemetry::Gauge& active_;
  telemetry::Gauge& expiring_;
  telemetry::Gauge& expired_;
  telemetry::Gauge& unused_;
  std::shared_ptr<const policy::ExceptionSet> set_;     // the last one that was looked at
  std::map<std::string, policy::ExceptionState> said_;  // by name
  base::Time last_daily_{};
};

}  // namespace sluice::app
