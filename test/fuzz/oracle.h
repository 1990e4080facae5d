// SPDX-License-Identifier: Apache-2.0
// What must hold of any tree that a reader gave out.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "sluice/doc/document.h"
#include "sluice/doc/pointer.h"

namespace sluice::fuzz {

inline void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// Every node below `node` is found again by its tokens; stops after `budget` nodes.
inline void RequirePlaces(const doc::Value& root, const doc::Value& node, int& budget) {
  if (--budget < 0) return;
  const std::optional<std::vector<std::string>> tokens = doc::TokensOf(root, node);
  Require(tokens.has_value(), "a node has tokens");
  Require(doc::Resolve(root, doc::JoinPointer(*tokens)) == &node, "a pointer leads to its node");
  doc::FieldPath(root, *tokens);
  for (const doc::Value& item : node.items()) RequirePlaces(root, item, budget);
  for (const doc::Member& member : node.members()) RequirePlaces(root, member.value, budget);
}

// The tree survives a round through JSON, and its nodes have places.
inline void RequireSound(const doc::Document& document) {
  const std::string json = doc::ToJson(document.root());
  doc::JsonOptions generous;
  generous.limits.depth = 1'000;
  const auto again = doc::ReadJson(json, generous);
  Require(again.has_value(), "a tree prints as JSON");
  Require(doc::Equal(again->root(), document.root()), "a tree equals its print");
  Require(doc::ToJson(again->root()) == json, "printing is stable");
  int budget = 100;
  RequirePlaces(document.root(), document.root(), budget);
}

}  // namespace sluice::fuzz
