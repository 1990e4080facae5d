// SPDX-License-Identifier: Apache-2.0
// What else stands in one namespace, sorted by what rules ask for.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sluice/flink/subject.h"

namespace sluice::flink {

// The Flink resources of a namespace by the locations that their own configuration names. Each is
// read once, when it is added; what it holds must outlive the table.
class PeerLocations {
 public:
  void Add(const Resource& peer);
  // Those that name the place of `location`, however spelt, in the order of adding.
  [[nodiscard]] std::span<const doc::Value* const> At(std::string_view location) const;

 private:
  void AddLocation(const Resource& peer, std::string_view location);
  void AddTexts(const Resource& peer, const doc::Value& node);

  std::unordered_map<std::string, std::vector<const doc::Value*>> peers_;  // by StoragePlace::Key
};

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
  PeerLocations locations_;
  std::vector<const doc::Value*> quotas_, limits_, autoscalers_, network_policies_, peers_;
};

// "flink.apache.org/v1beta1" -> group; empty for the core group.
std::string_view GroupOf(const doc::Value& object);

}  // namespace sluice::flink
