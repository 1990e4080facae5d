// SPDX-License-Identifier: Apache-2.0
#include "rules/support/containers.h"

#include <algorithm>

#include "sluice/base/text.h"

namespace sluice::rules {
namespace {

using doc::Value;
using flink::Resource;
using flink::RoleKind;

void AddOnce(const std::vector<const Value*>& more, std::vector<const Value*>& all) {
  all.reserve(all.size() + more.size());
  for (const Value* one : more) {
    if (std::ranges::find(all, one) == all.end()) all.push_back(one);
  }
}

// The value of a label or annotation of the pods of a role, the role's own template first.
const Value* OfPod(const flink::PodView& pod, std::string_view where, std::string_view key) {
  for (const Value* one : {pod.own, pod.common}) {
    const Value* value = one == nullptr ? nullptr : one->FindPath({"metadata", where, key});
    if (value != nullptr) return value;
  }
  // Spotify's kind: podAnnotations and podLabels of the role.
  const std::string_view field = where == "labels" ? "podLabels" : "podAnnotations";
  return pod.own == nullptr ? nullptr : pod.own->FindPath({field, key});
}

// Istio reads the label, older ones the annotation; Linkerd the annotation.
constexpr std::string_view kIstio = "sidecar.istio.io/inject";
constexpr std::string_view kLinkerd = "linkerd.io/inject";

void ReplaceAll(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

bool NamespaceInjects(const Value& object) {
  const auto text = [&object](std::string_view where, std::string_view key) {
    const Value* value = object.FindPath({"metadata", where, key});
    return TextOf(value);
  };
  return text("labels", "istio-injection") == "enabled" ||
         !text("labels", "istio.io/rev").empty() || text("annotations", kLinkerd) == "enabled";
}

}  // namespace

std::vector<const Value*> EveryContainer(const Resource& resource) {
  std::vector<const Value*> all;
  ForEachPod(resource, [&all](std::string_view, const flink::PodView& pod) {
    AddOnce(pod.Containers(), all);
  });
  return all;
}

std::vector<const Value*> EveryVolume(const Resource& resource) {
  std::vector<const Value*> all;
  ForEachPod(resource,
             [&all](std::string_view, const flink::PodView& pod) { AddOnce(pod.Volumes(), all); });
  return all;
}

std::vector<const Value*> EveryEnvironment(const Resource& resource) {
  std::vector<const Value*> all;
  for (const Value* container : EveryContainer(resource)) {
    if (const Value* env = container->Find("env")) all.push_back(env);
  }
  if (resource.kind == flink::ResourceKind::kSpotifyFlinkCluster && resource.spec != nullptr) {
    if (const Value* env = resource.spec->Find("envVars")) all.push_back(env);
  }
  return all;
}

std::vector<std::string> Filled(const flink::Subject& subject,
                                const std::vector<std::string>& templates) {
  std::string_view names[] = {subject.name, {}};
  if (subject.resource.kind == flink::ResourceKind::kFlinkStateSnapshot &&
      subject.resource.spec != nullptr) {
    const Value* of = subject.resource.spec->FindPath({"jobReference", "name"});
    if (of != nullptr) names[1] = of->text();
  }
  std::vector<std::string> filled;
  for (const std::string& text : templates) {
    const bool needs_name = text.find("{{name}}") != std::string::npos;
    for (const std::string_view name : names) {
      if (needs_name && name.empty()) continue;
      std::string one = text;
      ReplaceAll(one, "{{namespace}}", subject.namespace_name);
      ReplaceAll(one, "{{name}}", name);
      filled.push_back(std::move(one));
      if (!needs_name) break;
    }
  }
  return filled;
}

Mesh MeshOf(const flink::Subject& subject, RoleKind role, const Value** place) {
  *place = nullptr;
  const flink::PodView& pod = PodOf(subject.resource, role);
  const std::pair<std::string_view, std::string_view> marks[] = {
      {"labels", kIstio}, {"annotations", kIstio}, {"annotations", kLinkerd}};
  bool refused = false;
  for (const auto& [where, key] : marks) {
    const Value* mark = OfPod(pod, where, key);
    if (mark == nullptr) continue;
    const std::string_view text = mark->text();
    if (text == "true" || text == "enabled" || text == "ingress") {
      *place = mark;
      return Mesh::kYes;
    }
    refused = true;
  }
  if (refused) return Mesh::kNo;
  const Value* object = subject.related.namespace_object;
  if (object == nullptr) return Mesh::kUnknown;
  return NamespaceInjects(*object) ? Mesh::kYes : Mesh::kNo;
}

}  // namespace sluice::rules
