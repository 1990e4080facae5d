// SPDX-License-Identifier: Apache-2.0
#include "engine/json_patch.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "sluice/doc/json_text.h"
#include "sluice/doc/pointer.h"

namespace sluice::engine {
namespace {

using Json = nlohmann::ordered_json;

// How many of `tokens` lead to nodes that exist.
std::size_t ExistingDepth(const doc::Value& object, const std::vector<std::string>& tokens) {
  const doc::Value* at = &object;
  for (std::size_t depth = 0; depth < tokens.size(); ++depth) {
    at = doc::Resolve(*at, "/" + doc::EscapeToken(tokens[depth]));
    if (at == nullptr) return depth;
  }
  return tokens.size();
}

struct Operation {
  std::string path;
  std::string text;  // the value as the one addition wrote it; empty = `tree`
  Json tree;         // the value of several additions below one new node
};

Json Parsed(const std::string& json) { return Json::parse(json, nullptr, false); }

// Puts a value at `below` in what the operation adds.
void Merge(Operation& operation, std::span<const std::string> below, const std::string& json) {
  if (!operation.text.empty()) operation.tree = Parsed(std::exchange(operation.text, {}));
  Json* slot = &operation.tree;
  for (const std::string& token : below) slot = &(*slot)[token];
  *slot = Parsed(json);
}

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
      at = operations.insert(operations.end(), {.path = std::move(path), .text = {}, .tree = {}});
      if (split == tokens.end()) {
        at->text = addition.value_json;
        continue;
      }
    }
    Merge(*at, {split, tokens.end()}, addition.value_json);
  }
  if (operations.empty() || operations.size() > kMaximumOperations) return {};
  std::string patch;
  for (const Operation& operation : operations) {
    patch += patch.empty() ? '[' : ',';
    patch += R"({"op":"add","path":)";
    doc::AppendJsonString(operation.path, patch);
    patch += R"(,"value":)";
    patch += operation.text.empty()
                 ? operation.tree.dump(-1, ' ', false, Json::error_handler_t::replace)
                 : operation.text;
    patch += '}';
  }
  return patch += ']';
}

}  // namespace sluice::engine
