// SPDX-License-Identifier: Apache-2.0
// The nearest size with which a process that cannot start would start.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sluice/flink/config.h"
#include "sluice/flink/memory.h"
#include "sluice/flink/subject.h"

namespace sluice::flink {

struct StartSize {
  std::string_view key;    // "taskmanager.memory.process.size" or "….flink.size"
  std::int64_t bytes = 0;  // a whole number of MiB
};

// Changes one size of `config` (the total Flink size when only that is set, else the total process
// size) and leaves everything else: the nearest value, in MiB, at which the memory model of that
// role accepts it. Nothing when no size within 16 GiB of the present one, and no power of two,
// does: then another option is at fault. Tries the model up to some 33,000 times, so it is for
// people who wait (a few tens of milliseconds), not for admission.
std::optional<StartSize> NearestStart(const EffectiveConfig& config, RoleKind role,
                                      LegacyHeap legacy);

}  // namespace sluice::flink
