// SPDX-License-Identifier: Apache-2.0
// Webhook: HTTP requests to decoded reviews, through the engine, and back; with one log line and
// the metrics of each decision.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "sluice/engine/engine.h"
#include "sluice/net/http.h"
#include "sluice/telemetry/log.h"
#include "sluice/telemetry/metrics.h"

namespace sluice::webhook {

// The snapshot of the moment. A request takes it once and keeps it to its end. Any thread.
class SnapshotBox {
 public:
  [[nodiscard]] std::shared_ptr<const engine::Snapshot> Get() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
  }
  void Set(std::shared_ptr<const engine::Snapshot> snapshot) {
    const std::lock_guard lock(mutex_);
    snapshot_.swap(snapshot);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const engine::Snapshot> snapshot_;  // null until the first policies are loaded
};

// What judges: the engine, or a stand-in of a test.
struct Judges {
  using Judge =
      std::function<engine::Outcome(const engine::Snapshot&, const k8s::AdmissionRequest&)>;
  Judge validate;
  Judge mutate;
};
Judges EngineJudges();

// Which exceptions have lifted something since the start. Any thread.
class ExceptionUse {
 public:
  void Note(const engine::Verdict& verdict);
  [[nodiscard]] bool Used(const std::string& name) const;

 private:
  mutable std::mutex mutex_;
  std::set<std::string> names_;
};

struct Options {
  bool namespace_label = false;  // resource_namespace on metrics: one series more per namespace
  doc::Limits limits;
  std::function<base::Time()> clock = &std::chrono::system_clock::now;  // of expiries
  ExceptionUse* exception_use = nullptr;  // is told of every verdict; outlives the webhook
};

// POST /validate and POST /mutate. Thread-safe; what it was given must outlive it.
class Webhook {
 public:
  Webhook(const SnapshotBox& snapshots, Judges judges, telemetry::Log& log,
          telemetry::Metrics& metrics, Options options = {});
  ~Webhook();
  Webhook(const Webhook&) = delete;
  Webhook& operator=(const Webhook&) = delete;

  [[nodiscard]] net::Response Validate(const net::Request& request);
  [[nodiscard]] net::Response Mutate(const net::Request& request);
  // Both, as routes; they point at this object.
  [[nodiscard]] std::vector<net::Route> Routes();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// What the probes ask. Called on the thread of the plain server.
struct Health {
  std::function<bool()> live;
  std::function<std::string()> not_ready;  // empty = ready, else why not, in fixed words
};

// GET /healthz, /livez, /readyz and /metrics.
std::vector<net::Route> HealthRoutes(Health health);
std::vector<net::Route> MetricsRoutes(telemetry::Metrics& metrics);

// Sends two small embedded reviews the whole way, one that every policy set allows and one that the
// shipped profile `production` denies. Empty = all is well, else what is not.
std::string SelfTest(const Judges& judges, const engine::Snapshot& snapshot);

}  // namespace sluice::webhook
