// SPDX-License-Identifier: Apache-2.0
// The Flink objects of an input, and the question that each of them is to the flink room.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "app/input.h"
#include "sluice/flink/related.h"

namespace sluice::app {

// Whether the object's apiVersion is in one of Flink's groups.
bool IsFlinkObject(const doc::Value& object);

// Knows what else an input holds, so that an object is judged beside its session cluster, quotas,
// autoscalers, policies and neighbours when they are given too. Holds views into the input, which
// must outlive it.
class Objects {
 public:
  // `namespace_name` is of objects that name none. `complete`: the input holds every object of its
  // namespaces, so that what is absent does not exist.
  Objects(const Input& input, std::string namespace_name, bool complete = false);

  // The question that creating `object` would be. `object` may be a patched copy; it must outlive
  // the question.
  [[nodiscard]] flink::Question QuestionOf(const doc::Value& object) const;

 private:
  [[nodiscard]] std::string_view NamespaceOf(const doc::Value& object) const;
  std::string namespace_name_;
  std::map<std::string, flink::NamespaceObjects, std::less<>> namespaces_;
};

}  // namespace sluice::app
