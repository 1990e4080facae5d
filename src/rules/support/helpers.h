// SPDX-License-Identifier: Apache-2.0
// The words that rule files write with.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "sluice/base/text.h"
#include "sluice/flink/options/ids.h"
#include "sluice/rulebook/facts.h"
#include "sluice/rulebook/rule.h"

namespace sluice::rules {

namespace options = flink::options;

using flink::Entry;
using flink::FlinkVersion;
using flink::ResourceKind;
using flink::Subject;
using rulebook::Action;
using rulebook::At;
using rulebook::Bit;
using rulebook::Category;
using rulebook::FindingOptions;
using rulebook::Findings;
using rulebook::OptionPlace;
using rulebook::Param;
using rulebook::Params;
using rulebook::ParamType;
using rulebook::Place;
using rulebook::Revision;
using rulebook::Rule;
using rulebook::Says;
using rulebook::Severity;
using rulebook::Shown;
using rulebook::SpecPlace;

// The place of an entry: the user's line, else where he would write the option.
inline Place PlaceOf(const Entry& entry, const Subject& subject, options::OptionId option) {
  return entry.node != nullptr ? At(*entry.node) : OptionPlace(subject, option);
}

// The key a user of this version should write.
inline std::string Key(const Subject& subject, options::OptionId option) {
  return std::string(rulebook::KeyFor(subject, option));
}

// A duration as a measure of how far a value is from its bound.
inline double Seconds(const flink::Duration& duration) {
  return static_cast<double>(duration.seconds) + static_cast<double>(duration.nanos) / 1e9;
}

// Calls `judge` with each flink-main-container of the templates, the common one once.
using JudgeMainContainer = void (*)(const doc::Value& container, Findings& findings);
void ForEachMainContainer(const Subject& subject, Findings& findings, JudgeMainContainer judge);

// A location where Flink keeps state: an option, or a field of the resource.
struct StoredAt {
  const Entry* entry = nullptr;  // of `option`; null for a field
  options::OptionId option;
  const doc::Value* field = nullptr;  // the field, called `name`
  std::string_view name;
  bool task_managers = true;  // they write there too, not only the job manager
};

// The parameters that JudgeDurability reads, in this order, first of its rule.
enum DurabilityParam : std::size_t { kDurableSchemes, kMultiNode };
inline constexpr Param kDurableSchemesParam = {
    "durableSchemes", ParamType::kStringList, rulebook::kDurableSchemes,
    "URI schemes of file systems that outlive pods and that every pod reaches."};
inline constexpr Param kMultiNodeParam = {
    "multiNode", ParamType::kBool, "false",
    "Pods run on more than one node, so a hostPath volume may be denied, not only warned about."};

// Adds a finding when the location does not outlive the pods that need it.
void JudgeDurability(const Subject& subject, const StoredAt& stored, const Params& params,
                     Findings& findings);

}  // namespace sluice::rules
