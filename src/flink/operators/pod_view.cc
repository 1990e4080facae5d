// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/subject.h"

namespace sluice::flink {
namespace {

using doc::Value;

constexpr std::string_view kMainContainer = "flink-main-container";

const Value* Spec(const Value* pod_template) {
  return pod_template == nullptr ? nullptr : pod_template->Find("spec");
}

void Append(const Value* spec, std::string_view key, std::vector<const Value*>& out) {
  const Value* list = spec == nullptr ? nullptr : spec->Find(key);
  if (list == nullptr) return;
  for (const Value& item : list->items()) out.push_back(&item);
}

const Value* MainOf(const Value* spec) {
  const Value* containers = spec == nullptr ? nullptr : spec->Find("containers");
  if (containers == nullptr) return nullptr;
  for (const Value& container : containers->items()) {
    const Value* name = container.Find("name");
    if (name != nullptr && name->text() == kMainContainer) return &container;
  }
  return nullptr;
}

}  // namespace

const Value* PodView::SpecField(std::string_view key) const {
  for (const Value* spec : {own_spec, common_spec}) {
    const Value* field = spec == nullptr ? nullptr : spec->Find(key);
    if (field != nullptr && !field->IsNull()) return field;
  }
  return nullptr;
}

std::vector<const Value*> PodView::Containers() const {
  std::vector<const Value*> out;
  for (const Value* spec : {own_spec, common_spec}) {
    Append(spec, "containers", out);
    Append(spec, "initContainers", out);
    Append(spec, "sidecars", out);  // Spotify's word; no pod spec has such a field
  }
  return out;
}

const Value* PodView::MainContainer() const {
  const Value* own_main = MainOf(own_spec);
  return own_main != nullptr ? own_main : MainOf(common_spec);
}

std::vector<const Value*> PodView::Volumes() const {
  std::vector<const Value*> out;
  for (const Value* spec : {own_spec, common_spec}) Append(spec, "volumes", out);
  return out;
}

PodView PodOf(const Resource& resource, RoleKind role_kind) {
  const Role& role =
      role_kind == RoleKind::kJobManager ? resource.job_manager : resource.task_manager;
  if (resource.kind == ResourceKind::kSpotifyFlinkCluster) {
    // No template: the fields of a pod spec stand on the role itself.
    return {.own = role.node, .own_spec = role.node};
  }
  return {.common = resource.pod_template,
          .own = role.pod_template,
          .common_spec = Spec(resource.pod_template),
          .own_spec = Spec(role.pod_template)};
}

}  // namespace sluice::flink
