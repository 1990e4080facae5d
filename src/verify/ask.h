// SPDX-License-Identifier: Apache-2.0
// One request through both webhooks, as the API server sends it.
#pragma once

#include <string>
#include <vector>

#include "sluice/engine/engine.h"
#include "verify/suite.h"

namespace sluice::verify {

// A finding as an answer shows it.
struct Seen {
  std::string rule, severity, action, lift, field;
  std::string line;  // "<field>: <detail> [<rule>, <severity>] <fix>"
};

// What the cluster would answer.
struct Answer {
  bool allowed = true;
  std::string denial;  // its message
  std::vector<Seen> seen;
  std::vector<std::string> warnings;  // of both webhooks
  std::string object;                 // after the defaults
  std::vector<std::string> looked;    // rules that judged
  std::vector<std::string> skipped;   // rules that could not know
  std::string error;                  // it could not be asked at all
};

Answer Ask(const engine::Snapshot& snapshot, const Test& test, const Case& one, base::Time now);

}  // namespace sluice::verify
