// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::flink {

// A list as the operator writes it for Flink to read: a YAML flow list from 2.0 on
// (`['local:///a.jar']`), elements joined with ';' and quoted where needed before.
std::string WriteList(std::span<const std::string_view> items, bool standard_yaml);

// A map of strings: `{a: 'b'}` from 2.0 on, `a:b,c:d` before.
std::string WriteMap(std::span<const std::pair<std::string, std::string>> entries,
                     bool standard_yaml);

}  // namespace sluice::flink
