// SPDX-License-Identifier: Apache-2.0
// Moments as people and Kubernetes write them. Nobody here reads a clock: the moment is a parameter.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::base {

using Time = std::chrono::system_clock::time_point;

// RFC 3339, "2026-12-31T00:00:00Z" or with an offset and a fraction (which is dropped). Nothing for
// any other text, nor for a day that the calendar does not have. Years 1970 to 9999.
std::optional<Time> ParseTime(std::string_view text);

// "2026-12-31T00:00:00Z".
std::string FormatTime(Time time);

}  // namespace sluice::base
