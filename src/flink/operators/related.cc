// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/related.h"

namespace sluice::flink {
std::string_view GroupOf(const doc::Value& object) {
  const std::string_view version = TextOf(object.Find("apiVersion"));
  const std::size_t slash = version.find('/');
  return slash == std::string_view::npos ? std::string_view() : version.substr(0, slash);
}

void NamespaceObjects::Add(const doc::Value& object) {
  const std::string_view group = GroupOf(object);
  const std::string_view kind = TextOf(object.Find("kind"));
  if (IsFlinkGroup(group)) {
    peers_.push_back(&object);
    resources_.push_back(Read(object).resource);
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
                  .peers = peers_};
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
