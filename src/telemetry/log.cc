// SPDX-License-Identifier: Apache-2.0
#include "sluice/telemetry/log.h"

#include <limits.h>
#include <poll.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace sluice::telemetry {
namespace {

using Clock = std::chrono::steady_clock;

// Lines that come within this time are written together: waking a thread for each of them cost a
// third of a whole review.
constexpr std::chrono::milliseconds kGather{10};

// Writes to a descriptor without ever waiting long: one second for an output that has just stopped
// taking lines, not at all for one that is known to be stuck.
class PatientWriter {
 public:
  explicit PatientWriter(int fd) : fd_(fd) {}
  bool operator()(std::string_view lines) {
    pollfd ready{.fd = fd_, .events = POLLOUT, .revents = 0};
    const bool writable = poll(&ready, 1, stuck_ ? 0 : 1000) == 1 && (ready.revents & POLLOUT) != 0;
    stuck_ =
        !writable || write(fd_, lines.data(), lines.size()) != static_cast<ssize_t>(lines.size());
    return !stuck_;
  }

 private:
  int fd_;
  bool stuck_ = false;
};

std::uint64_t CountLines(std::string_view text) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

// Gathers whole lines and hands them on from a thread of its own. spdlog's asynchronous logger
// wakes its thread for each line; this sink keeps a burst together. Its own mutex guards what it
// shares.
class GatheringSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  GatheringSink(std::size_t queue_bytes, Log::Write write)
      : queue_bytes_(queue_bytes), write_(std::move(write)), thread_([this] { Run(); }) {}
  ~GatheringSink() override {
    {
      const std::lock_guard lock(gather_);
      ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  GatheringSink(const GatheringSink&) = delete;
  GatheringSink& operator=(const GatheringSink&) = delete;

  [[nodiscard]] std::uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    bool first = false;
    {
      const std::lock_guard lock(gather_);
      if (pending_.size() + message.payload.size() + 1 > queue_bytes_) {
        lost_.fetch_add(1, std::memory_order_relaxed);
        return;
      }
      first = pending_.empty();
      pending_.append(message.payload.data(), message.payload.size());
      pending_ += '\n';
    }
    if (first) wake_.notify_one();
  }
  void flush_() override {}

 private:
  void Run() {
    std::unique_lock lock(gather_);
    for (;;) {
      wake_.wait(lock, [this] { return ending_ || !pending_.empty(); });
      if (pending_.empty()) return;
      wake_.wait_for(lock, kGather, [this] { return ending_; });
      std::string batch;
      batch.swap(pending_);
      lock.unlock();
      WriteBatch(batch);
      lock.lock();
    }
  }

  // In pieces of whole lines that a pipe takes at once when it polls writable (pipe(7), PIPE_BUF).
  void WriteBatch(std::string_view batch) {
    while (!batch.empty()) {
      std::string_view piece = batch.substr(0, PIPE_BUF);
      piece = piece.substr(0, piece.rfind('\n') + 1);
      if (!write_(piece)) lost_.fetch_add(CountLines(piece), std::memory_order_relaxed);
      batch.remove_prefix(piece.size());
    }
  }

  const std::size_t queue_bytes_;
  const Log::Write write_;  // called by the thread only
  std::mutex gather_;       // guards pending_ and ending_
  std::condition_variable wake_;
  std::string pending_;
  bool ending_ = false;
  std::atomic<std::uint64_t> lost_{0};
  std::thread thread_;  // last: it uses everything above
};

spdlog::level::level_enum ToSpdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarn:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

}  // namespace

struct Log::Impl {
  std::shared_ptr<GatheringSink> sink;
  std::unique_ptr<spdlog::logger> logger;
  std::mutex noisy;  // guards the three below
  Clock::time_point second;
  std::uint32_t in_this_second = 0;
  std::int64_t suppressed = 0;
};

Log::Log(const LogOptions& options, std::unique_ptr<Impl> impl)
    : level_(options.level), format_(options.format), impl_(std::move(impl)) {}

Log::~Log() = default;

base::Result<std::unique_ptr<Log>> Log::To(const LogOptions& options, Write write) {
  try {
    auto impl = std::make_unique<Impl>();
    impl->sink = std::make_shared<GatheringSink>(options.queue_bytes, std::move(write));
    impl->logger = std::make_unique<spdlog::logger>("sluice", impl->sink);
    impl->logger->set_level(ToSpdlog(options.level));
    impl->logger->set_error_handler([](const std::string&) {});
    return std::unique_ptr<Log>(new Log(options, std::move(impl)));
  } catch (const std::exception&) {
    return base::Fail(base::Code::kInternal, "The log thread could not be started.");
  }
}

base::Result<std::unique_ptr<Log>> Log::ToStdout(const LogOptions& options) {
  return To(options, PatientWriter(STDOUT_FILENO));
}

void Log::Send(const Line& line) {
  if (!Enabled(line.level())) return;
  impl_->logger->log(ToSpdlog(line.level()), line.Finish());
}

void Log::SendNoisy(Line line) {
  if (!Enabled(line.level())) return;
  {
    const std::lock_guard lock(impl_->noisy);
    const auto now = Clock::now();
    if (now - impl_->second >= std::chrono::seconds(1)) {
      impl_->second = now;
      impl_->in_this_second = 0;
    }
    if (++impl_->in_this_second > kNoisyPerSecond) {
      ++impl_->suppressed;
      return;
    }
    if (impl_->suppressed > 0) line.Number("suppressed", impl_->suppressed);
    impl_->suppressed = 0;
  }
  Send(line);
}

std::uint64_t Log::dropped() const { return impl_->sink->lost(); }

}  // namespace sluice::telemetry
