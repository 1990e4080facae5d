// SPDX-License-Identifier: Apache-2.0
// Subject: everything a rule may look at, const.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/base/time.h"
#include "sluice/flink/config.h"
#include "sluice/flink/memory.h"
#include "sluice/flink/resource.h"

namespace sluice::flink {

enum class Change : std::uint8_t { kCreate, kUpdate, kDelete };

// Another Flink resource that the judged one names. Not looked up = unknown; looked up and null =
// there is none.
struct RelatedResource {
  bool looked_up = false;
  const Resource* resource = nullptr;

  [[nodiscard]] bool Absent() const { return looked_up && resource == nullptr; }
};

// Host names and their addresses.
using AddressTable = std::map<std::string, std::string, std::less<>>;

class PeerLocations;  // sluice/flink/related.h

// Objects of the cluster that a rule may want. Resolved before judging by whoever can see them: the
// command line from its input, later a cluster view. All unknown in role `serve`. Pointers outlive
// the Subject.
struct Related {
  RelatedResource session_cluster;  // of a FlinkSessionJob
  RelatedResource snapshot_target;  // of a FlinkStateSnapshot: what its jobReference names
  const doc::Value* namespace_object = nullptr;  // the Namespace, null = unknown

  // What else stands in the namespace. False = there may be more than the lists name, or all of it.
  bool namespace_objects_known = false;
  std::span<const doc::Value* const> resource_quotas;
  std::span<const doc::Value* const> limit_ranges;
  std::span<const doc::Value* const> autoscalers;  // HorizontalPodAutoscaler and KEDA ScaledObject
  std::span<const doc::Value* const> network_policies;
  std::span<const doc::Value* const> peers;  // Flink resources, the judged one perhaps among them
  const PeerLocations* peer_locations = nullptr;  // where the peers keep state; null = unknown

  // What host names mean. Null = names are not resolved, which is always so at admission; only the
  // conformance runner has a table.
  const AddressTable* addresses = nullptr;
};

// One object under judgement. Owns nothing of the request; lives for one request on one thread.
struct Subject {
  Change change = Change::kCreate;
  Resource resource;
  std::vector<Unreadable> unreadable;
  EffectiveConfig config;
  // Memory of both roles; nothing when the resource runs no cluster of its own.
  std::optional<Parsed<TaskManagerMemory>> task_manager_memory;
  std::optional<Parsed<JobManagerMemory>> job_manager_memory;
  // UPDATE and DELETE: the object as it was.
  std::optional<Resource> old_resource;
  // UPDATE whose spec differs from the old one; else the old configuration is `config`.
  std::optional<EffectiveConfig> old_config;
  // The scale subresource: then `resource` is only its kind, name and namespace.
  std::optional<Scale> scale;
  std::string_view namespace_name;  // of the request: authoritative
  std::string_view name;            // of the request or object; empty for generateName
  std::string_view username;
  std::optional<base::Time> now;  // when it is judged; nothing = unknown
  Related related;
  // What it was understood with; outlives the Subject. Null = nothing is known.
  const Knowledge* knowledge = nullptr;

  // The tree that findings point into: the object, or the old one on DELETE.
  [[nodiscard]] const doc::Value& root() const { return *resource.root; }
  [[nodiscard]] FlinkVersion version() const { return config.version(); }
};

// What is asked: one object to understand. Pointers must outlive the Subject.
struct Question {
  Change change = Change::kCreate;
  const doc::Value* object = nullptr;
  const doc::Value* old_object = nullptr;
  // Of what is judged; they decide the kind. For the scale subresource those of the resource that
  // is scaled, while `object` is the Scale.
  std::string_view group, version, kind;
  std::string_view sub_resource;
  std::string_view namespace_name, name, username;
  std::optional<base::Time> now;
  Related related;
};

Subject Understand(const Question& question, const Knowledge& knowledge);

}  // namespace sluice::flink
