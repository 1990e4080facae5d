// SPDX-License-Identifier: Apache-2.0
// What else stands in one namespace, sorted by what rules ask for.
#pragma once

#include <deque>
#include <vector>

#include "sluice/flink/subject.h"

namespace sluice::flink {

// Collects first, answers afterwards: what RelatedTo() gave points into it, so nothing may be added
// any more, and the objects must outlive both. One thread fills it; then it is const.
class NamespaceObjects {
 public:
  // `complete`: every object of the namespace will be added, so that what is absent does not exist.
  explicit NamespaceObjects(bool complete = false) : complete_(complete) {}

  // An object of this namespace, or the Namespace itself; kinds that no rule asks for are left out.
  void Add(const doc::Value& object);

  // What concerns one object of this namespace. It need not be among those that were added.
  [[nodiscard]] Related RelatedTo(const doc::Value& object) const;

 private:
  [[nodiscard]] RelatedResource Lookup(ResourceKind kind, std::string_view name) const;

  bool complete_;
  const doc::Value* namespace_object_ = nullptr;
  std::deque<Resource> resources_;  // of `peers_`, in their order
  std::vector<const doc::Value*> quotas_, limits_, autoscalers_, network_policies_, peers_;
};

// "flink.apache.org/v1beta1" -> group; empty for the core group.
std::string_view GroupOf(const doc::Value& object);

}  // namespace sluice::flink
