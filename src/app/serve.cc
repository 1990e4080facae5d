// SPDX-License-Identifier: Apache-2.0
#include "app/serve.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <iostream>

#include "app/commands.h"
#include "app/exceptions.h"
#include "app/reload.h"
#include "sluice/base/version.h"
#include "sluice/net/server.h"
#include "sluice/rulebook/all.h"

namespace sluice::app {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPoll{500};
constexpr milliseconds kDrainPoll{20};
// After SIGTERM new connections still come until every API server has heard of our end; so nobody
// may have been connected for this long before the process leaves.
constexpr milliseconds kQuiet{5'000};
constexpr std::size_t kMostBodyBytes = 24U << 20U;

int Say(const base::Error& error) {
  std::cerr << "sluice serve: " << error.ToString() << "\n";
  return error.code == base::Code::kInternal ? kExitInternal : kExitUsage;
}

// A dump of this process would hold keys and the secrets of many objects.
void ForbidDumps() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

// Signals are taken by the main thread only, in NextSignal; call before any thread starts.
sigset_t BlockSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

// The next signal, 0 after `timeout`.
int NextSignal(const sigset_t& set, milliseconds timeout) {
  const timespec wait{.tv_sec = timeout.count() / 1000,
                      .tv_nsec = (timeout.count() % 1000) * 1'000'000};
  const int signal = sigtimedwait(&set, nullptr, &wait);
  return signal > 0 ? signal : 0;
}

// The flags, understood.
struct Settings {
  telemetry::LogOptions log;
  Address metrics;
  bool serves_metrics = true;
  Address health;
  bool own_health_port = false;
  milliseconds drain_max{0};
};

base::Result<Settings> Understand(const ServeOptions& options) {
  Settings settings;
  SLUICE_TRY(settings.log.level, telemetry::ParseLevel(options.log_level));
  SLUICE_TRY(settings.log.format, telemetry::ParseFormat(options.log_format));
  SLUICE_TRY(settings.drain_max, ParseDuration(options.drain_max, "--drain-max"));
  settings.serves_metrics = options.metrics_bind_address != "0";
  if (settings.serves_metrics) {
    SLUICE_TRY(settings.metrics,
               ParseAddress(options.metrics_bind_address, "--metrics-bind-address"));
  }
  settings.own_health_port = !options.health_bind_address.empty();
  if (settings.own_health_port) {
    SLUICE_TRY(settings.health, ParseAddress(options.health_bind_address, "--health-bind-address"));
  }
  const auto invalid = [](const char* message) {
    return base::Fail(base::Code::kInvalid, message);
  };
  if (options.policy_dir.empty()) return invalid("--policy-dir is needed.");
  if (options.tls_cert_file.empty() || options.tls_private_key_file.empty()) {
    return invalid("--tls-cert-file and --tls-private-key-file are needed.");
  }
  if (options.tls_min_version != "1.2" && options.tls_min_version != "1.3") {
    return invalid("--tls-min-version must be 1.2 or 1.3.");
  }
  if (options.max_body_bytes < 65'536 || options.max_body_bytes > kMostBodyBytes) {
    return invalid("--max-body-bytes must be from 65536 to 25165824 (24 MiB).");
  }
  if (options.max_connections == 0 || options.max_connections > 65'536) {
    return invalid("--max-connections must be from 1 to 65536.");
  }
  if (options.exception_expiring_days > 365) {
    return invalid("--exception-expiring-days must be from 0 to 365.");
  }
  if (options.workers > 64) return invalid("--workers must be from 0 to 64.");
  return settings;
}

// All parts of a running server. Members are destroyed in reverse: servers first, the log last.
class Service {
 public:
  Service(const ServeOptions& options, const Settings& settings, telemetry::Log& log,
          std::shared_ptr<const rulebook::Rulebook> rulebook)
      : options_(options),
        settings_(settings),
        log_(log),
        policies_({.folder = options.policy_dir,
                   .operator_config = options.operator_config,
                   .exception_folders = options.exception_dirs},
                  std::move(rulebook), log, metrics_),
        exceptions_(std::chrono::hours(24) * options.exception_expiring_days, exception_use_, log,
                    metrics_),
        certificates_({.certificate = options.tls_cert_file,
                       .key = options.tls_private_key_file,
                       .client_ca = options.client_ca_file,
                       .tls13_only = options.tls_min_version == "1.3"},
                      log, metrics_),
        webhook_(snapshots_, webhook::EngineJudges(), log, metrics_,
                 {.namespace_label = options.metrics_namespace_label,
                  .exception_use = &exception_use_}) {
    metrics_
        .AddGauge(
            "sluice_build_info", "What runs here.",
            {{"version", std::string(base::Version())}, {"commit", std::string(base::Commit())}})
        .Set(1);
  }

  void SayListening(const char* what, const std::string& address, std::uint16_t port);
  // Reads the files once and says in words what is wrong with them, one sentence a line.
  int CheckConfig();
  int Run(const sigset_t& signals);

 private:
  base::Result<void> StartPlain();
  void Poll();
  void UseCertificate(std::shared_ptr<const net::TlsContext> tls);
  [[nodiscard]] std::string NotReady() const;
  void UpdateState();
  void Drain(const sigset_t& signals, int signal);

  const ServeOptions& options_;
  const Settings& settings_;
  telemetry::Log& log_;
  telemetry::Metrics metrics_;
  webhook::SnapshotBox snapshots_;
  webhook::ExceptionUse exception_use_;
  PolicyLoader policies_;
  ExceptionWatch exceptions_;
  CertificateLoader certificates_;
  webhook::Webhook webhook_;
  // What the probes' thread reads.
  std::atomic<bool> policies_loaded_{false};
  std::atomic<bool> certificate_valid_{false};
  std::atomic<bool> listening_{false};
  std::atomic<bool> draining_{false};
  std::atomic<bool> alive_{true};
  std::string listen_error_;
  std::unique_ptr<net::Server> admission_;
  std::unique_ptr<net::Server> plain_;
  std::unique_ptr<net::Server> health_;
};

int Service::CheckConfig() {
  policies_.Poll(snapshots_);
  certificates_.Poll(std::chrono::system_clock::now(), [](const auto&) {});
  for (const base::Error& error : policies_.errors()) std::cerr << error.ToString() << "\n";
  if (!certificates_.error().empty()) std::cerr << certificates_.error() << "\n";
  if (!policies_.errors().empty() || !certificates_.error().empty()) return kExitUsage;
  std::cout << "The configuration is good.\n";
  return kExitFine;
}

std::string Service::NotReady() const {
  if (draining_) return "ending";
  if (!policies_loaded_) return "no policies are loaded";
  if (!certificate_valid_) return "no valid certificate is in use";
  return listening_ ? "" : "not listening";
}

base::Result<void> Service::StartPlain() {
  net::Limits limits;
  limits.header = limits.body = milliseconds(2'000);
  limits.header_bytes = 8U << 10U;
  limits.body_bytes = 64U << 10U;
  limits.connections = 128;
  webhook::Health health{.live = [this] { return alive_.load(); },
                         .not_ready = [this] { return NotReady(); }};
  std::vector<net::Route> routes =
      settings_.serves_metrics ? webhook::MetricsRoutes(metrics_) : std::vector<net::Route>{};
  const std::vector<net::Route> probes = webhook::HealthRoutes(std::move(health));
  if (settings_.own_health_port) {
    SLUICE_TRY(health_, net::Server::Start({.name = "health",
                                            .address = settings_.health.host,
                                            .port = settings_.health.port,
                                            .limits = limits},
                                           nullptr, probes, metrics_));
    SayListening("health", settings_.health.host, health_->port());
  } else {
    routes.insert(routes.end(), probes.begin(), probes.end());
  }
  if (!settings_.serves_metrics) return {};
  SLUICE_TRY(plain_, net::Server::Start({.name = "metrics",
                                         .address = settings_.metrics.host,
                                         .port = settings_.metrics.port,
                                         .limits = limits},
                                        nullptr, std::move(routes), metrics_));
  SayListening("metrics", settings_.metrics.host, plain_->port());
  return {};
}

void Service::UseCertificate(std::shared_ptr<const net::TlsContext> tls) {
  if (admission_) return admission_->SetTls(std::move(tls));
  net::Limits limits;
  limits.body_bytes = options_.max_body_bytes;
  limits.connections = options_.max_connections;
  auto started = net::Server::Start(
      {.name = "admission",
       .address = options_.bind_address,
       .port = options_.secure_port,
       .workers = options_.workers == 0 ? net::DefaultWorkers() : options_.workers,
       .limits = limits},
      std::move(tls), webhook_.Routes(), metrics_);
  if (!started) {
    listen_error_ = started.error().message;
    return;
  }
  admission_ = *std::move(started);
  SayListening("admission", options_.bind_address, admission_->port());
}

void Service::SayListening(const char* what, const std::string& address, std::uint16_t port) {
  telemetry::Line line = log_.Begin(telemetry::Level::kInfo, "listening");
  log_.Send(line.Text("server", what).Text("address", address).Number("port", port));
}

void Service::Poll() {
  const auto now = std::chrono::system_clock::now();
  policies_.Poll(snapshots_);
  if (const auto snapshot = snapshots_.Get()) exceptions_.Look(snapshot->exceptions, now);
  certificates_.Poll(now, [this](auto tls) { UseCertificate(std::move(tls)); });
  UpdateState();
}

void Service::UpdateState() {
  const bool valid = certificates_.valid(std::chrono::system_clock::now());
  if (certificate_valid_ && !valid) {
    log_.Send(log_.Begin(telemetry::Level::kError, "certificate_expired"));
  }
  const bool was_ready = NotReady().empty();
  policies_loaded_ = policies_.loaded();
  certificate_valid_ = valid;
  listening_ = admission_ != nullptr;
  if (!was_ready && NotReady().empty()) {
    log_.Send(log_.Begin(telemetry::Level::kInfo, "ready"));
  }
  alive_ = admission_ == nullptr || admission_->Responsive(std::chrono::seconds(10));
  metrics_.AddGauge("sluice_log_lines_dropped", "Log lines that could not be written.")
      .Set(static_cast<double>(log_.dropped()));
  metrics_.AddGauge("sluice_overloaded", "1 while a worker sheds.")
      .Set(admission_ != nullptr && admission_->overloaded() ? 1 : 0);
}

void Service::Drain(const sigset_t& signals, int signal) {
  draining_ = true;
  if (!admission_) return;
  admission_->Drain();
  telemetry::Line line = log_.Begin(telemetry::Level::kInfo, "draining");
  log_.Send(line.Number("connections", static_cast<std::int64_t>(admission_->connections())));
  const auto start = Clock::now();
  const milliseconds quiet = signal == SIGTERM ? kQuiet : milliseconds(0);
  for (auto last_seen = start, last_poll = start; Clock::now() - start < settings_.drain_max;) {
    const auto now = Clock::now();
    if (admission_->connections() > 0) last_seen = now;
    if (now - last_seen >= quiet && admission_->connections() == 0) return;
    if (now - last_poll >= kPoll) {
      Poll();
      last_poll = now;
    }
    const int another = NextSignal(signals, kDrainPoll);
    if (another == SIGTERM || another == SIGINT) return;
  }
}

int Service::Run(const sigset_t& signals) {
  const auto plain = StartPlain();
  if (!plain) return Say(plain.error());
  for (;;) {
    Poll();
    if (!listen_error_.empty())
      return Say({.code = base::Code::kUnavailable, .message = listen_error_});
    const int signal = NextSignal(signals, kPoll);
    if (signal != SIGTERM && signal != SIGINT) continue;
    Drain(signals, signal);
    const auto left = admission_ ? admission_->connections() : 0;
    if (admission_) admission_->Stop();
    telemetry::Line line = log_.Begin(telemetry::Level::kInfo, "ended");
    log_.Send(line.Number("connections_cut", static_cast<std::int64_t>(left)));
    return kExitFine;
  }
}

}  // namespace

int RunServe(const ServeOptions& options) {
  const auto settings = Understand(options);
  if (!settings) return Say(settings.error());
  auto rulebook = rulebook::BuildShipped();
  if (!rulebook) return Say(rulebook.error());
  auto shared = std::make_shared<const rulebook::Rulebook>(*std::move(rulebook));
  if (options.check_config) {
    auto silent = telemetry::Log::To(settings->log, [](std::string_view) { return true; });
    if (!silent) return Say(silent.error());
    return Service(options, *settings, **silent, shared).CheckConfig();
  }
  ForbidDumps();
  const sigset_t signals = BlockSignals();
  auto log = telemetry::Log::ToStdout(settings->log);
  if (!log) return Say(log.error());
  return Service(options, *settings, **log, shared).Run(signals);
}

}  // namespace sluice::app
