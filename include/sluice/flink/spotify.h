// SPDX-License-Identifier: Apache-2.0
// What Spotify's operator makes of a FlinkCluster before it judges it: its reading of versions, of
// JSON as Go types, and when it takes two specs for the same (spotify/flink-on-k8s-operator at
// 1746257). Pure functions, any thread; they allocate only what they return.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sluice/flink/resource.h"
#include "sluice/k8s/quantity.h"

namespace sluice::flink::spotify {

// Whether the operator takes spec.flinkVersion for one below 1.10, where it sets heap sizes instead
// of process sizes: a version below 1.10.0 or any text that hashicorp's go-version (1.9.0) does not
// parse, the empty one included. Pre-releases are below their release: "1.10-SNAPSHOT" is old.
bool IsOld(std::string_view flink_version);

// Whether it takes the version for 2.0.0 or later, where it writes config.yaml.
bool IsAtLeast2(std::string_view flink_version);

// Whether go-version parses the text at all, its numbers fitting 64 bits.
bool IsVersion(std::string_view flink_version);

// Without white space at both ends, as Go's strings.TrimSpace.
std::string_view TrimSpace(std::string_view text);

// The member of an object that Go would see: null for a JSON null, which Go reads as absent.
const doc::Value* Member(const doc::Value* object, std::string_view key);

// A quantity as apimachinery decodes it from JSON, a number or a string around which spaces do not
// count. Nothing for everything else.
std::optional<k8s::Quantity> ReadQuantity(const doc::Value& value);

// A moment as Go's time.Parse(time.RFC3339, text) reads it, any year, fraction included: seconds
// since 1970 and nanoseconds. Nothing where Go has an error (upon which the operator panics).
struct Moment {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  friend constexpr auto operator<=>(const Moment&, const Moment&) = default;
};
std::optional<Moment> ParseMoment(std::string_view text);

// Fields of `spec` that the operator's typed decoder refuses, which ends its webhook with HTTP 400.
// Known are the operator's own types and, down to the last field, Kubernetes' types in them.
std::vector<Unreadable> Undecodable(const doc::Value* spec);

// reflect.DeepEqual of the two specs as Go decodes them: null is absent, a field that is no pointer
// is absent when it is zero, an empty list or map is not an absent one, unknown fields do not
// count, quantities are equal when they are written equally (1 and "1", but not 2Gi and 2048Mi).
// `but_job_field` names a field of `job` that is left out of the comparison.
bool SameSpec(const doc::Value* a, const doc::Value* b, std::string_view but_job_field = {});

}  // namespace sluice::flink::spotify
