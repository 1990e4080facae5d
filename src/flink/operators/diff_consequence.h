// SPDX-License-Identifier: Apache-2.0
// The second half of a Diff: what the operator and Flink make of its class.
#pragma once

#include "sluice/flink/diff.h"

namespace sluice::flink {

// One side of a change.
struct Side {
  const Resource& resource;
  const EffectiveConfig& config;
};

// FlinkDeployment, its blue/green form, FlinkSessionJob.
bool IsOfApacheOperator(ResourceKind kind);

// Fills in `consequence`, `why` and `keeps_state` from the entries and their class.
void Conclude(const Side& before, const Side& after, Diff& diff);

}  // namespace sluice::flink
