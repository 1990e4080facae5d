// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "app/reload.h"

namespace sluice::app {
namespace {

constexpr std::size_t kMaxFileBytes = 1U << 20U;

base::Result<std::string> ReadSmallFile(const std::string& path) {
  const auto failed = [&path](const char* why) {
    return tl::unexpected(base::Error{.code = base::Code::kUnavailable,
                                      .message = std::string("cannot be read: ") + why,
                                      .file = path});
  };
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a FIFO must not block
  if (fd < 0) return failed(std::strerror(errno));
  std::string text;
  std::array<char, 16384> block;
  ssize_t count = 0;
  while ((count = read(fd, block.data(), block.size())) > 0 && text.size() <= kMaxFileBytes) {
    text.append(block.data(), static_cast<std::size_t>(count));
  }
  const int error = errno;
  close(fd);
  if (count < 0) return failed(std::strerror(error));
  if (text.size() > kMaxFileBytes) return failed("it is larger than 1 MiB");
  return text;
}

telemetry::Counter& Reloads(telemetry::Metrics& metrics, const char* result) {
  return metrics.AddCounter("sluice_tls_certificate_reload_total", "Certificates that were read.",
                            {{"result", result}});
}

}  // namespace

CertificateLoader::CertificateLoader(CertificateFiles files, telemetry::Log& log,
                                     telemetry::Metrics& metrics)
    : files_(std::move(files)),
      log_(log),
      metrics_(metrics),
      expiry_(metrics.AddGauge("sluice_tls_certificate_expiry_timestamp_seconds",
                               "When the serving certificate in use ends, 0 = none is in use.")) {
  Reloads(metrics, "success");
  Reloads(metrics, "failure");
}

base::Result<std::vector<std::string>> CertificateLoader::ReadFiles() const {
  std::vector<std::string> texts;
  for (const std::string* path : {&files_.certificate, &files_.key, &files_.client_ca}) {
    if (path->empty()) {
      texts.emplace_back();
      continue;
    }
    SLUICE_TRY(std::string text, ReadSmallFile(*path));
    if (text.empty()) {
      return tl::unexpected(
          base::Error{.code = base::Code::kInvalid, .message = "is empty", .file = *path});
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

void CertificateLoader::Poll(std::chrono::system_clock::time_point now, const Use& use) {
  auto texts = ReadFiles();
  if (!texts) {
    texts_.clear();
    return Reject(texts.error());
  }
  if (*texts == texts_) return;
  texts_ = *std::move(texts);
  auto built = net::TlsContext::Build({.certificate_pem = texts_[0],
                                       .key_pem = texts_[1],
                                       .client_ca_pem = texts_[2],
                                       .tls13_only = files_.tls13_only},
                                      now);
  if (!built) {
    base::Error error = built.error();
    error.file = files_.certificate;
    return Reject(error);
  }
  const net::TlsContext& context = **built;
  error_.clear();
  not_after_ = context.not_after();
  const auto expiry =
      std::chrono::duration_cast<std::chrono::seconds>(not_after_.time_since_epoch()).count();
  expiry_.Set(static_cast<double>(expiry));
  Reloads(metrics_, "success").Increment();
  telemetry::Line line = log_.Begin(telemetry::Level::kInfo, "certificate_loaded");
  log_.Send(line.Text("serial", context.serial()).Number("expires", expiry));
  for (const std::string& advice : context.advice()) {
    telemetry::Line remark = log_.Begin(telemetry::Level::kWarn, "certificate_advice");
    log_.Send(remark.Text("message", advice));
  }
  use(*built);
}

void CertificateLoader::Reject(const base::Error& error) {
  const std::string message = error.ToString();
  if (message == error_) return;  // said already
  error_ = message;
  Reloads(metrics_, "failure").Increment();
  telemetry::Line line = log_.Begin(telemetry::Level::kError, "certificate_rejected");
  log_.Send(line.Text("message", message)
                .Text("consequence", not_after_.time_since_epoch().count() == 0
                                         ? "not ready until the certificate is good"
                                         : "the last good certificate stays in use"));
}

}  // namespace sluice::app
