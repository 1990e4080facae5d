// SPDX-License-Identifier: Apache-2.0
// PodView: the pod of a role, as far as rules need it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sluice/doc/value.h"

namespace sluice::flink {

enum class RoleKind : std::uint8_t { kJobManager, kTaskManager };

// The merged pod of a role as the operator builds it (role template over common template; arrays of
// objects merged by name or index as configured), as far as rules need it. Made once, when the
// resource is read: a dozen rules walk its containers. Nodes belong to the request's document.
class PodView {
 public:
  PodView() = default;
  // From spec.podTemplate and the role's template; null = absent.
  static PodView OfTemplates(const doc::Value* common, const doc::Value* own);
  // Spotify's kind has no templates: its roles, and its job's submitter, carry the fields of a pod
  // spec themselves.
  static PodView OfSpec(const doc::Value* node);

  const doc::Value* common = nullptr;       // spec.podTemplate
  const doc::Value* own = nullptr;          // the role's template
  const doc::Value* common_spec = nullptr;  // the pod specs of the two
  const doc::Value* own_spec = nullptr;

  // The pod-spec field as merged (role wins over common), null when neither sets it.
  [[nodiscard]] const doc::Value* SpecField(std::string_view key) const;
  // All containers and init containers of both templates, with duplicates by name.
  [[nodiscard]] const std::vector<const doc::Value*>& Containers() const { return containers_; }
  // flink-main-container, role's first; null when no template names it.
  [[nodiscard]] const doc::Value* MainContainer() const;
  // Volumes of both templates.
  [[nodiscard]] const std::vector<const doc::Value*>& Volumes() const { return volumes_; }

 private:
  void ReadLists();

  std::vector<const doc::Value*> containers_;
  std::vector<const doc::Value*> volumes_;
};

}  // namespace sluice::flink
