// SPDX-License-Identifier: Apache-2.0
// What a rule's metadata says, in words for people. Pure functions, any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sluice/flink/version.h"
#include "sluice/rulebook/rule.h"

namespace sluice::rulebook {

// The page of Flink's or the operator's documentation, of that Flink version; empty when none.
std::string DocsOf(const Meta& meta, flink::FlinkVersion version);

// "an integer between 1 and 100", "a duration such as 10 min of at least 10 s", "a list of
// strings".
std::string ExpectedOf(const Param& param);

// The value of parameter `i` as a policy writes it: "10 min", "true", "s3 gs". `values` are of the
// declared parameters.
std::string TextOf(std::span<const Param> declared, const Params& values, std::size_t i);

// The kinds of resource a rule or default is for, both FlinkClusters told apart by their group.
std::vector<std::string> KindNames(std::uint8_t kinds);

}  // namespace sluice::rulebook
