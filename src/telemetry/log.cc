// SPDX-License-Identifier: Apache-2.0
#include "sluice/telemetry/log.h"

#include <poll.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <mutex>

namespace sluice::telemetry {
namespace {

// Hands each line, whole and with its newline, to a function. Runs on spdlog's thread only.
class FunctionSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit FunctionSink(Log::Write write) : write_(std::move(write)) {}
  [[nodiscard]] std::uint64_t lost() const { return lost_; }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    line_.assign(message.payload.data(), message.payload.size());
    line_ += '\n';
    if (!write_(line_)) ++lost_;
  }
  void flush_() override {}

 private:
  Log::Write write_;
  std::string line_;
  std::atomic<std::uint64_t> lost_{0};
};

// Writes to a descriptor without ever waiting long: one second for an output that has just stopped
// taking lines, not at all for one that is known to be stuck.
class PatientWriter {
 public:
  explicit PatientWriter(int fd) : fd_(fd) {}
  bool operator()(std::string_view line) {
    pollfd ready{.fd = fd_, .events = POLLOUT, .revents = 0};
    const bool writable = poll(&ready, 1, stuck_ ? 0 : 1000) == 1 && (ready.revents & POLLOUT) != 0;
    // A pipe that polls writable has room for PIPE_BUF (4096) bytes, more than a line.
    stuck_ = !writable || write(fd_, line.data(), line.size()) != static_cast<ssize_t>(line.size());
    return !stuck_;
  }

 private:
  int fd_;
  bool stuck_ = false;
};

}  // namespace

struct Log::Impl {
  std::shared_ptr<FunctionSink> sink;
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> logger;
  std::mutex noisy;  // guards the three below
  std::chrono::steady_clock::time_point second;
  std::uint32_t in_this_second = 0;
  std::int64_t suppressed = 0;
};

Log::Log(const LogOptions& options, std::unique_ptr<Impl> impl)
    : level_(options.level), format_(options.format), impl_(std::move(impl)) {}

Log::~Log() = default;

base::Result<std::unique_ptr<Log>> Log::To(const LogOptions& options, Write write) {
  try {
    auto impl = std::make_unique<Impl>();
    impl->sink = std::make_shared<FunctionSink>(std::move(write));
    impl->pool = std::make_shared<spdlog::details::thread_pool>(options.queue_lines, 1);
    impl->logger = std::make_shared<spdlog::async_logger>(
        "sluice", impl->sink, impl->pool, spdlog::async_overflow_policy::overrun_oldest);
    impl->logger->set_level(spdlog::level::trace);
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
  impl_->logger->log(spdlog::level::info, spdlog::string_view_t(line.Finish()));
}

void Log::SendNoisy(Line line) {
  if (!Enabled(line.level())) return;
  {
    const std::lock_guard lock(impl_->noisy);
    const auto now = std::chrono::steady_clock::now();
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

std::uint64_t Log::dropped() const { return impl_->sink->lost() + impl_->pool->overrun_counter(); }

}  // namespace sluice::telemetry
