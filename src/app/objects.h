// SPDX-License-Identifier: Apache-2.0
// The Flink objects of an input, and the question that each of them is to the flink room.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "app/input.h"
#include "sluice/flink/subject.h"

namespace sluice::app {

// Whether the object's apiVersion is in one of Flink's groups.
bool IsFlinkObject(const doc::Value& object);

// Knows the clusters of an input, so that a session job is judged with the cluster it names when
// both are given. Holds views into the input, which must outlive it.
class Objects {
 public:
  // `namespace_name` is of objects that name none.
  Objects(const Input& input, std::string namespace_name);

  // The question that creating `object` would be. `object` may be a patched copy; it must outlive
  // the question.
  [[nodiscard]] flink::Question QuestionOf(const doc::Value& object) const;

 private:
  [[nodiscard]] std::string_view NamespaceOf(const doc::Value& object) const;
  std::string namespace_name_;
  std::deque<flink::Resource> clusters_;
};

}  // namespace sluice::app
