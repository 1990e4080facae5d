// SPDX-License-Identifier: Apache-2.0
// Source: ConfigurationUtils.convertToList and convertToProperties.
#include <algorithm>
#include <utility>

#include "flink/value/java_error.h"
#include "sluice/flink/value.h"

namespace sluice::flink {

Parsed<std::vector<std::string>> ParseList(std::string_view text, bool standard_yaml) {
  (void)standard_yaml;
  return SplitEscaped(text, ';');
}

}  // namespace sluice::flink
