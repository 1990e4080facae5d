// SPDX-License-Identifier: Apache-2.0
// JSON Schema (draft-07, which every editor's YAML server reads) of the kinds of our own files,
// made from the tables by which they are loaded and from the rulebook.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/doc/reader.h"
#include "sluice/rulebook/rulebook.h"

namespace sluice::report {

// A kind of document and its fields.
struct SchemaKind {
  std::string_view kind;
  std::span<const doc::Field> fields;
};

// What `profile` may name besides a profile of one's own.
using ProfileNames = std::vector<std::string>;

std::string ToSchema(const SchemaKind& kind, const rulebook::Rulebook& rulebook,
                     const ProfileNames& profiles);

// One schema for documents of any of the kinds.
std::string ToSchema(std::span<const SchemaKind> kinds, const rulebook::Rulebook& rulebook,
                     const ProfileNames& profiles);

}  // namespace sluice::report
