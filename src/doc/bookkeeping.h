// SPDX-License-Identifier: Apache-2.0
// The members of Kubernetes objects that nobody judges and that may be larger than all the rest.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::doc {

// Where an object stands, as far as bookkeeping is concerned.
enum class Place : std::uint8_t { kOther, kMetadata, kAnnotations };

// The place of the object that is member `key` of an object at `parent`.
constexpr Place PlaceBelow(Place parent, std::string_view key) {
  if (key == "metadata") return Place::kMetadata;
  if (parent == Place::kMetadata && key == "annotations") return Place::kAnnotations;
  return Place::kOther;
}

constexpr bool IsBookkeeping(Place place, std::string_view key) {
  return (place == Place::kMetadata && key == "managedFields") ||
         (place == Place::kAnnotations &&
          key == "kubectl.kubernetes.io/last-applied-configuration");
}

}  // namespace sluice::doc
