// SPDX-License-Identifier: Apache-2.0
// Worker: one thread, one event loop, the connections it owns, and the clock that watches them.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "sluice/net/server.h"

namespace sluice::net {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

// Why a handshake failed: the closed label set of a metric.
enum class HandshakeError : std::uint8_t {
  kTimeout,
  kClosed,
  kPlainHttp,
  kVersion,
  kNoOverlap,
  kClientCertificate,
  kPeerAlert,
  kOther,
  kCount
};

// The metrics of one server, made at its start.
struct Counters {
  Counters(telemetry::Metrics& metrics, const std::string& server, bool with_tls);
  void CountResponse(int status);

  telemetry::Gauge& open;
  telemetry::Counter& accepted;
  telemetry::Counter& accept_errors;
  telemetry::Counter& evicted;
  telemetry::Counter& timeouts;
  telemetry::Counter& handler_failures;
  // Only of a server with TLS.
  std::array<telemetry::Counter*, static_cast<std::size_t>(HandshakeError::kCount)>
      handshake_errors{};
  std::vector<std::pair<int, telemetry::Counter*>> responses;
};

// What all connections of a server share. Const, atomic, or behind the mutex.
struct Shared {
  Shared(ServerOptions server_options, std::vector<Route> server_routes, bool with_tls,
         telemetry::Metrics& metrics)
      : options(std::move(server_options)),
        routes(std::move(server_routes)),
        counters(metrics, options.name, with_tls) {}

  [[nodiscard]] std::shared_ptr<const TlsContext> Tls() {
    const std::lock_guard lock(mutex);
    return tls;
  }

  const ServerOptions options;
  const std::vector<Route> routes;
  Counters counters;
  std::atomic<bool> draining{false};
  std::atomic<bool> stopping{false};
  std::atomic<bool> full{false};  // at the connection cap
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> bodies_bytes{0};
  std::mutex mutex;
  std::shared_ptr<const TlsContext> tls;  // guarded by mutex
};

// A place in the connection count, from accept to close.
class Slot {
 public:
  explicit Slot(Shared& shared) : shared_(&shared) {
    shared_->connections.fetch_add(1);
    shared_->counters.open.Increment();
    shared_->counters.accepted.Increment();
  }
  Slot(Slot&& other) noexcept : shared_(std::exchange(other.shared_, nullptr)) {}
  Slot& operator=(Slot&&) = delete;
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  ~Slot() {
    if (shared_ == nullptr) return;
    shared_->connections.fetch_sub(1);
    shared_->counters.open.Decrement();
  }

 private:
  Shared* shared_;
};

// A connection as its worker's clock sees it. Lives on the worker's thread.
struct Watched {
  virtual void CancelOperations() = 0;
  Clock::time_point deadline = Clock::time_point::max();
  Clock::time_point opened;
  bool expired = false;   // the deadline passed; what was pending is cancelled
  bool served = false;    // a handler has answered at least one request of it
  std::size_t index = 0;  // in Worker::watched

 protected:
  ~Watched() = default;
};

class Worker {
 public:
  explicit Worker(Shared& shared) : shared_(shared), ticker_(io), guard_(io.get_executor()) {}

  void Start();
  // Any thread: lets every connection end at once and the loop run dry.
  void Stop();
  void Join();

  void Watch(Watched& watched);    // on this worker's thread
  void Unwatch(Watched& watched);  // the same
  [[nodiscard]] bool overloaded() const { return overloaded_.load(std::memory_order_relaxed); }
  // Any thread: the loop has turned within `limit`, or nothing is open.
  [[nodiscard]] bool Responsive(std::chrono::milliseconds limit) const {
    const auto last = last_tick_.load(std::memory_order_relaxed);
    return last == 0 || Clock::now() - Clock::time_point(Clock::duration(last)) <= limit;
  }
  void CountRequest() { busy_ = true; }

 private:
  std::vector<Watched*> watched_;  // destroyed after the loop, whose sessions unwatch themselves
  Shared& shared_;

 public:
  asio::io_context io{1};

 private:
  void ScheduleTick();
  void Tick();
  void MeasureLag(Clock::time_point now);
  bool Starved(Clock::time_point now);

  asio::steady_timer ticker_;
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  bool ticking_ = false;
  bool busy_ = false;
  Clock::time_point lagging_since_{};
  Clock::time_point measured_at_{};  // when the thread's CPU time was read last
  std::chrono::nanoseconds measured_cpu_{0};
  std::atomic<bool> overloaded_{false};
  std::atomic<Clock::rep> last_tick_{0};  // 0 = not ticking
  std::thread thread_;
};

}  // namespace sluice::net
