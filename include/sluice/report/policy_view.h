// SPDX-License-Identifier: Apache-2.0
// The faces of `sluice policy explain`: what holds in a namespace, from where, and why.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sluice/policy/explain.h"
#include "sluice/report/check_report.h"

namespace sluice::report {

// An explanation with the question it answers.
struct PolicyReport {
  std::string namespace_name;
  std::string kind, operation, user;  // empty = not given
  std::vector<std::string> groups;
  std::string source;  // "policies of DIR" or "profile NAME"
  std::string digest;
  std::string rule;  // only this rule or default, with everything about it; empty = all, in short
  policy::Explanation explanation;
  std::vector<ExceptionLine> exceptions;  // what may pass there, and until when
  // So many Flink objects of manifests tell what the exceptions lift; nothing = no manifests, and
  // their use is not known.
  std::optional<std::size_t> judged_objects;
};

std::string ToText(const PolicyReport& report);
std::string ToJson(const PolicyReport& report);

}  // namespace sluice::report
