// SPDX-License-Identifier: Apache-2.0
// What Linux says about this process, for the process_* metrics.
#pragma once

namespace sluice::telemetry {

struct ProcessNumbers {
  double cpu_seconds = 0;
  double resident_bytes = 0;
  double virtual_bytes = 0;
  double open_fds = 0;
  double max_fds = 0;
  double start_time_seconds = 0;  // since the epoch
  double threads = 0;
};

// Reads /proc; what cannot be read stays 0.
ProcessNumbers ReadProcessNumbers();

}  // namespace sluice::telemetry
