// SPDX-License-Identifier: Apache-2.0
#include "sluice/net/server.h"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/session.h"
#include "net/worker.h"

namespace sluice::net {
namespace {

using asio::ip::tcp;
using boost::system::error_code;
constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::chrono::milliseconds kFullPause{20};

}  // namespace

struct Server::Impl {
  Impl(ServerOptions options, std::vector<Route> routes, bool with_tls, telemetry::Metrics& metrics)
      : shared(std::move(options), std::move(routes), with_tls, metrics),
        acceptor(front),
        pause(front) {
    for (unsigned i = 0; i < std::max(1U, shared.options.workers); ++i) {
      workers.push_back(std::make_unique<Worker>(shared));
    }
  }

  base::Result<void> Listen() {
    error_code error;
    const auto address = asio::ip::make_address(shared.options.address, error);
    if (error) {
      return base::Fail(base::Code::kInvalid,
                        fmt::format("The address to listen on, {}, is not an IP address.",
                                    shared.options.address));
    }
    const tcp::endpoint endpoint(address, shared.options.port);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return base::Fail(base::Code::kUnavailable,
                        fmt::format("Cannot listen on {} port {}: {}.", shared.options.address,
                                    shared.options.port, std::strerror(error.value())));
    }
    port = acceptor.local_endpoint(error).port();
    return {};
  }

  asio::awaitable<void> Pause(std::chrono::milliseconds time) {
    pause.expires_after(time);
    co_await pause.async_wait(kToken);
  }

  // Full: stop accepting and let the backlog hold them. Accepting only to close would fail the
  // request that the API server is about to send.
  asio::awaitable<void> AcceptLoop() {
    for (std::size_t next = 0; !shared.stopping; next = (next + 1) % workers.size()) {
      while (shared.connections >= shared.options.limits.connections && !shared.stopping) {
        shared.full = true;
        co_await Pause(kFullPause);
      }
      shared.full = false;
      Worker& worker = *workers[next];
      auto [error, socket] = co_await acceptor.async_accept(worker.io, kToken);
      if (shared.stopping) co_return;
      if (error) {
        shared.counters.accept_errors.Increment();
        co_await Pause(kAcceptPause);
        continue;
      }
      asio::post(worker.io,
                 [this, &worker, accepted = std::move(socket), slot = Slot(shared)]() mutable {
                   StartSession(shared, worker, std::move(accepted), std::move(slot));
                 });
    }
  }

  void Start() {
    for (const auto& worker : workers) worker->Start();
    asio::co_spawn(front, AcceptLoop(), asio::detached);
    front_thread = std::thread([this] { front.run(); });
  }

  Shared shared;
  // Before the acceptor, whose sockets belong to the workers' loops.
  std::vector<std::unique_ptr<Worker>> workers;
  asio::io_context front{1};
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::thread front_thread;
  std::uint16_t port = 0;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

base::Result<std::unique_ptr<Server>> Server::Start(ServerOptions options,
                                                    std::shared_ptr<const TlsContext> tls,
                                                    std::vector<Route> routes,
                                                    telemetry::Metrics& metrics) {
  try {
    auto impl =
        std::make_unique<Impl>(std::move(options), std::move(routes), tls != nullptr, metrics);
    impl->shared.tls = std::move(tls);
    const auto listening = impl->Listen();
    if (!listening) return tl::unexpected(listening.error());
    impl->Start();
    return std::unique_ptr<Server>(new Server(std::move(impl)));
  } catch (const std::exception&) {
    return base::Fail(base::Code::kInternal, "The server's threads could not be started.");
  }
}

Server::~Server() { Stop(); }

std::uint16_t Server::port() const { return impl_->port; }

std::size_t Server::connections() const { return impl_->shared.connections; }

bool Server::overloaded() const {
  return std::any_of(impl_->workers.begin(), impl_->workers.end(),
                     [](const auto& worker) { return worker->overloaded(); });
}

bool Server::Responsive(std::chrono::milliseconds limit) const {
  return std::all_of(impl_->workers.begin(), impl_->workers.end(),
                     [limit](const auto& worker) { return worker->Responsive(limit); });
}

void Server::SetTls(std::shared_ptr<const TlsContext> tls) {
  const std::lock_guard lock(impl_->shared.mutex);
  impl_->shared.tls.swap(tls);
}

void Server::Drain() { impl_->shared.draining = true; }

void Server::Stop() {
  if (impl_->shared.stopping.exchange(true)) return;
  asio::post(impl_->front, [this] {
    error_code ignored;
    impl_->acceptor.close(ignored);
    impl_->pause.cancel();
  });
  if (impl_->front_thread.joinable()) impl_->front_thread.join();
  for (const auto& worker : impl_->workers) worker->Stop();
  for (const auto& worker : impl_->workers) worker->Join();
}

unsigned DefaultWorkers() {
  cpu_set_t set;
  CPU_ZERO(&set);
  const int count = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
  return static_cast<unsigned>(std::clamp(count, 1, 4));
}

}  // namespace sluice::net
