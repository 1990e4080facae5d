// SPDX-License-Identifier: Apache-2.0
// `sluice check`: judge manifests as the webhook would.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/input.h"
#include "app/objects.h"
#include "sluice/engine/engine.h"
#include "sluice/report/check_report.h"

namespace sluice::app {

struct CheckOptions {
  bool defaults = true;                    // judge the object as a CREATE would leave it
  std::string namespace_name = "default";  // of objects that name none
  bool complete = false;                   // the input holds all objects of its namespaces
  Requester requester;
  std::optional<base::Time> now;  // nothing = every exception has expired
};

// Judges every Flink object of `input` under `snapshot`. `label` names what judges, for the report.
report::CheckReport Check(const Input& input, const engine::Snapshot& snapshot,
                          const CheckOptions& options, const std::string& label);

// Judges one object: what creating it would be or, with `old_object`, the UPDATE of that.
report::CheckedObject CheckObject(const InputObject& input, const doc::Value* old_object,
                                  const Objects& objects, const engine::Snapshot& snapshot,
                                  const CheckOptions& options);

}  // namespace sluice::app
