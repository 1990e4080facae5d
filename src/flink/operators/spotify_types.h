// SPDX-License-Identifier: Apache-2.0
// The Go types behind a FlinkCluster's spec, as far as the operator's webhook decodes and compares
// them (apis/flinkcluster/v1beta1/flinkcluster_types.go at 1746257, core/v1 of Kubernetes 0.36).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sluice::flink::spotify {

enum class Shape : std::uint8_t {
  kString,
  kBool,
  kInt32,
  kInt64,
  kQuantity,
  kIntOrString,
  kObject,       // of `fields`
  kStringMap,    // map[string]string
  kQuantityMap,  // ResourceList
  kStrings,      // []string
  kInt32s,       // []int32
  kInt64s,       // []int64
  kObjects,      // a list of objects of `fields`
  kAny,          // not decoded here
};

struct GoField;
using GoFields = std::span<const GoField>;

struct GoField {
  std::string_view key;
  Shape shape = Shape::kAny;
  bool pointer = false;  // absent and zero differ
  // A function, so that types may stand in any order.
  GoFields (*fields)() = nullptr;
};

GoFields SpecFields();

}  // namespace sluice::flink::spotify
