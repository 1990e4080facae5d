// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/related.h"

#include "sluice/flink/location.h"

namespace sluice::flink {
std::string_view GroupOf(const doc::Value& object) {
  const std::string_view version = TextOf(object.Find("apiVersion"));
  const std::size_t slash = version.find('/');
  return slash == std::string_view::npos ? std::string_view() : version.substr(0, slash);
}

void PeerLocations::Add(const Resource& peer) {
  if (peer.configuration != nullptr) AddTexts(peer, *peer.configuration);
  if (peer.kind != ResourceKind::kSpotifyFlinkCluster || peer.job.node == nullptr) return;
  AddLocation(peer, doc::TextOf(*peer.job.node, "savepointsDir"));
}

void PeerLocations::AddTexts(const Resource& peer, const doc::Value& node) {
  // Whatever has a slash may be a location; nobody asks for what is none.
  const bool may_be = node.IsString() && node.text().find('/') != std::string_view::npos;
  if (may_be) AddLocation(peer, node.text());
  for (const doc::Member& member : node.members()) AddTexts(peer, member.value);
}

void PeerLocations::AddLocation(const Resource& peer, std::string_view location) {
  if (location.empty()) return;
  const StoragePlace place = ReadStoragePlace(location);
  if (place.climbs) return;
  std::vector<const doc::Value*>& here = peers_[place.Key()];
  if (here.empty() || here.back() != peer.root) here.push_back(peer.root);
}

std::span<const doc::Value* const> PeerLocations::At(std::string_view location) const {
  const StoragePlace place = ReadStoragePlace(location);
  const auto found = place.climbs ? peers_.end() : peers_.find(place.Key());
  if (found == peers_.end()) return {};
  return found->second;
}

void NamespaceObjects::Add(const doc::Value& object) {
  const std::string_view group = GroupOf(object);
  const std::string_view kind = TextOf(object.Find("kind"));
  if (IsFlinkGroup(group)) {
    peers_.push_back(&object);
    resources_.push_back(Read(object).resource);
    locations_.Add(resources_.back());
  } else if (group.empty() && kind == "Namespace") {
    namespace_object_ = &object;
  } else if (group.empty() && kind == "ResourceQuota") {
    quotas_.push_back(&object);
  } else if (group.empty() && kind == "LimitRange") {
    limits_.push_back(&object);
  } else if ((group == "autoscaling" && kind == "HorizontalPodAutoscaler") ||
             (group == "keda.sh" && kind == "ScaledObject")) {
    autoscalers_.push_back(&object);
  } else if (group == "networking.k8s.io" && kind == "NetworkPolicy") {
    network_policies_.push_back(&object);
  }
}

RelatedResource NamespaceObjects::Lookup(ResourceKind kind, std::string_view name) const {
  for (const Resource& resource : resources_) {
    if (resource.kind == kind && resource.name == name) return {true, &resource};
  }
  return {complete_, nullptr};
}

Related NamespaceObjects::RelatedTo(const doc::Value& object) const {
  Related related{.namespace_object = namespace_object_,
                  .namespace_objects_known = complete_,
                  .resource_quotas = quotas_,
                  .limit_ranges = limits_,
                  .autoscalers = autoscalers_,
                  .network_policies = network_policies_,
                  .peers = peers_,
                  .peer_locations = &locations_};
  const ResourceKind kind = KindOf(GroupOf(object), TextOf(object.Find("kind")));
  if (kind == ResourceKind::kFlinkSessionJob) {
    const std::string_view cluster = TextOf(object.FindPath({"spec", "deploymentName"}));
    if (!cluster.empty()) {
      related.session_cluster = Lookup(ResourceKind::kFlinkDeployment, cluster);
    }
  }
  if (kind == ResourceKind::kFlinkStateSnapshot) {
    const std::string_view name = TextOf(object.FindPath({"spec", "jobReference", "name"}));
    const std::string_view of = TextOf(object.FindPath({"spec", "jobReference", "kind"}));
    const bool session_job = of == "FlinkSessionJob";
    if (!name.empty() && (session_job || of == "FlinkDeployment")) {
      related.snapshot_target = Lookup(
          session_job ? ResourceKind::kFlinkSessionJob : ResourceKind::kFlinkDeployment, name);
    }
  }
  return related;
}

}  // namespace sluice::flink
