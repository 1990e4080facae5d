// SPDX-License-Identifier: Apache-2.0
#include "sluice/base/result.h"

namespace sluice::base {

std::string Error::ToString() const {
  std::string out = file;
  if (line != 0) out += (out.empty() ? "line " : ":") + std::to_string(line);
  if (line != 0 && column != 0) out += ":" + std::to_string(column);
  if (!out.empty()) out += ": ";
  return out + message;
}

}  // namespace sluice::base
