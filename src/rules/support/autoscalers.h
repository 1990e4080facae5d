// SPDX-License-Identifier: Apache-2.0
// What scales a resource: the operator's autoscaler, HorizontalPodAutoscalers, KEDA's
// ScaledObjects.
#pragma once

#include <cstdint>
#include <string>

#include "sluice/flink/subject.h"

namespace sluice::rules {

// The entry that turns the operator's own autoscaler on, null when it is off.
const flink::Entry* OperatorAutoscaler(const flink::Subject& subject);

// One that targets the judged resource; null when none is known to.
const doc::Value* ScalerOf(const flink::Subject& subject);

// "HorizontalPodAutoscaler orders".
std::string NameOfScaler(const doc::Value& scaler);

// A ScaledObject with a trigger on Kafka's lag.
bool HasKafkaTrigger(const doc::Value& scaler);

// How often a ScaledObject looks: spec.pollingInterval, 30 s unless set (KEDA 2.x).
std::int64_t PollingSeconds(const doc::Value& scaler);

}  // namespace sluice::rules
