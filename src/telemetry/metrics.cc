// SPDX-License-Identifier: Apache-2.0
#include "sluice/telemetry/metrics.h"

#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <mutex>
#include <sstream>

#include "telemetry/process.h"

namespace sluice::telemetry {
namespace {

// The registry keeps hash maps; people and diffs want the same order every time.
void Sort(std::vector<prometheus::MetricFamily>& families) {
  const auto labels = [](const prometheus::ClientMetric& metric) {
    std::string text;
    for (const auto& label : metric.label) text += label.name + '=' + label.value + ',';
    return text;
  };
  std::sort(families.begin(), families.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  for (prometheus::MetricFamily& family : families) {
    std::sort(family.metric.begin(), family.metric.end(),
              [&](const auto& a, const auto& b) { return labels(a) < labels(b); });
  }
}

}  // namespace

struct Metrics::Impl {
  prometheus::Registry registry{prometheus::Registry::InsertBehavior::Merge};
  std::mutex render;  // guards the two below
  double cpu_seconds = 0;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::AddCounter(const std::string& name, const std::string& help,
                             const Labels& labels) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(impl_->registry).Add(labels);
}

Gauge& Metrics::AddGauge(const std::string& name, const std::string& help, const Labels& labels) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(impl_->registry).Add(labels);
}

Histogram& Metrics::AddHistogram(const std::string& name, const std::string& help,
                                 const std::vector<double>& buckets, const Labels& labels) {
  return prometheus::BuildHistogram()
      .Name(name)
      .Help(help)
      .Register(impl_->registry)
      .Add(labels, buckets);
}

void Metrics::RemoveGauge(const std::string& name, Gauge& gauge) {
  prometheus::BuildGauge().Name(name).Help("").Register(impl_->registry).Remove(&gauge);
}

std::string Metrics::Render() {
  const std::lock_guard lock(impl_->render);
  const ProcessNumbers now = ReadProcessNumbers();
  Counter& cpu = AddCounter("process_cpu_seconds_total", "User and system CPU time spent.");
  if (now.cpu_seconds > impl_->cpu_seconds) cpu.Increment(now.cpu_seconds - impl_->cpu_seconds);
  impl_->cpu_seconds = now.cpu_seconds;
  AddGauge("process_resident_memory_bytes", "Resident memory size.").Set(now.resident_bytes);
  AddGauge("process_virtual_memory_bytes", "Virtual memory size.").Set(now.virtual_bytes);
  AddGauge("process_open_fds", "Open file descriptors.").Set(now.open_fds);
  AddGauge("process_max_fds", "Limit of open file descriptors.").Set(now.max_fds);
  AddGauge("process_threads", "Threads of the process.").Set(now.threads);
  AddGauge("process_start_time_seconds", "Start of the process since the epoch.")
      .Set(now.start_time_seconds);
  std::vector<prometheus::MetricFamily> families = impl_->registry.Collect();
  Sort(families);
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return std::move(out).str();
}

}  // namespace sluice::telemetry
