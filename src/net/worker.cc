// SPDX-License-Identifier: Apache-2.0
#include "net/worker.h"

#include <boost/asio/post.hpp>
#include <ctime>

namespace sluice::net {
namespace {

// Deadlines are kept to this precision, and lag is measured this often while requests come.
constexpr std::chrono::milliseconds kBusyTick{50};
constexpr std::chrono::milliseconds kQuietTick{200};

constexpr std::array<const char*, static_cast<std::size_t>(HandshakeError::kCount)> kReasons = {
    "timeout",    "closed", "plain_http", "version", "no_overlap", "client_certificate",
    "peer_alert", "other"};

}  // namespace

Counters::Counters(telemetry::Metrics& metrics, const std::string& server, bool with_tls)
    : open(metrics.AddGauge("sluice_http_connections", "Open connections.", {{"server", server}})),
      accepted(metrics.AddCounter("sluice_http_connections_total", "Accepted connections.",
                                  {{"server", server}})),
      accept_errors(metrics.AddCounter("sluice_http_accept_errors_total",
                                       "Failed accepts; each pauses accepting for 100 ms.",
                                       {{"server", server}})),
      evicted(metrics.AddCounter("sluice_http_connections_evicted_total",
                                 "Connections that never carried a request, closed because the "
                                 "connection limit was reached.",
                                 {{"server", server}})),
      timeouts(metrics.AddCounter("sluice_http_timeouts_total",
                                  "Connections that passed a deadline after the handshake.",
                                  {{"server", server}})),
      handler_failures(metrics.AddCounter("sluice_http_handler_failures_total",
                                          "Requests whose handler threw.", {{"server", server}})) {
  for (std::size_t i = 0; with_tls && i < kReasons.size(); ++i) {
    handshake_errors[i] =
        &metrics.AddCounter("sluice_tls_handshake_errors_total", "Failed TLS handshakes.",
                            {{"server", server}, {"reason", kReasons[i]}});
  }
  for (const int status : {200, 400, 404, 405, 408, 411, 413, 415, 431, 500, 501, 503, 505}) {
    responses.emplace_back(
        status, &metrics.AddCounter("sluice_http_responses_total", "Responses by status.",
                                    {{"server", server}, {"code", std::to_string(status)}}));
  }
}

void Counters::CountResponse(int status) {
  for (const auto& [code, counter] : responses) {
    if (code == status) counter->Increment();
  }
}

void Worker::Start() {
  thread_ = std::thread([this] {
    for (;;) {
      try {
        io.run();
        return;
      } catch (...) {
        // Only memory can have run out here; the loop goes on with the other connections.
        shared_.counters.handler_failures.Increment();
      }
    }
  });
}

void Worker::Stop() {
  asio::post(io, [this] {
    for (Watched* watched : watched_) {
      watched->expired = true;
      watched->CancelOperations();
    }
    guard_.reset();
    if (watched_.empty()) ticker_.cancel();
  });
}

void Worker::Join() {
  if (thread_.joinable()) thread_.join();
}

void Worker::Watch(Watched& watched) {
  watched.index = watched_.size();
  watched.opened = Clock::now();
  watched_.push_back(&watched);
  if (!ticking_) {
    ticking_ = true;
    ScheduleTick();
  }
}

void Worker::Unwatch(Watched& watched) {
  watched_[watched.index] = watched_.back();
  watched_[watched.index]->index = watched.index;
  watched_.pop_back();
  if (watched_.empty() && shared_.stopping) ticker_.cancel();
}

void Worker::ScheduleTick() {
  const bool quick = std::exchange(busy_, false) || overloaded_.load(std::memory_order_relaxed);
  last_tick_.store(Clock::now().time_since_epoch().count(), std::memory_order_relaxed);
  ticker_.expires_after(quick ? kBusyTick : kQuietTick);
  ticker_.async_wait([this](boost::system::error_code) { Tick(); });
}

bool Worker::Starved(Clock::time_point now) {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  const auto cpu = std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
  const std::chrono::duration<double> share = cpu - measured_cpu_;
  const std::chrono::duration<double> wall = now - measured_at_;
  measured_cpu_ = cpu;
  measured_at_ = now;
  return share < wall * shared_.options.limits.lag_cpu_share;
}

void Worker::MeasureLag(Clock::time_point now) {
  const Limits& limits = shared_.options.limits;
  const bool starved = Starved(now);
  if (starved || now - ticker_.expiry() <= limits.lag) {
    lagging_since_ = {};
    overloaded_.store(false, std::memory_order_relaxed);
    return;
  }
  if (lagging_since_ == Clock::time_point{}) lagging_since_ = ticker_.expiry();
  // One long request makes the loop late once; only lateness that lasts is overload.
  else if (now - lagging_since_ >= limits.lag_for)
    overloaded_.store(true, std::memory_order_relaxed);
}

void Worker::Tick() {
  const Clock::time_point now = Clock::now();
  MeasureLag(now);
  const bool full = shared_.full.load(std::memory_order_relaxed);
  const bool stopping = shared_.stopping.load(std::memory_order_relaxed);
  for (Watched* watched : watched_) {
    const bool unused =
        full && !watched->served && now - watched->opened > shared_.options.limits.unused_when_full;
    if (unused && !watched->expired) shared_.counters.evicted.Increment();
    // Again at each tick: a cancellation is lost on an operation that had just completed.
    if (now < watched->deadline && !unused && !stopping) continue;
    watched->expired = true;
    watched->CancelOperations();
  }
  ticking_ = !watched_.empty();
  if (ticking_) {
    ScheduleTick();
  } else {
    overloaded_.store(false, std::memory_order_relaxed);
    last_tick_.store(0, std::memory_order_relaxed);
  }
}

}  // namespace sluice::net
