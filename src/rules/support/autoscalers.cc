// SPDX-License-Identifier: Apache-2.0
#include "rules/support/autoscalers.h"

#include "rules/support/containers.h"
#include "sluice/base/text.h"

namespace sluice::rules {

const flink::Entry* OperatorAutoscaler(const flink::Subject& subject) {
  // The operator reads the older name too (AutoScalerOptions, operator 1.16-SNAPSHOT).
  for (const std::string_view key :
       {"job.autoscaler.enabled", "kubernetes.operator.job.autoscaler.enabled"}) {
    const flink::Entry* entry = subject.config.FindKey(key);
    if (entry == nullptr) continue;
    const auto on = flink::ParseBoolean(entry->value);
    return on && *on ? entry : nullptr;
  }
  return nullptr;
}

const doc::Value* ScalerOf(const flink::Subject& subject) {
  for (const doc::Value* scaler : subject.related.autoscalers) {
    const doc::Value* target = scaler->FindPath({"spec", "scaleTargetRef"});
    if (target == nullptr || TextOf(*target, "name") != subject.name) continue;
    const std::string_view version = TextOf(*target, "apiVersion");
    const std::string_view group = version.substr(0, version.find('/'));
    // KEDA takes a target without a kind for a Deployment.
    if (TextOf(*target, "kind") != subject.resource.kind_name) continue;
    if (version.empty() || group == subject.resource.group) return scaler;
  }
  return nullptr;
}

std::string NameOfScaler(const doc::Value& scaler) {
  const doc::Value* name = scaler.FindPath({"metadata", "name"});
  return base::Printable(TextOf(scaler, "kind"), 40) + " " + base::Printable(TextOf(name), 80);
}

bool HasKafkaTrigger(const doc::Value& scaler) {
  const doc::Value* triggers = scaler.FindPath({"spec", "triggers"});
  if (triggers == nullptr) return false;
  for (const doc::Value& trigger : triggers->items()) {
    const std::string_view type = TextOf(trigger, "type");
    if (type == "kafka" || type == "apache-kafka") return true;
  }
  return false;
}

std::int64_t PollingSeconds(const doc::Value& scaler) {
  const doc::Value* interval = scaler.FindPath({"spec", "pollingInterval"});
  std::int64_t seconds = 30;
  if (interval != nullptr) doc::ReadInt(*interval, seconds);
  return seconds;
}

}  // namespace sluice::rules
