// SPDX-License-Identifier: Apache-2.0
// The metrics of decisions. Every label has a closed set of values: kinds and operations that are
// known, rule ids and policy names of the loaded set; namespaces only on request, and 1,000 of
// them.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "sluice/telemetry/metrics.h"
#include "webhook/decision.h"

namespace sluice::webhook {

class AdmissionMetrics {
 public:
  AdmissionMetrics(telemetry::Metrics& metrics, bool namespace_label);

  // Counts a decision: requests, latency, rule results, sheds, failures.
  void Count(const Decision& decision);
  // A request that got an HTTP error, by a fixed reason.
  void CountRefused(const std::string& reason);

 private:
  void CountRequest(const Decision& decision, const std::string& kind, const std::string& space);
  void CountFindings(const Decision& decision, const std::string& kind, const std::string& space);
  void CountLifted(const engine::Verdict& verdict);
  std::string NamespaceLabel(const Decision& decision);
  telemetry::Counter& Cached(const std::string& key, const std::string& name,
                             const std::string& help, const telemetry::Labels& labels);

  telemetry::Metrics& metrics_;
  const bool namespace_label_;
  std::array<std::array<telemetry::Histogram*, 4>, 2> durations_;  // [webhook][operation]
  std::mutex mutex_;                                               // guards the two below
  std::map<std::string, telemetry::Counter*> counters_;
  std::set<std::string> namespaces_;
};

}  // namespace sluice::webhook
