// SPDX-License-Identifier: Apache-2.0
// Metrics: one registry, its numbers made at start or on first use, and its text form.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sluice::telemetry {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;
using Labels = std::map<std::string, std::string>;

// Owns every metric of the process. Any thread. The references handed out are good for as long as
// the registry lives and cost an atomic addition (a short lock for a histogram); asking for one
// again with equal labels gives the same one, at the price of a lock and a map, so callers on the
// request path keep what they got.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  Counter& AddCounter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge& AddGauge(const std::string& name, const std::string& help, const Labels& labels = {});
  Histogram& AddHistogram(const std::string& name, const std::string& help,
                          const std::vector<double>& buckets, const Labels& labels = {});
  // Takes a gauge out again, for series whose labels say what holds now (a digest).
  void RemoveGauge(const std::string& name, Gauge& gauge);

  // The Prometheus text format 0.0.4, with process_* read at this moment.
  [[nodiscard]] std::string Render();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluice::telemetry
