// SPDX-License-Identifier: Apache-2.0
// The words of the rulebook's enumerations.
#include "sluice/rulebook/rule.h"

namespace sluice::rulebook {

std::string_view ToString(Action action) {
  switch (action) {
    case Action::kAudit:
      return "Audit";
    case Action::kWarn:
      return "Warn";
    case Action::kDeny:
      return "Deny";
  }
  return "";
}

std::string_view ToString(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "info";
    case Severity::kLow:
      return "low";
    case Severity::kMedium:
      return "medium";
    case Severity::kHigh:
      return "high";
    case Severity::kCritical:
      return "critical";
  }
  return "";
}

std::string_view ToString(Category category) {
  switch (category) {
    case Category::kCheckpoints:
      return "checkpoints";
    case Category::kHighAvailability:
      return "high-availability";
    case Category::kMemory:
      return "memory";
    case Category::kNetworking:
      return "networking";
    case Category::kOperability:
      return "operability";
    case Category::kSecurity:
      return "security";
    case Category::kState:
      return "state";
    case Category::kUpgrade:
      return "upgrade";
  }
  return "";
}

std::string_view ToString(ParamType type) {
  switch (type) {
    case ParamType::kBool:
      return "boolean";
    case ParamType::kInteger:
      return "integer";
    case ParamType::kNumber:
      return "number";
    case ParamType::kBytes:
      return "memory size";
    case ParamType::kDuration:
      return "duration";
    case ParamType::kString:
      return "string";
    case ParamType::kStringList:
      return "list of strings";
  }
  return "";
}

}  // namespace sluice::rulebook
