// SPDX-License-Identifier: Apache-2.0
#include "sluice/telemetry/log.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <limits.h>
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

}  // namespace

struct Log::Impl {
  Impl(std::size_t queue, Write how) : queue_bytes(queue), write(std::move(how)) {}

  void Run() {
    std::unique_lock lock(mutex);
    for (;;) {
      wake.wait(lock, [this] { return ending || !pending.empty(); });
      if (pending.empty()) return;
      wake.wait_for(lock, kGather, [this] { return ending; });
      std::string batch;
      batch.swap(pending);
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
      if (!write(piece)) lost.fetch_add(CountLines(piece), std::memory_order_relaxed);
      batch.remove_prefix(piece.size());
    }
  }

  const std::size_t queue_bytes;
  const Write write;  // called by the thread only
  std::mutex mutex;   // guards pending and ending
  std::condition_variable wake;
  std::string pending;
  bool ending = false;
  std::atomic<std::uint64_t> lost{0};
  std::mutex noisy;  // guards the three below
  Clock::time_point second;
  std::uint32_t in_this_second = 0;
  std::int64_t suppressed = 0;
  std::thread thread;
};

Log::Log(const LogOptions& options, std::unique_ptr<Impl> impl)
    : level_(options.level), format_(options.format), impl_(std::move(impl)) {}

Log::~Log() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->ending = true;
  }
  impl_->wake.notify_one();
  impl_->thread.join();
}

base::Result<std::unique_ptr<Log>> Log::To(const LogOptions& options, Write write) {
  try {
    auto impl = std::make_unique<Impl>(options.queue_bytes, std::move(write));
    impl->thread = std::thread([raw = impl.get()] { raw->Run(); });
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
  const std::string text = line.Finish() + '\n';
  bool first = false;
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->pending.size() + text.size() > impl_->queue_bytes) {
      impl_->lost.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    first = impl_->pending.empty();
    impl_->pending += text;
  }
  if (first) impl_->wake.notify_one();
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

std::uint64_t Log::dropped() const { return impl_->lost.load(std::memory_order_relaxed); }

}  // namespace sluice::telemetry
