// SPDX-License-Identifier: Apache-2.0
// Reload: policies and certificates from files, again whenever their content changes. A bad file
// never replaces a good one.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sluice/engine/engine.h"
#include "sluice/net/tls.h"
#include "sluice/telemetry/log.h"
#include "sluice/telemetry/metrics.h"
#include "sluice/webhook/webhook.h"

namespace sluice::app {

struct PolicyFiles {
  std::string folder;
  std::string operator_config;  // the operator's default configuration, empty = none
  std::vector<std::string> exception_folders;
};

// Reads the policy folder, the folders of exceptions and the operator's configuration: one set,
// good or bad as a whole. Used by one thread.
class PolicyLoader {
 public:
  PolicyLoader(PolicyFiles files, std::shared_ptr<const rulebook::Rulebook> rulebook,
               telemetry::Log& log, telemetry::Metrics& metrics);

  // Loads the files if their content differs from what was tried last. A new good set goes to
  // `box`; a bad one is logged and counted, once.
  void Poll(webhook::SnapshotBox& box);
  [[nodiscard]] bool loaded() const { return loaded_; }
  // The errors of the last try, empty when it was good.
  [[nodiscard]] const std::vector<base::Error>& errors() const { return errors_; }

 private:
  [[nodiscard]] base::Result<void> Read(std::vector<policy::Source>& sources,
                                        std::vector<policy::Source>& exceptions,
                                        std::string& operator_text) const;
  void Load(webhook::SnapshotBox& box);
  void Accept(webhook::SnapshotBox& box, engine::Snapshot snapshot);
  void Reject(std::vector<base::Error> errors);

  PolicyFiles files_;
  std::shared_ptr<const rulebook::Rulebook> rulebook_;
  telemetry::Log& log_;
  telemetry::Metrics& metrics_;
  telemetry::Gauge* info_ = nullptr;  // of the digest that holds
  std::vector<policy::Source> sources_;
  std::vector<policy::Source> exceptions_;
  std::string operator_text_;
  std::vector<base::Error> errors_;
  bool tried_ = false;
  bool loaded_ = false;
};

struct CertificateFiles {
  std::string certificate, key, client_ca;
  bool tls13_only = false;
};

// Reads the certificate files. Used by one thread.
class CertificateLoader {
 public:
  using Use = std::function<void(std::shared_ptr<const net::TlsContext>)>;
  CertificateLoader(CertificateFiles files, telemetry::Log& log, telemetry::Metrics& metrics);

  // Gives `use` a new context if the files changed and are good; what is bad is logged and counted,
  // once.
  void Poll(std::chrono::system_clock::time_point now, const Use& use);
  // Whether the certificate in use (if any) is good at `now`.
  [[nodiscard]] bool valid(std::chrono::system_clock::time_point now) const {
    return now < not_after_;
  }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  base::Result<std::vector<std::string>> ReadFiles() const;
  void Reject(const base::Error& error);

  CertificateFiles files_;
  telemetry::Log& log_;
  telemetry::Metrics& metrics_;
  telemetry::Gauge& expiry_;
  std::vector<std::string> texts_;  // certificate, key, client CA of the last try
  std::string error_;
  std::chrono::system_clock::time_point not_after_{};
};

}  // namespace sluice::app
