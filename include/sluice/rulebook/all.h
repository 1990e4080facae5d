// SPDX-License-Identifier: Apache-2.0
// All rules and defaults of this project: constants, listed by tables that CMake writes from the
// folders (cmake/Rulebook.cmake). Link sluice_rules. Only app, tests and benches name this header.
#pragma once

#include <span>

#include "sluice/rulebook/rulebook.h"

namespace sluice::rules {
std::span<const rulebook::Rule* const> AllRules();  // by category, then id
}

namespace sluice::defaults {
std::span<const rulebook::Default* const> AllDefaults();  // by category, then id
}

namespace sluice::rulebook {
// The rulebook of all of them.
inline base::Result<Rulebook> BuildShipped() {
  const auto rules = rules::AllRules();
  const auto defaults = defaults::AllDefaults();
  return Rulebook::Build({rules.begin(), rules.end()}, {defaults.begin(), defaults.end()});
}
}  // namespace sluice::rulebook
