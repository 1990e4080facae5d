// SPDX-License-Identifier: Apache-2.0
// Where a resource keeps state or takes it from, whatever the field is called.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/support/containers.h"
#include "sluice/flink/subject.h"

namespace sluice::rules {

struct Location {
  std::string name;                  // as a person calls it: a key, or a field
  std::string_view path;             // as written, never empty
  const doc::Value* node = nullptr;  // the user's line, never null
  bool reads_only = false;           // a job starts from there
};

// The locations that the resource itself names: directories of checkpoints, savepoints, high
// availability and archives, and the savepoints that jobs start from.
std::vector<Location> LocationsOf(const flink::Subject& subject);

// Whether `path` lies in `prefix` or is it: whole segments, the schemes of one store (s3, s3a, s3p)
// being equal. Never for a path that climbs ("..").
bool IsBelow(std::string_view path, std::string_view prefix);

// Another resource of the namespace whose own configuration names exactly this location; null when
// there is none. A resource's own session cluster, and siblings of one owner, share on purpose.
const doc::Value* PeerAt(const flink::Subject& subject, std::string_view path);

}  // namespace sluice::rules
