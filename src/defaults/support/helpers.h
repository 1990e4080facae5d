// SPDX-License-Identifier: Apache-2.0
// The words that default files write with, and how a directory for state is found.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sluice/base/text.h"
#include "sluice/flink/options/ids.h"
#include "sluice/rulebook/facts.h"
#include "sluice/rulebook/rule.h"

namespace sluice::defaults {

namespace options = flink::options;

using flink::Entry;
using flink::FlinkVersion;
using flink::ResourceKind;
using flink::Subject;
using rulebook::Bit;
using rulebook::Category;
using rulebook::Default;
using rulebook::Param;
using rulebook::Params;
using rulebook::ParamType;
using rulebook::PatchBuilder;
using rulebook::Severity;

// The parameters of every default that adds a directory, in this order, first.
enum DirectoryParam : std::size_t { kStorageRoot, kTemplate };
inline constexpr Param kStorageRootParam = {
    "storageRoot", ParamType::kString, "",
    "Where state is kept, such as s3://flink-state. Empty = the bucket of a storage directory that "
    "the resource already names; where it names none, nothing is added."};

// `template_text` below the storage root, for this resource; declines, naming what is missing, when
// there is no root or no name yet. `what` is the directory in words: "checkpoint directory".
std::optional<std::string> Directory(const Subject& subject, std::string_view storage_root,
                                     std::string_view template_text, std::string_view what,
                                     PatchBuilder& patch);

// Where a field of the spec that is judged stands, from the root: below the template of a
// FlinkBlueGreenDeployment.
std::vector<std::string> InSpec(const Subject& subject,
                                std::initializer_list<std::string_view> path);

// False for what keeps no state of its own or whose configuration is not known: batch jobs, session
// jobs on a cluster that is not known or (before 1.17) does not receive their configuration.
bool KeepsState(const Subject& subject);

}  // namespace sluice::defaults
