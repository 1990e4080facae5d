// SPDX-License-Identifier: Apache-2.0
#include "engine/json_patch.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sluice/doc/pointer.h"

namespace sluice::engine {
namespace {

using Json = nlohmann::ordered_json;

// How many of `tokens` lead to nodes that exist.
std::size_t ExistingDepth(const doc::Value& object, const std::vector<std::string>& tokens) {
  std::vector<std::string> path;
  for (const std::string& token : tokens) {
    path.push_back(token);
    if (doc::Resolve(object, doc::JoinPointer(path)) == nullptr) return path.size() - 1;
  }
  return tokens.size();
}

struct Operation {
  std::string path;
  Json value;
};

}  // namespace

std::string ToJsonPatch(const doc::Value& object,
                        const std::vector<rulebook::Addition>& additions) {
  std::vector<Operation> operations;
  for (const rulebook::Addition& addition : additions) {
    const std::vector<std::string>& tokens = addition.tokens;
    const std::size_t depth = ExistingDepth(object, tokens);
    if (depth >= tokens.size()) continue;
    const auto split = tokens.begin() + static_cast<std::ptrdiff_t>(depth) + 1;
    std::string path = doc::JoinPointer({tokens.begin(), split});
    auto at = std::find_if(operations.begin(), operations.end(),
                           [&](const Operation& operation) { return operation.path == path; });
    if (at == operations.end()) {
      at = operations.insert(operations.end(), {.path = std::move(path), .value = Json()});
    }
    Json* slot = &at->value;
    for (auto token = split; token != tokens.end(); ++token) slot = &(*slot)[*token];
    *slot = Json::parse(addition.value_json, nullptr, false);
  }
  if (operations.empty() || operations.size() > kMaximumOperations) return {};
  Json patch = Json::array();
  for (Operation& operation : operations) {
    patch.push_back(
        {{"op", "add"}, {"path", operation.path}, {"value", std::move(operation.value)}});
  }
  return patch.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace sluice::engine
