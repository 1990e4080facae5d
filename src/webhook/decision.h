// SPDX-License-Identifier: Apache-2.0
// Decision: everything the log line and the metrics of one request want to know. Views live as long
// as the request is being answered.
#pragma once

#include <chrono>
#include <string_view>

#include "sluice/engine/engine.h"

namespace sluice::webhook {

struct Decision {
  std::string_view webhook;  // "validate" or "mutate"
  std::string_view uid;
  const k8s::AdmissionRequest* request = nullptr;  // null when the body could not be read whole
  k8s::Operation operation = k8s::Operation::kConnect;
  const engine::Snapshot* snapshot = nullptr;  // null when none was loaded
  const engine::Outcome* outcome = nullptr;
  std::string_view shed;    // why it was not judged, empty when it was
  std::string_view detail;  // of a review that could not be decoded
  std::chrono::microseconds latency{0};
};

// "allow", "patch", "deny", "shed", "error".
std::string_view WordOf(const Decision& decision);

}  // namespace sluice::webhook
