// SPDX-License-Identifier: Apache-2.0
#include "net/session.h"

#include <openssl/ssl.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <optional>

#include "net/head.h"
#include "net/http_text.h"
#include "net/session_parts.h"

namespace sluice::net {
namespace {

using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using PlainStream = tcp::socket;
using TlsStream = asio::ssl::stream<tcp::socket>;
constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t kPeek = 64U << 10U;  // of a body that is too large: enough for its uid
constexpr std::size_t kBodyStep = 64U << 10U;
// What is read and thrown away so that the answer arrives: of a refused body, and of one that got a
// verdict (the API server sends at most about 20 MiB).
constexpr std::uint64_t kDrainRefused = 1U << 20U;
constexpr std::uint64_t kDrainJudged = 32U << 20U;

// What TLS does before the first and after the last byte of HTTP. Free functions, not `if
// constexpr` inside a coroutine: g++ 12 loses `this` there.
awaitable<error_code> Greet(TlsStream& stream) {
  const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, kToken);
  co_return error;
}
awaitable<error_code> Greet(PlainStream&) { co_return error_code(); }
awaitable<void> SayGoodbye(TlsStream& stream) { co_await stream.async_shutdown(kToken); }
awaitable<void> SayGoodbye(PlainStream&) { co_return; }

// How a step ended: a status to refuse with, or one of these.
constexpr int kGood = 0;
constexpr int kGone = -1;  // closed, broken or too slow to be told so

template <typename Stream>
class Session final : public Watched {
 public:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

  template <typename... Args>
  Session(Shared& shared, Worker& worker, Slot slot, Args&&... args)
      : slot_(std::move(slot)),
        shared_(shared),
        limits_(shared.options.limits),
        worker_(worker),
        stream_(std::forward<Args>(args)...),
        in_(limits_.header_bytes + kFirstBuffer) {
    worker_.Watch(*this);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { worker_.Unwatch(*this); }

  awaitable<void> Run() {
    Deadline(limits_.handshake);
    const error_code greeted = co_await Greet(stream_);
    if (greeted || expired) {
      CountHandshakeError(greeted);
      co_return;
    }
    while (co_await ServeOne()) {
    }
    if (graceful_) co_await Close();
  }

  void CancelOperations() override {
    error_code ignored;
    Socket().cancel(ignored);
  }

 private:
  tcp::socket& Socket() {
    if constexpr (kTls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  void Deadline(std::chrono::milliseconds after) {
    if (shared_.stopping.load(std::memory_order_relaxed)) return;
    expired = false;
    deadline = Clock::now() + after;
  }

  void CountHandshakeError(const error_code& error) {
    if constexpr (kTls) {
      const auto reason = static_cast<std::size_t>(Classify(error, expired));
      shared_.counters.handshake_errors[reason]->Increment();
    }
  }

  // Reads what there is into the buffer. False when the peer is gone or too slow.
  awaitable<bool> Fill() {
    const auto [error, count] = co_await stream_.async_read_some(in_.Room(), kToken);
    in_.Commit(count);
    if (expired) shared_.counters.timeouts.Increment();
    co_return !error && !expired;
  }

  awaitable<int> ReadHead(Head& head) {
    if (in_.size() == 0) {
      Deadline(limits_.idle);
      if (!co_await Fill()) co_return kGone;
    }
    started_ = Clock::now();
    Deadline(limits_.header);
    worker_.CountRequest();
    for (std::size_t scanned = 0;;) {
      const auto end = FindHeadEnd(in_.view(), scanned);
      if (!end) co_return end.error();
      if (in_.size() > limits_.header_bytes && (!*end || **end > limits_.header_bytes)) {
        co_return 431;
      }
      if (*end) {
        auto parsed = ParseHead(in_.view().substr(0, **end), limits_.header_fields);
        in_.Consume(**end);
        if (!parsed) co_return parsed.error();
        head = *std::move(parsed);
        co_return kGood;
      }
      if (!co_await Fill()) co_return expired ? 408 : kGone;
    }
  }

  // Reads `size` bytes of the body, fewer when the ledger has no room for all: `taken` says how
  // many. The first kPeek bytes need no room, so that even then the uid can be read.
  awaitable<int> ReadBody(std::size_t size, Ledger& ledger, std::size_t& taken) {
    body_.clear();
    while (taken < size) {
      const std::size_t step = std::min({size - taken, std::max(kBodyStep, taken)});
      if (!ledger.Take(step)) co_return taken < kPeek&& taken < size ? 503 : kGood;
      body_.resize(taken + step);
      const std::size_t ready = std::min(in_.size(), step);
      std::memcpy(body_.data() + taken, in_.view().data(), ready);
      in_.Consume(ready);
      for (std::size_t done = ready; done < step;) {
        const auto [error, count] = co_await stream_.async_read_some(
            asio::buffer(body_.data() + taken + done, step - done), kToken);
        if (expired) co_return 408;
        if (error) co_return kGone;
        done += count;
      }
      taken += step;
    }
    co_return kGood;
  }

  // Reads and forgets `size` bytes.
  awaitable<bool> Discard(std::uint64_t size) {
    while (size > 0) {
      if (in_.size() == 0 && !co_await Fill()) co_return false;
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(size, in_.size()));
      in_.Consume(count);
      size -= count;
    }
    co_return true;
  }

  Response Call(const Route& route, const Request& request) {
    try {
      return route.handler(request);
    } catch (...) {
      shared_.counters.handler_failures.Increment();
      return Refuse(500);
    }
  }

  // One request and its response. False when the connection is to end.
  awaitable<bool> ServeOne() {
    Head head;
    int status = co_await ReadHead(head);
    if (status == kGone) co_return false;
    if (status != kGood) co_return co_await Answer(Refuse(status), {}, false, true);

    const RouteMatch match = FindRoute(shared_.routes, head.method, head.path());
    if (match.route == nullptr) {
      status = match.status;
    } else if (head.encoded) {
      status = 415;
    } else if (!head.has_length && head.method == "POST") {
      status = 411;
    }
    const bool head_only = head.method == "HEAD";
    if (status != kGood) {
      co_return co_await RefuseWhole(Refuse(status), head, match.allow, head_only, 0);
    }
    co_return co_await Judge(*match.route, head, head_only);
  }

  // Answers a request whose head is right and whose body, of which `taken` bytes are read, is not
  // wanted. Keeps the connection when the rest is small.
  awaitable<bool> RefuseWhole(Response response, const Head& head, std::string_view allow,
                              bool head_only, std::uint64_t taken) {
    const std::uint64_t rest = head.content_length - taken;
    const std::uint64_t limit = response.status == 200 ? kDrainJudged : kDrainRefused;
    Deadline(limits_.body);
    if (!co_await Discard(std::min(rest, limit)) && !expired) co_return false;
    const bool close = expired || rest > limit || !head.keep_alive;
    co_return co_await Answer(std::move(response), allow, head_only, close);
  }

  awaitable<bool> Judge(const Route& route, const Head& head, bool head_only) {
    if (head.wants_100 && head.content_length > in_.size()) {
      Deadline(limits_.write);
      if (!co_await Write("HTTP/1.1 100 Continue\r\n\r\n")) co_return false;
    }
    Deadline(limits_.body);
    Request request{.method = head.method,
                    .target = head.target,
                    .path = head.path(),
                    .content_type = head.content_type,
                    .body_size = head.content_length,
                    .started = started_};
    Ledger ledger(shared_);
    std::size_t taken = 0;
    std::size_t in_place = 0;
    const bool too_large = head.content_length > limits_.body_bytes;
    if (head.content_length <= in_.size()) {
      in_place = static_cast<std::size_t>(head.content_length);
      request.body = in_.view().substr(0, in_place);
      taken = in_place;
    } else {
      const auto wanted = too_large ? kPeek : static_cast<std::size_t>(head.content_length);
      const int status =
          co_await ReadBody(std::min<std::size_t>(wanted, head.content_length), ledger, taken);
      if (status == kGone) co_return false;
      if (status == 408) co_return co_await Answer(Refuse(status), {}, false, true);
      request.body = std::string_view(body_).substr(0, taken);
    }
    request.body_cut = taken < head.content_length;
    request.overloaded = worker_.overloaded() || (request.body_cut && !too_large);
    Response response = Call(route, request);
    served = served || response.status == 200;
    in_.Consume(in_place);
    ReleaseBody();
    if (request.body_cut) {
      co_return co_await RefuseWhole(std::move(response), head, {}, head_only, taken);
    }
    co_return co_await Answer(std::move(response), {}, head_only, !head.keep_alive);
  }

  void ReleaseBody() {
    body_.clear();
    if (body_.capacity() > kFirstBuffer) body_.shrink_to_fit();
  }

  awaitable<bool> Write(std::string_view text) {
    const auto [error, count] =
        co_await asio::async_write(stream_, asio::buffer(text.data(), text.size()), kToken);
    static_cast<void>(count);
    co_return !error && !expired;
  }

  awaitable<bool> Answer(Response response, std::string_view allow, bool head_only, bool close) {
    close = close || shared_.draining.load(std::memory_order_relaxed);
    shared_.counters.CountResponse(response.status);
    const std::string text = ResponseText(response, allow, head_only, close);
    response = {};
    Deadline(limits_.write);
    const bool written = co_await Write(text);
    graceful_ = written && close;
    co_return written && !close;
  }

  // Says goodbye and gives the peer a moment to read it: closing with unread bytes would reset the
  // connection and could take the answer with it.
  awaitable<void> Close() {
    Deadline(limits_.shutdown);
    co_await SayGoodbye(stream_);
    error_code ignored;
    Socket().shutdown(tcp::socket::shutdown_send, ignored);
    std::array<char, 4096> bin;
    for (std::uint64_t total = 0; total < kDrainRefused && !expired;) {
      const auto [error, count] = co_await Socket().async_receive(asio::buffer(bin), kToken);
      if (error) break;
      total += count;
    }
  }

  Slot slot_;
  Shared& shared_;
  const Limits& limits_;
  Worker& worker_;
  Stream stream_;
  Buffer in_;
  std::string body_;
  Clock::time_point started_;
  bool graceful_ = false;
};

awaitable<void> RunTls(Shared& shared, Worker& worker, tcp::socket socket, Slot slot) {
  const std::shared_ptr<const TlsContext> tls = shared.Tls();
  SSL* const ssl = SSL_new(tls->native());  // holds a reference to the context of its own
  if (ssl == nullptr) co_return;
  Session<TlsStream> session(shared, worker, std::move(slot), std::move(socket), ssl);
  co_await session.Run();
}

awaitable<void> RunPlain(Shared& shared, Worker& worker, tcp::socket socket, Slot slot) {
  Session<PlainStream> session(shared, worker, std::move(slot), std::move(socket));
  co_await session.Run();
}

}  // namespace

void StartSession(Shared& shared, Worker& worker, tcp::socket socket, Slot slot) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  auto ended = [&shared](const std::exception_ptr& failure) {
    if (failure) shared.counters.handler_failures.Increment();  // memory ran out in the session
  };
  if (shared.Tls()) {
    asio::co_spawn(worker.io, RunTls(shared, worker, std::move(socket), std::move(slot)), ended);
  } else {
    asio::co_spawn(worker.io, RunPlain(shared, worker, std::move(socket), std::move(slot)), ended);
  }
}

}  // namespace sluice::net
