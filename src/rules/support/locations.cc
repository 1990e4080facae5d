// SPDX-License-Identifier: Apache-2.0
#include "rules/support/locations.h"

#include <algorithm>

#include "sluice/base/text.h"
#include "sluice/flink/location.h"
#include "sluice/flink/options/ids.h"
#include "sluice/flink/related.h"
#include "sluice/rulebook/facts.h"

namespace sluice::rules {
namespace {

using doc::Value;
using flink::Entry;
using flink::ResourceKind;
using flink::Subject;

namespace options = flink::options;

void AddField(std::string_view name, const Value* node, bool reads_only,
              std::vector<Location>& locations) {
  if (node == nullptr || node->text().empty()) return;
  locations.push_back({std::string(name), node->text(), node, reads_only});
}

void AddEntry(const Entry* entry, bool reads_only, std::vector<Location>& locations) {
  if (entry == nullptr || entry->origin != flink::Origin::kUser || entry->node == nullptr) return;
  if (entry->value.empty()) return;
  locations.push_back({base::Printable(entry->key, 120), entry->value, entry->node, reads_only});
}

std::string_view NameOf(const Value& object) {
  const Value* name = object.FindPath({"metadata", "name"});
  return TextOf(name);
}

// Owner of the object: the blue/green deployment of a child.
std::string_view OwnerOf(const Value& object) {
  const Value* owners = object.FindPath({"metadata", "ownerReferences"});
  if (owners == nullptr || owners->items().empty()) return {};
  return TextOf(owners->items().front(), "name");
}

bool SharesOnPurpose(const Subject& subject, const Value& peer) {
  const Value& self = subject.root();
  const std::string_view own_name = subject.name;
  const std::string_view name = NameOf(peer);
  if (TextOf(peer, "kind") == TextOf(self, "kind") && name == own_name) return true;
  const Value* cluster_of_peer = peer.FindPath({"spec", "deploymentName"});
  if (cluster_of_peer != nullptr && cluster_of_peer->text() == own_name) return true;
  if (subject.resource.deployment_name.text() == name) return true;
  const std::string_view owner = OwnerOf(self);
  const std::string_view owner_of_peer = OwnerOf(peer);
  return (!owner.empty() && (owner == name || owner == owner_of_peer)) ||
         (!owner_of_peer.empty() && owner_of_peer == own_name);
}

}  // namespace

std::vector<Location> LocationsOf(const Subject& subject) {
  std::vector<Location> locations;
  const flink::Resource& resource = subject.resource;
  if (resource.kind == ResourceKind::kFlinkStateSnapshot) {
    if (resource.spec == nullptr) return locations;
    AddField("savepoint.path", resource.spec->FindPath({"savepoint", "path"}), false, locations);
    return locations;
  }
  for (const options::OptionId option :
       {options::kExecutionCheckpointingDir, options::kExecutionCheckpointingSavepointDir,
        options::kHighAvailabilityStorageDir, options::kJobmanagerArchiveFsDir}) {
    AddEntry(subject.config.Find(option), false, locations);
  }
  AddEntry(subject.config.Find(options::kExecutionStateRecoveryPath), true, locations);
  const bool spotify = resource.kind == ResourceKind::kSpotifyFlinkCluster;
  AddField(spotify ? "job.fromSavepoint" : "job.initialSavepointPath",
           resource.job.initial_savepoint_path.node, true, locations);
  if (spotify && resource.job.node != nullptr) {
    AddField("job.savepointsDir", resource.job.node->Find("savepointsDir"), false, locations);
  }
  return locations;
}

bool IsBelow(std::string_view path, std::string_view prefix) {
  const flink::StoragePlace at = flink::ReadStoragePlace(path);
  const flink::StoragePlace root = flink::ReadStoragePlace(prefix);
  return at.store == root.store && at.authority == root.authority && !at.climbs &&
         root.segments.size() <= at.segments.size() &&
         std::equal(root.segments.begin(), root.segments.end(), at.segments.begin());
}

const Value* PeerAt(const Subject& subject, std::string_view path) {
  if (subject.related.peer_locations == nullptr) return nullptr;
  for (const Value* peer : subject.related.peer_locations->At(path)) {
    if (!SharesOnPurpose(subject, *peer)) return peer;
  }
  return nullptr;
}

}  // namespace sluice::rules
