// SPDX-License-Identifier: Apache-2.0
// Verdicts that no rule gives: when a review cannot be judged, or not now. A DELETE is allowed by
// every one of them, since a denied delete leaves a namespace terminating for ever.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sluice/engine/engine.h"

namespace sluice::webhook {

// Why a review is not judged now.
enum class Shed : std::uint8_t { kOverload, kDeadline, kMemory, kNotReady };
std::string_view ToString(Shed shed);  // "overload", "deadline", "memory", "not_ready"

// A policy that can deny: denied with 429 and a moment to wait; else allowed with a warning and an
// audit annotation.
engine::Outcome ShedOutcome(Shed shed, bool enforces, k8s::Operation operation,
                            std::string_view uid);

// Our own failure: denied with 500 where a policy can deny, else allowed with a warning.
engine::Outcome FailureOutcome(bool enforces, k8s::Operation operation, std::string_view uid);

// A body larger than the limit, of which only the beginning was read.
engine::Outcome TooLargeOutcome(k8s::Operation operation, std::string_view uid);

// Allowed, although it cannot be judged: a DELETE.
engine::Outcome DeleteOutcome(std::string_view why, std::string_view uid);

// The operation as the beginning of a body says it; CONNECT (which nothing exempts) when it does
// not.
k8s::Operation PeekOperation(std::string_view body);

}  // namespace sluice::webhook
