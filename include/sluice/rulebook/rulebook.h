// SPDX-License-Identifier: Apache-2.0
// Rulebook: all rules and defaults, validated once and frozen.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sluice/base/result.h"
#include "sluice/rulebook/rule.h"

namespace sluice::rulebook {

// Immutable, shared by all threads. Keeps pointers to the rules it was built from (constants).
class Rulebook {
 public:
  // Checks: ids unique and kebab-case, revisions increasing, parameters' defaults parse and lie in
  // range, remediation ends with a full stop. The error names the rule.
  static base::Result<Rulebook> Build(std::vector<const Rule*> rules,
                                      std::vector<const Default*> defaults);

  [[nodiscard]] const std::vector<const Rule*>& rules() const { return rules_; }  // by id
  [[nodiscard]] const std::vector<const Default*>& defaults() const {
    return defaults_;
  }  // by order, id
  [[nodiscard]] const Rule* FindRule(std::string_view id) const;
  [[nodiscard]] const Default* FindDefault(std::string_view id) const;
  // "did you mean": the nearest rule or default id, or empty.
  [[nodiscard]] std::string_view NearestRule(std::string_view id) const;
  [[nodiscard]] std::string_view NearestDefault(std::string_view id) const;

 private:
  std::vector<const Rule*> rules_;
  std::vector<const Default*> defaults_;
};

}  // namespace sluice::rulebook
