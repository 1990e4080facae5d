// SPDX-License-Identifier: Apache-2.0
#include "policy/param_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sluice/base/text.h"

namespace sluice::policy {

using rulebook::Param;
using rulebook::Params;
using rulebook::ParamType;

bool SameValue(const Param& param, const Params& a, const Params& b, std::size_t i) {
  switch (param.type) {
    case ParamType::kBool:
      return a.Bool(i) == b.Bool(i);
    case ParamType::kInteger:
    case ParamType::kBytes:
      return a.Integer(i) == b.Integer(i);
    case ParamType::kNumber:
      return a.Number(i) >= b.Number(i) && a.Number(i) <= b.Number(i);
    case ParamType::kDuration:
      return a.Duration(i).seconds == b.Duration(i).seconds &&
             a.Duration(i).nanos == b.Duration(i).nanos;
    case ParamType::kString:
      return a.String(i) == b.String(i);
    case ParamType::kStringList:
      return a.Strings(i) == b.Strings(i);
  }
  return false;
}

std::string ValueText(const Param& param, const Params& params, std::size_t i) {
  switch (param.type) {
    case ParamType::kBool:
      return params.Bool(i) ? "true" : "false";
    case ParamType::kInteger:
      return std::to_string(params.Integer(i));
    case ParamType::kBytes:
      return base::HumanBytes(params.Bytes(i));
    case ParamType::kNumber:
      return fmt::format("{:.15g}", params.Number(i));
    case ParamType::kDuration: {
      const flink::Duration& duration = params.Duration(i);
      if (duration.nanos == 0) return fmt::format("{} s", duration.seconds);
      return fmt::format("{:.15g} s", static_cast<double>(duration.seconds) + duration.nanos / 1e9);
    }
    case ParamType::kString:
      return fmt::format("\"{}\"", params.String(i));
    case ParamType::kStringList:
      return fmt::format("[{}]", fmt::join(params.Strings(i), ", "));
  }
  return {};
}

}  // namespace sluice::policy
