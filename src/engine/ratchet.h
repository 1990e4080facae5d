// SPDX-License-Identifier: Apache-2.0
// The ratchet: what an object did wrong before, it may go on doing, but not more of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/judge.h"

namespace sluice::engine {

// Compares an object with its older self, which is understood once and only when it is asked for.
// Lives for one request on one thread.
class Ratchet {
 public:
  Ratchet(const Case& what, const flink::Subject& subject);

  // The request cannot make anything worse: an UPDATE whose spec means the same as before.
  [[nodiscard]] bool unchanged() const { return unchanged_; }

  // Marks as kNoWorse those of `findings` (all that this binding finds in the new object) which the
  // old object had too, and had no better. Nothing for another request than an UPDATE.
  void Excuse(const policy::BoundRule& bound, std::vector<JudgedFinding*>& findings);

 private:
  const flink::Subject& Old();

  const Case& what_;
  const flink::Subject& subject_;
  bool unchanged_ = false;
  std::optional<flink::Subject> old_;
};

// A place that stays the same when a list is reordered (elements with a name count by it), when
// configuration is written nested or flat, or under another name of the option.
std::string LastingPlace(const rulebook::Finding& finding, const flink::Subject& subject);

}  // namespace sluice::engine
