// SPDX-License-Identifier: Apache-2.0
// Source: ConfigurationUtils.convertToList and convertToProperties.
#include <algorithm>
#include <utility>

#include "flink/value/java_error.h"
#include "sluice/flink/value.h"

namespace sluice::flink {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;
using value::kIllegalArgument;
using value::Throw;

// Collectors.toMap over entries that are pairs already.
Parsed<Pairs> WithoutDuplicates(Pairs pairs) {
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (pairs[j].first != pairs[i].first) continue;
      return Throw("IllegalStateException",
                   "Duplicate key " + pairs[i].first + " (attempted merging values " +
                       pairs[j].second + " and " + pairs[i].second + ")");
    }
  }
  return pairs;
}

Parsed<Pairs> ParseLegacyMap(std::string_view text, FlinkVersion version) {
  SLUICE_TRY(const std::vector<std::string> items, SplitEscaped(text, ','));
  Pairs pairs;
  for (const std::string& item : items) {
    SLUICE_TRY(std::vector<std::string> pair, SplitEscaped(item, ':'));
    if (pair.size() != 2) {
      return Throw(kIllegalArgument, version >= FlinkVersion::k1_17
                                         ? "Map item is not a key-value pair (missing ':'?)"
                                         : "Could not parse pair in the map [" + item + "]");
    }
    pairs.emplace_back(std::move(pair[0]), std::move(pair[1]));
  }
  return WithoutDuplicates(std::move(pairs));
}

}  // namespace

Parsed<std::vector<std::string>> ParseList(std::string_view text, bool standard_yaml) {
  (void)standard_yaml;
  return SplitEscaped(text, ';');
}

Parsed<Pairs> ParseMap(std::string_view text, bool standard_yaml, FlinkVersion version) {
  (void)standard_yaml;
  return ParseLegacyMap(text, version);
}

}  // namespace sluice::flink
