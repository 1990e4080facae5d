// SPDX-License-Identifier: Apache-2.0
#include "sluice/flink/resource.h"

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
  out.reserve(out.size() + list->items().size());
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

const Value* PodView::MainContainer() const {
  const Value* own_main = MainOf(own_spec);
  return own_main != nullptr ? own_main : MainOf(common_spec);
}

void PodView::ReadLists() {
  for (const Value* spec : {own_spec, common_spec}) {
    Append(spec, "containers", containers_);
    Append(spec, "initContainers", containers_);
    Append(spec, "sidecars", containers_);  // Spotify's word; no pod spec has such a field
    Append(spec, "volumes", volumes_);
  }
}

PodView PodView::OfTemplates(const Value* common, const Value* own) {
  PodView pod;
  pod.common = common;
  pod.own = own;
  pod.common_spec = Spec(common);
  pod.own_spec = Spec(own);
  pod.ReadLists();
  return pod;
}

PodView PodView::OfSpec(const Value* node) {
  PodView pod;
  pod.own = node;
  pod.own_spec = node;
  pod.ReadLists();
  return pod;
}

const PodView& PodOf(const Resource& resource, RoleKind role) {
  return role == RoleKind::kJobManager ? resource.job_manager.pod : resource.task_manager.pod;
}

}  // namespace sluice::flink
